package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightRoomTest {

  private static final long GIB = 1L << 30;

  @TempDir private Path folder;

  @Test
  void aLargeDiskThatNobodyFillsHasRoom() {
    FlightRoom room = room(500 * GIB, 500 * GIB, 499 * GIB);

    for (int look = 0; look < 3; look++) {
      assertThat(room.shortage()).isEmpty();
    }
    assertThat(room.refusal()).isEmpty();
    assertThat(folder.resolve("disk")).isEmptyDirectory();
  }

  @Test
  void aSmallDiskHasNone() {
    assertThat(room(GIB - 1).shortage().orElseThrow()).contains("only 1023 MB").contains("disk");
  }

  @Test
  void aDiskThatFillsFastHasNoneForLong() {
    FlightRoom room = room(20 * GIB, 19 * GIB, 16 * GIB);

    assertThat(room.shortage()).isEmpty();
    assertThat(room.shortage()).isEmpty();
    assertThat(room.shortage()).as("five seconds are left").isPresent();
  }

  @Test
  void aFolderThatIsGoneTakesNoFile() {
    FlightRoom room = new FlightRoom(folder.resolve("none"));

    assertThat(room.shortage().orElseThrow()).contains("is not told").doesNotContain("0 MB");
    assertThat(room.refusal().orElseThrow()).contains("no file can be made").contains("none");
  }

  /** A folder on a disk whose free space is that at each look. */
  private FlightRoom room(long... free) {
    return new FlightRoom(new Disk(folder, free));
  }

  private static final class Disk extends File {
    private final transient long[] free;
    private int look;

    Disk(Path folder, long... free) {
      super(folder.resolve("disk").toString());
      this.free = free;
      assertThat(mkdir()).isTrue();
    }

    @Override
    public long getUsableSpace() {
      return free[Math.min(look++, free.length - 1)];
    }
  }
}

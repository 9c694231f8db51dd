package io.memguard.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class LiveBlocksTest {

  private final LiveBlocks blocks = new LiveBlocks();

  @Test
  void holdsWhatWasPutAndNotRemoved() {
    assertThat(blocks.put(0x1000, 100, 18, 1)).isTrue();
    assertThat(blocks.put(0x2000, 200, 19, 2)).isTrue();
    assertThat(blocks.put(0x2000, 300, 20, 3)).isTrue();
    blocks.remove(0x1000);
    blocks.remove(0x3000);
    blocks.remove(0);

    assertThat(contents()).containsExactly("300 20 3");
  }

  @Test
  void keepsAlmostAllUntilHalfFullAndSaysWhatItDoesNotKeep() {
    long kept = 0;
    for (long i = 1; i <= 32 * 1024; i++) {
      if (blocks.put(0x7f00_0000_0000L + i * 65_552, 1, 18, 1)) {
        kept++;
      }
    }

    assertThat(contents()).hasSize((int) kept);
    assertThat(kept).isGreaterThan(31 * 1024);
  }

  @Test
  void isEmptyWhenEveryThreadRemovedItsOwn() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Void>> work = new ArrayList<>();
      for (int i = 1; i <= 4; i++) {
        work.add(threads.submit(putAndRemove(i)));
      }
      for (Future<Void> done : work) {
        done.get();
      }
    } finally {
      threads.shutdown();
    }

    assertThat(contents()).isEmpty();
  }

  private Callable<Void> putAndRemove(int owner) {
    return () -> {
      Random random = new Random(owner);
      for (int round = 0; round < 200; round++) {
        List<Long> mine = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
          long address = ((long) owner << 40) + random.nextInt(1 << 20) * 16L;
          blocks.put(address, owner, 18, owner);
          mine.add(address);
        }
        mine.forEach(blocks::remove);
      }
      return null;
    };
  }

  private List<String> contents() {
    List<String> contents = new ArrayList<>();
    blocks.scan((bytes, meanShift, site) -> contents.add(bytes + " " + meanShift + " " + site));
    return contents;
  }
}

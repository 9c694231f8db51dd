package io.memguard.act;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.act.HeapDump.Outcome;
import io.memguard.act.HeapDump.Outcome.Refused;
import io.memguard.act.HeapDump.Outcome.Taken;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeapDumpTest {

  private static final long MIB = 1 << 20;
  private static final long GIB = 1 << 30;
  private static final byte[] WHOLE_FILE = {0x2c, 0, 0, 0, 0, 0, 0, 0, 0};
  private static final String BY_HAND =
      ". By hand: jcmd " + ProcessHandle.current().pid() + " GC.heap_dump ";

  @TempDir Path root;
  private Path life;

  @BeforeEach
  void folder() {
    life = root.resolve("life-20260101-000000-1");
  }

  @Test
  void realDumpIsWholeAndForItsOwnerOnly() throws IOException {
    HeapDump dump =
        new HeapDump(
            life,
            new DiskQuota(root, 100 * GIB, life),
            2,
            Duration.ofMinutes(10),
            () -> Long.MAX_VALUE,
            () -> 0);

    Outcome outcome = dump.take("f", 0, Phrase.text("a test"));

    Path file = life.resolve("heap-1.hprof");
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Taken.class,
            taken -> {
              assertThat(taken.path()).isEqualTo(file);
              assertThat(taken.bytes()).isEqualTo(file.toFile().length());
              assertThat(english(taken.sentence()))
                  .startsWith("A heap dump of ")
                  .contains(Quantity.millis(taken.predictedMillis()) + " were predicted")
                  .endsWith(file + " (it holds whatever the heap held, secrets included).");
            });
    try (InputStream start = Files.newInputStream(file)) {
      assertThat(new String(start.readNBytes(18), StandardCharsets.US_ASCII))
          .isEqualTo("JAVA PROFILE 1.0.2");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(files()).containsExactly("heap-1.hprof");
  }

  @Test
  void oneTroubleHasOneDumpAndOneReport() throws IOException {
    HeapDump dump = writing(5, file -> Files.write(file, WHOLE_FILE));

    assertThat(dump.take("a", MIB, Phrase.text("heap-leak"))).isInstanceOf(Taken.class);
    assertRefused(
        dump.take("a", MIB, Phrase.text("r")),
        "this trouble has had its dump" + BY_HAND + "FILE.hprof");
    assertThat(dump.take("a", MIB, Phrase.text("heap-leak")))
        .returns(true, o -> ((Refused) o).repeated());
    assertThat(dump.take("b", MIB, Phrase.text("heap-leak"))).isInstanceOf(Taken.class);
    assertThat(files()).containsExactly("heap-1.hprof", "heap-2.hprof");
  }

  @Test
  void aLifeHasSoManyDumps() {
    HeapDump dump = writing(1, file -> Files.write(file, WHOLE_FILE));

    assertThat(dump.take("a", MIB, Phrase.text("r"))).isInstanceOf(Taken.class);
    assertRefused(
        dump.take("b", MIB, Phrase.text("r")),
        "the dumps of this life are used up (heap-dump-max=1)" + BY_HAND + "FILE.hprof");
  }

  @Test
  void imageWithoutTheModule() {
    HeapDump dump =
        new HeapDump(
            life,
            quota(GIB),
            1,
            Duration.ofSeconds(10),
            false,
            roomy(),
            file -> {},
            new DumpCost(17, () -> 0));

    assertRefused(
        dump.take("a", MIB, Phrase.text("r")),
        "this runtime image lacks the module jdk.management; add it with jlink --add-modules"
            + BY_HAND
            + "FILE.hprof");
  }

  @Test
  void pauseThatIsTooLong() {
    HeapDump dump = writing(1, file -> Files.write(file, WHOLE_FILE));

    assertRefused(
        dump.take("a", 4 * GIB, Phrase.text("r")),
        "it would stop the application for about 14.0 s with 4.0 GiB live, and at most 10.0 s are"
            + " allowed (max-pause)"
            + BY_HAND
            + "FILE.hprof (or GC.heap_dump -gz=1 FILE.hprof.gz: a fifth of the file, twice the"
            + " pause)");
  }

  @Test
  void diskThatWouldBeFull() throws IOException {
    Disk.Space space = new Disk.Space(200 * MIB, 2000 * MIB, false);

    // 100 MiB live make a file of up to 180 MiB, and 100 MiB of the disk belong to others.
    assertRefused(
        on(space, Long.MAX_VALUE, 17).take("a", 100 * MIB, Phrase.text("r")),
        "writing it takes up to 180.0 MiB and the disk of "
            + life
            + " has 200.0 MiB free; set dir= to a volume with more"
            + BY_HAND
            + "-gz=1 FILE.hprof");
    assertThat(on(space, Long.MAX_VALUE, 17).take("a", 50 * MIB, Phrase.text("r")))
        .isInstanceOf(Taken.class);
    // Segments are merged there: twice the room for a while.
    assertThat(on(space, Long.MAX_VALUE, 22).take("b", 50 * MIB, Phrase.text("r")))
        .isInstanceOf(Refused.class);
    assertThat(files()).containsExactly("heap-1.hprof");
  }

  @Test
  void tmpfsIsMemoryOfTheContainer() {
    Disk.Space space = new Disk.Space(2 * GIB, 4 * GIB, true);

    assertRefused(
        on(space, 100 * MIB, 17).take("a", 100 * MIB, Phrase.text("r")),
        life
            + " is a tmpfs, so the dump of up to 180.0 MiB would be charged to the container, which"
            + " has 100.0 MiB left; set dir= to a volume on a disk"
            + BY_HAND
            + "-gz=1 FILE.hprof");
    assertThat(on(space, 200 * MIB, 17).take("a", 100 * MIB, Phrase.text("r")))
        .isInstanceOf(Taken.class);
  }

  @Test
  void quotaThatCannotBeKept() throws IOException {
    Files.createDirectories(life);
    Files.write(life.resolve("heap-1.hprof"), new byte[(int) MIB]);
    HeapDump dump = dump(quota(2 * MIB), 2, roomy(), 17, f -> Files.write(f, WHOLE_FILE));

    assertRefused(
        dump.take("a", MIB, Phrase.text("r")),
        "about 1.8 MiB more would pass dir-max=2.0 MiB; raise dir-max or empty the folder"
            + BY_HAND
            + "-gz=1 FILE.hprof");
    assertThat(files()).containsExactly("heap-1.hprof");
  }

  @Test
  void diskThatFillsInTheMiddle() throws IOException {
    HeapDump dump =
        writing(
            2,
            file -> {
              Files.write(file, new byte[100]);
              Files.write(file.resolveSibling(file.getFileName() + ".p0"), new byte[100]);
              throw new IOException("No space left on device");
            });

    assertRefused(
        dump.take("a", MIB, Phrase.text("r")),
        "writing it failed and what was written is deleted: No space left on device"
            + BY_HAND
            + "FILE.hprof");
    assertThat(files()).isEmpty();
    assertThat(english(dump.take("a", MIB, Phrase.text("r")).sentence()))
        .contains("this trouble has had its dump");
  }

  @Test
  void truncatedDumpNeverGetsItsName() throws IOException {
    HeapDump dump = writing(1, file -> Files.write(file, new byte[100]));

    assertRefused(
        dump.take("a", MIB, Phrase.text("r")),
        "writing it failed and what was written is deleted: the JVM wrote an incomplete file"
            + BY_HAND
            + "FILE.hprof");
    assertThat(files()).isEmpty();
  }

  @Test
  void oneAtATime() throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    HeapDump dump =
        writing(
            2,
            file -> {
              writing.countDown();
              awaitQuietly(finish);
              Files.write(file, WHOLE_FILE);
            });
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<Outcome> first = other.submit(() -> dump.take("a", MIB, Phrase.text("r")));
      writing.await();

      assertRefused(
          dump.take("b", MIB, Phrase.text("r")),
          "another dump is being written" + BY_HAND + "FILE.hprof");

      finish.countDown();
      assertThat(first.get()).isInstanceOf(Taken.class);
      assertThat(dump.take("b", MIB, Phrase.text("r"))).isInstanceOf(Taken.class);
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void folderThatCannotBeMade() throws IOException {
    Files.writeString(life, "a file");
    HeapDump dump = writing(1, file -> Files.write(file, WHOLE_FILE));

    assertThat(english(dump.take("a", MIB, Phrase.text("r")).sentence()))
        .contains(life + " cannot be used: ");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void assertRefused(Outcome outcome, String why) {
    assertThat(outcome).isInstanceOf(Refused.class).returns(false, o -> ((Refused) o).repeated());
    assertThat(english(outcome.sentence())).isEqualTo("No heap dump was taken (r): " + why);
  }

  private HeapDump writing(int maxDumps, Dumper dumper) {
    return dump(quota(GIB), maxDumps, roomy(), 17, dumper);
  }

  private HeapDump on(Disk.Space space, long headroom, int release) {
    DumpSpace where = new DumpSpace(folder -> space, () -> headroom);
    return dump(quota(GIB), 2, where, release, file -> Files.write(file, WHOLE_FILE));
  }

  private HeapDump dump(
      DiskQuota quota, int maxDumps, DumpSpace space, int release, Dumper dumper) {
    return new HeapDump(
        life,
        quota,
        maxDumps,
        Duration.ofSeconds(10),
        true,
        space,
        dumper,
        new DumpCost(release, () -> 0));
  }

  private DiskQuota quota(long max) {
    return new DiskQuota(root, max, life);
  }

  private static DumpSpace roomy() {
    return new DumpSpace(folder -> new Disk.Space(100 * GIB, 100 * GIB, false), () -> 0);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> list = Files.list(life)) {
      return list.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}

package io.memguard.blackbox;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.memguard.ledger.Statement;
import io.memguard.report.Verdicts;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.Snapshot;
import io.memguard.snapshot.Ticks;
import io.memguard.verdict.Language;
import io.memguard.verdict.Verdict;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlackBoxTest {
  @TempDir Path life;
  private final Ticks service = new Ticks(1);
  private final List<String> problems = new ArrayList<>();

  @Test
  void whatIsWrittenIsRead() throws IOException {
    BlackBox box = create();
    service.direct = 77;
    Snapshot snapshot = service.next();
    box.sample(snapshot, Statement.of(snapshot), 55 * Ticks.MIB);
    box.cases(4_000, List.of(Verdicts.directLeak()), Language.EN);
    box.action(5_000, "A heap dump was taken.");
    box.ends(6_000, Ending.How.SIGNAL, "SIGTERM");

    Recording read = read();

    ContainerMemory container = snapshot.container().value().orElseThrow();
    Sample last = read.last().orElseThrow();
    assertThat(last.epochMillis()).isEqualTo(snapshot.epochMillis());
    assertThat(last.nanos()).isEqualTo(snapshot.nanos());
    assertThat(last.get(Figure.DIRECT)).hasValue(77 * Ticks.MIB);
    assertThat(last.get(Figure.HEAP_LIVE)).hasValue(55 * Ticks.MIB);
    assertThat(last.get(Figure.THREADS)).hasValue(40);
    assertThat(last.get(Figure.NON_RECLAIMABLE)).hasValue(container.nonReclaimable() & -1024);
    assertThat(last.get(Figure.NEIGHBOURS)).as("not known here").isEmpty();
    assertThat(read.fact(Fact.PID)).isEqualTo("4711");
    assertThat(read.action()).isEqualTo("A heap dump was taken.");
    assertThat(read.ending()).contains(new Ending(Ending.How.SIGNAL, "SIGTERM", 6_000));
    assertThat(read.torn()).isZero();
    Verdict verdict = read.verdicts().get(0);
    assertThat(verdict.culprits()).isEqualTo(Verdicts.directLeak().culprits());
    assertThat(english(verdict.summary())).isEqualTo(english(Verdicts.directLeak().summary()));
    assertThat(verdict.secondsToLimit()).isEqualTo(Verdicts.directLeak().secondsToLimit());
    assertThat(problems).isEmpty();
  }

  @Test
  void theRingKeepsTheNewestInOrder() throws IOException {
    BlackBox box = create();
    int count = Layout.current().samples().count();
    for (int i = 0; i < count + 100; i++) {
      tick(box);
    }

    Recording read = read();

    assertThat(read.samples()).hasSize(count);
    assertThat(read.samples().get(0).sequence()).isEqualTo(101);
    assertThat(read.last().orElseThrow().sequence()).isEqualTo(count + 100L);
    assertThat(read.samples()).isSortedAccordingTo((a, b) -> Long.compare(a.nanos(), b.nanos()));
  }

  @Test
  void aMinuteKeepsItsWorstSample() throws IOException {
    BlackBox box = create();
    service.epochMillis = 1_800_000_000_000L;
    for (int second = 0; second < 61; second++) {
      service.direct = second == 30 ? 300 : 10;
      tick(box);
    }

    List<Sample> minutes = read().minutes();

    assertThat(minutes).hasSize(1);
    assertThat(minutes.get(0).get(Figure.DIRECT)).hasValue(300 * Ticks.MIB);
  }

  @Test
  void aSampleAllocatesNothing() throws IOException {
    BlackBox box = create();
    Snapshot snapshot = service.next();
    Statement statement = Statement.of(snapshot);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < 20_000; i++) {
      box.sample(snapshot, statement, 1);
    }

    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    for (int i = 0; i < 1_000; i++) {
      box.sample(snapshot, statement, 1);
    }
    long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());

    // The question itself may allocate a little; a thousand samples must not.
    assertThat(after - before).isLessThan(1_000);
  }

  @Test
  void aTornRecordIsLeftOut() throws IOException {
    BlackBox box = create();
    for (int i = 0; i < 5; i++) {
      tick(box);
    }
    damage(Layout.current().samples().offset() + 4 * Layout.RECORD + 40);

    Recording read = read();

    assertThat(read.samples()).hasSize(4);
    assertThat(read.torn()).isEqualTo(1);
  }

  @Test
  void aTornCaseSlotLeavesTheOneBefore() throws IOException {
    BlackBox box = create();
    box.cases(1_000, List.of(Verdicts.directLeak()), Language.EN);
    box.cases(2_000, List.of(), Language.EN);
    // The second text went to the first half.
    damage(Layout.current().cases().offset() + 16);

    assertThat(read().verdicts()).hasSize(1);
    assertThat(read().casesEpochMillis()).isEqualTo(1_000);
  }

  @Test
  void aFileThatIsCutUnderTheMappingEndsTheRecordingAndIsSaidOnce() throws IOException {
    BlackBox box = create();
    tick(box);
    try (RandomAccessFile file = new RandomAccessFile(life.resolve(BlackBox.FILE).toFile(), "rw")) {
      file.setLength(4096);
    }

    // Compiled code throws the error of a faulty store some time later, so the caller hands it
    // over.
    for (int i = 0; i < 1_000_000 && problems.isEmpty(); i++) {
      try {
        tick(box);
      } catch (InternalError fault) {
        box.stop(fault);
      }
    }
    tick(box);

    assertThat(problems).hasSize(1).first().asString().contains("black box");
  }

  @Test
  void aCutFileIsReadAsFarAsItGoes() throws IOException {
    BlackBox box = create();
    for (int i = 0; i < 10; i++) {
      tick(box);
    }
    byte[] whole = Files.readAllBytes(life.resolve(BlackBox.FILE));
    int samples = Layout.current().samples().offset();

    assertThat(reason(cut(whole, 0))).contains("cut short");
    assertThat(reason(cut(whole, 100))).contains("torn");
    assertThat(Recording.of(cut(whole, samples)).value().orElseThrow().samples()).isEmpty();
    assertThat(
            Recording.of(cut(whole, samples + 3 * Layout.RECORD + 7))
                .value()
                .orElseThrow()
                .samples())
        .hasSize(3);
  }

  @Test
  void aLaterFormatIsNamedAndNotRead() throws IOException {
    create();
    byte[] whole = Files.readAllBytes(life.resolve(BlackBox.FILE));
    whole[8] = 2;

    assertThat(reason(whole)).contains("format 2").contains("later");
  }

  @Test
  void aFolderThatIsNotThereHasNoBlackBox() {
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> BlackBox.create(life.resolve("not there"), Map.of(), problems::add)))
        .isInstanceOf(IOException.class);
  }

  private static byte[] cut(byte[] whole, int length) {
    return Arrays.copyOf(whole, length);
  }

  private static String reason(byte[] bytes) {
    return Recording.of(bytes).reason();
  }

  private BlackBox create() throws IOException {
    Files.deleteIfExists(life.resolve(BlackBox.FILE));
    return BlackBox.create(life, Map.of(Fact.PID, "4711"), problems::add);
  }

  private void tick(BlackBox box) {
    Snapshot snapshot = service.next();
    box.sample(snapshot, Statement.of(snapshot), 0);
  }

  private Recording read() {
    return Recording.ofLife(life).value().orElseThrow();
  }

  private void damage(int offset) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(life.resolve(BlackBox.FILE).toFile(), "rw")) {
      file.seek(offset);
      int before = file.read();
      file.seek(offset);
      file.write(before ^ 0x5a);
    }
  }
}

package io.memguard.blackbox;

import io.memguard.ledger.Statement;
import io.memguard.snapshot.Snapshot;
import io.memguard.verdict.Language;
import io.memguard.verdict.Verdict;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The recorder: a mapped file of fixed size whose last store outlives a kill of the process,
 * because it is the kernel's. A sample costs one copy of {@value Layout#RECORD} bytes, no
 * allocation and no system call.
 *
 * <p>All blocks are written before the file is mapped: a store to a block that the disk has no room
 * for would be a SIGBUS. Where the file is cut or its disk breaks nevertheless, HotSpot turns the
 * signal into an InternalError; recording then ends, and is said to have ended once. The error may
 * come out of compiled code a little later: whoever calls must hand it to {@link #stop}.
 */
public final class BlackBox {
  public static final String FILE = "blackbox";

  private static final long MINUTE_MILLIS = 60_000;

  private final Consumer<String> problems;
  private final SampleRing samples;
  private final SampleRing minutes;
  private final TextSlot cases;
  private final TextSlot action;
  private final TextSlot end;
  private final Figures now = new Figures();
  private final Worst worst = new Worst();
  private volatile boolean broken;

  private BlackBox(ByteBuffer file, Layout layout, Consumer<String> problems) {
    this.problems = problems;
    this.samples = new SampleRing(file, layout.samples(), layout.record());
    this.minutes = new SampleRing(file, layout.minutes(), layout.record());
    this.cases = new TextSlot(file, layout.cases());
    this.action = new TextSlot(file, layout.action());
    this.end = new TextSlot(file, layout.end());
  }

  /** The worst sample of the minute that runs. */
  private static final class Worst {
    private final Figures figures = new Figures();
    private long minute = -1;
    private long epochMillis;
    private long nanos;
  }

  /**
   * Makes the file in the life's folder.
   *
   * @param problems hears one sentence if recording has to end early
   */
  public static BlackBox create(Path life, Map<Fact, String> facts, Consumer<String> problems)
      throws IOException {
    Layout layout = Layout.current();
    Map<String, String> header = new LinkedHashMap<>();
    layout.describe(header);
    facts.forEach((fact, value) -> header.put(fact.key(), value));
    Path file = life.resolve(FILE);
    // A channel would write through a direct buffer and leave it with this thread.
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      byte[] zeros = new byte[8 << 10];
      for (int written = 0; written < Layout.FILE_BYTES; written += zeros.length) {
        disk.write(zeros);
      }
      MappedByteBuffer map =
          disk.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, Layout.FILE_BYTES);
      map.order(ByteOrder.LITTLE_ENDIAN);
      new Header(header).write(map);
      return new BlackBox(map, layout, problems);
    } catch (IOException | RuntimeException | InternalError e) {
      Files.deleteIfExists(file);
      throw new IOException(e.toString(), e);
    }
  }

  /**
   * Records one tick. Must not allocate.
   *
   * @param liveSet bytes, 0 while unknown
   */
  public void sample(Snapshot snapshot, Statement statement, long liveSet) {
    if (broken) {
      return;
    }
    try {
      now.fill(snapshot, statement, liveSet);
      samples.write(snapshot.epochMillis(), snapshot.nanos(), now);
      long minute = Math.floorDiv(snapshot.epochMillis(), MINUTE_MILLIS);
      if (minute != worst.minute) {
        if (worst.minute >= 0) {
          minutes.write(worst.epochMillis, worst.nanos, worst.figures);
        }
        worst.minute = minute;
        keep(snapshot);
      } else if (now.weight() >= worst.figures.weight()) {
        keep(snapshot);
      }
    } catch (InternalError e) {
      stop(e);
    }
  }

  private void keep(Snapshot snapshot) {
    worst.figures.copy(now);
    worst.epochMillis = snapshot.epochMillis();
    worst.nanos = snapshot.nanos();
  }

  /** The open cases as they stand now, with their culprits, in that language. */
  public void cases(long epochMillis, List<Verdict> verdicts, Language language) {
    int room = Layout.current().cases().count() - 64;
    write(cases, epochMillis, VerdictLines.write(verdicts, room, language));
  }

  /** What was done last, as a sentence. */
  public void action(long epochMillis, String sentence) {
    write(action, epochMillis, sentence);
  }

  /** The JVM began to end by itself. */
  public void ends(long epochMillis, Ending.How how, String by) {
    write(end, epochMillis, Ending.text(how, by));
  }

  private void write(TextSlot slot, long epochMillis, String text) {
    if (broken) {
      return;
    }
    try {
      slot.write(epochMillis, text);
    } catch (InternalError e) {
      stop(e);
    }
  }

  /** A store failed: the file is no longer what was mapped. */
  public synchronized void stop(InternalError e) {
    if (!broken) {
      broken = true;
      problems.accept(
          "the black box can no longer be written ("
              + e.getMessage()
              + "): was the file "
              + FILE
              + " cut, or is its disk gone? This life will have no post-mortem");
    }
  }
}

package io.memguard.act;

import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Takes heap dumps of live objects, as {@code heap-<n>.hprof} in the folder of this life, after
 * asking whether the disk, the quota, the container and the pause allow it.
 *
 * <p>The JVM insists on the suffix {@code .hprof}, so the dump is written under the hidden working
 * name {@code .heap-<n>.tmp.hprof} (and {@code .heap-<n>.tmp.hprof.p0} while JDK 22 and later merge
 * it) and renamed once it is known to be complete. A file that does not begin with a dot is whole.
 */
public final class HeapDump {

  private final Path folder;
  private final DiskQuota quota;
  private final int maxDumps;
  private final Duration maxPause;
  private final boolean available;
  private final DumpSpace space;
  private final Dumper dumper;
  private final DumpCost cost;

  private final AtomicBoolean running = new AtomicBoolean();
  // Guarded by running.
  private final Set<String> attempted = new HashSet<>();
  private int attempts;

  private final ToldOnce refusals = new ToldOnce();

  /**
   * @param folder the folder of this life; created when it is missing
   * @param maxDumps dumps in this life, failed ones included: each of them has cost its pause
   * @param maxPause the longest predicted pause
   * @param memoryHeadroom bytes until the container's limit, for a folder on a tmpfs; {@code
   *     Long.MAX_VALUE} without a limit
   * @param countMillisPerByte how fast this machine counted live objects; 0 before it did
   */
  public HeapDump(
      Path folder,
      DiskQuota quota,
      int maxDumps,
      Duration maxPause,
      LongSupplier memoryHeadroom,
      DoubleSupplier countMillisPerByte) {
    this(
        folder,
        quota,
        maxDumps,
        maxPause,
        HotSpotDumper.available(),
        new DumpSpace(Disk::ofFileStore, memoryHeadroom),
        file -> new HotSpotDumper().dump(file),
        new DumpCost(Runtime.version().feature(), countMillisPerByte));
  }

  HeapDump(
      Path folder,
      DiskQuota quota,
      int maxDumps,
      Duration maxPause,
      boolean available,
      DumpSpace space,
      Dumper dumper,
      DumpCost cost) {
    this.folder = folder;
    this.quota = quota;
    this.maxDumps = maxDumps;
    this.maxPause = maxPause;
    this.available = available;
    this.space = space;
    this.dumper = dumper;
    this.cost = cost;
  }

  /** What became of a request for a dump. */
  public sealed interface Outcome {

    /** One sentence for people. */
    Phrase sentence();

    /**
     * The dump is complete at {@code path}.
     *
     * @param millis wall time, an upper bound of the pause
     * @param predictedMillis what the pause was expected to be
     * @param reason why it was taken, as a clause
     */
    record Taken(Path path, long bytes, long millis, long predictedMillis, Phrase reason)
        implements Outcome {
      @Override
      public Phrase sentence() {
        return Phrase.of(
            "dump.taken",
            Quantity.bytes(bytes),
            reason,
            Quantity.millis(millis),
            Quantity.millis(predictedMillis),
            path);
      }
    }

    /**
     * No dump.
     *
     * @param repeated the same trouble met the same refusal before: there is no need to report it
     */
    record Refused(Phrase sentence, boolean repeated) implements Outcome {}
  }

  /**
   * Takes a dump for the trouble with this fingerprint, once.
   *
   * @param liveBytesEstimate what is live in the heap; 0 when unknown, the heap in use then stands
   *     for it
   * @param reason why, as a clause for the sentence, such as that a heap leak is proved
   */
  public Outcome take(String fingerprint, long liveBytesEstimate, Phrase reason) {
    if (!available) {
      return refused(fingerprint, Guard.MODULE, reason, Phrase.of("dump.no-module"));
    }
    if (!running.compareAndSet(false, true)) {
      return refused(fingerprint, Guard.RUNNING, reason, Phrase.of("dump.running"));
    }
    try {
      return guarded(fingerprint, liveBytesEstimate > 0 ? liveBytesEstimate : used(), reason);
    } finally {
      running.set(false);
    }
  }

  private enum Guard {
    MODULE,
    RUNNING,
    FINGERPRINT,
    COUNT,
    PAUSE,
    SPACE,
    QUOTA,
    FAILED
  }

  private Outcome guarded(String fingerprint, long live, Phrase reason) {
    if (attempted.contains(fingerprint)) {
      return refused(fingerprint, Guard.FINGERPRINT, reason, Phrase.of("dump.had"));
    }
    if (attempts >= maxDumps) {
      return refused(fingerprint, Guard.COUNT, reason, Phrase.of("dump.used-up", maxDumps));
    }
    long pause = cost.pauseMillis(live);
    if (pause > maxPause.toMillis()) {
      return refused(
          fingerprint,
          Guard.PAUSE,
          reason,
          Phrase.of(
              "dump.pause",
              Quantity.millis(pause),
              Quantity.bytes(live),
              Quantity.millis(maxPause.toMillis())));
    }
    try {
      Files.createDirectories(folder);
      Optional<Phrase> problem = space.problem(folder, cost.peakBytes(live));
      if (problem.isPresent()) {
        return refused(fingerprint, Guard.SPACE, reason, problem.get());
      }
    } catch (IOException | RuntimeException e) {
      return refused(fingerprint, Guard.SPACE, reason, Phrase.of("dump.folder", folder, e));
    }
    if (!quota.makeRoom(cost.fileBytes(live))) {
      return refused(
          fingerprint,
          Guard.QUOTA,
          reason,
          Phrase.of(
              "dump.quota",
              Quantity.bytes(cost.fileBytes(live)),
              Quantity.bytes(quota.maxBytes())));
    }
    attempts++;
    attempted.add(fingerprint);
    return write(fingerprint, live, reason);
  }

  private Outcome write(String fingerprint, long live, Phrase reason) {
    Path target = freeName();
    Path working = folder.resolve("." + stem(target) + ".tmp.hprof");
    try {
      removeWorking(working);
      long start = System.nanoTime();
      dumper.dump(working);
      long millis = (System.nanoTime() - start) / 1_000_000;
      DumpFile.requireComplete(working);
      DumpFile.restrictToOwner(working);
      long bytes = Files.size(working);
      Files.move(working, target, StandardCopyOption.ATOMIC_MOVE);
      long predicted = cost.pauseMillis(live);
      cost.learn(live, bytes, millis);
      return new Outcome.Taken(target, bytes, millis, predicted, reason);
    } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
      return refused(fingerprint, Guard.FAILED, reason, Phrase.of("dump.failed", e.getMessage()));
    } finally {
      removeWorking(working);
    }
  }

  /** Whether a file is the unfinished part of a dump, by its name. */
  static boolean isWorkingFile(Path file) {
    return file.getFileName().toString().matches("\\.heap-\\d+\\.tmp\\.hprof(\\.p\\d+)?");
  }

  private Outcome refused(String fingerprint, Guard guard, Phrase reason, Phrase why) {
    boolean repeated = !refusals.isNew(guard + " " + fingerprint);
    // Compression makes the file a fifth and the pause twice as long.
    String compress = guard == Guard.SPACE || guard == Guard.QUOTA ? "-gz=1 " : "";
    String byHand = "jcmd " + ProcessHandle.current().pid() + " GC.heap_dump " + compress;
    Phrase slower = guard == Guard.PAUSE ? Phrase.of("dump.slower") : Phrase.NONE;
    Phrase sentence = Phrase.of("dump.refused", reason, why, byHand + "FILE.hprof", slower);
    return new Outcome.Refused(sentence, repeated);
  }

  private Path freeName() {
    int number = 1;
    while (Files.exists(folder.resolve("heap-" + number + ".hprof"))
        || Files.exists(folder.resolve("heap-" + number + ".hprof.gz"))) {
      number++;
    }
    return folder.resolve("heap-" + number + ".hprof");
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - ".hprof".length());
  }

  private void removeWorking(Path working) {
    String prefix = working.getFileName().toString();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith(prefix)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | RuntimeException e) {
      // The next start removes it: DiskQuota.removeLeftovers().
      return;
    }
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}

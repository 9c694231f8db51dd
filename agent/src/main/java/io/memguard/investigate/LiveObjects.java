package io.memguard.investigate;

import io.memguard.snapshot.ClassPopulation;
import io.memguard.snapshot.Reading;
import io.memguard.source.ClassHistogram;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Counts the live objects by class, which takes a full collection, and names the classes that grow
 * from one count to the next. Few counts, spread over the growth; kept only while a case is open.
 */
public final class LiveObjects {
  /** Measured on many small objects; the pause is foretold from it until one has been seen. */
  private static final double SECONDS_PER_BYTE = 1.0 / (1 << 30);

  /** Part of the cost that does not grow with the heap: the table, its text. */
  private static final double FIXED_SECONDS = 0.1;

  private static final int MOST_CULPRITS = 5;

  private static final String OWN_PACKAGE = "io.memguard.";

  /** HotSpot plugs holes in the heap with objects of these classes; nobody holds them. */
  private static final String FILLER = "jdk.internal.vm.Filler";

  private final ClassHistogram histogram;
  private final SoftReferences softReferences;
  private final Duration longestPause;
  private double secondsPerByte = SECONDS_PER_BYTE;
  private volatile double measuredSecondsPerByte;
  private long lastPauseMillis;
  private final GrowingClasses classes = new GrowingClasses(LiveObjects::isNobodys);

  /**
   * Counts with a histogram.
   *
   * @param longestPause a count that would stop the application for longer is not made
   */
  public LiveObjects(
      ClassHistogram histogram, SoftReferences softReferences, Duration longestPause) {
    this.histogram = histogram;
    this.softReferences = softReferences;
    this.longestPause = longestPause;
  }

  /** A count: the live set, and what the pause was. */
  public record Count(long bytes, long pauseMillis) {}

  /** Two counts of the same heap. */
  public record Counts(List<ClassPopulation> first, List<ClassPopulation> last) {}

  /** Why a count would be too costly now; empty when it is not. */
  public Optional<Phrase> tooCostly(long heapUsed) {
    double pause = heapUsed * secondsPerByte;
    return pause * 1_000 <= longestPause.toMillis()
        ? Optional.empty()
        : Optional.of(
            Phrase.of(
                "classes.too-costly",
                Quantity.millis((long) (pause * 1000)),
                Quantity.millis(longestPause.toMillis())));
  }

  /** Counts now. */
  public Reading<Count> count() {
    long begin = System.nanoTime();
    Reading<List<ClassPopulation>> reading = histogram.live();
    long nanos = System.nanoTime() - begin;
    return reading.map(
        populations -> {
          long bytes = populations.stream().mapToLong(ClassPopulation::bytes).sum();
          double perByte = Math.max(0, nanos / 1e9 - FIXED_SECONDS) / Math.max(1, bytes);
          secondsPerByte = (secondsPerByte + perByte) / 2;
          measuredSecondsPerByte = perByte;
          classes.add(populations);
          lastPauseMillis = nanos / 1_000_000;
          return new Count(bytes, nanos / 1_000_000);
        });
  }

  /** Names of the classes that {@link #growing} names. */
  public Set<String> growingClasses() {
    return growing().stream().map(Culprit::name).collect(Collectors.toSet());
  }

  /** How many counts were made since all were forgotten. */
  public int counts() {
    return classes.counts();
  }

  /** How long the last count took; 0 before it. */
  public long lastPauseMillis() {
    return lastPauseMillis;
  }

  /** How long the last count took for each live byte; 0 before it. Any thread may ask. */
  public double millisPerByte() {
    return 1000 * measuredSecondsPerByte;
  }

  /** Objects that lived at the last count; empty before it. */
  public OptionalLong objects() {
    return classes.last().isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(classes.last().stream().mapToLong(ClassPopulation::count).sum());
  }

  /** Whether what grew since the first count hangs on soft references; false before two counts. */
  public boolean growsSoftly() {
    return classes.counts() > 1 && softReferences.hold(classes.first(), classes.last());
  }

  /** Whether soft references came with what grew since the first count; false before two counts. */
  boolean growsBesideSoftReferences() {
    return classes.counts() > 1 && softReferences.comeWith(classes.first(), classes.last());
  }

  /** What the first count of this suspicion found, and the last; empty before there were two. */
  public Optional<Counts> firstAndLast() {
    return classes.counts() < 2
        ? Optional.empty()
        : Optional.of(new Counts(classes.first(), classes.last()));
  }

  public void forget() {
    classes.forget();
  }

  /**
   * Classes by growth since the first count: the application's own first, then the JDK's. Empty
   * before two counts.
   */
  public List<Culprit> growing() {
    return classes.ranked();
  }

  /** Classes by size at the last count, whoever made them; empty before it. */
  public List<Culprit> largest() {
    return classes.last().stream()
        .filter(population -> !isNobodys(population.name()))
        .sorted(Comparator.comparingLong(ClassPopulation::bytes).reversed())
        .limit(MOST_CULPRITS)
        .map(
            population ->
                new Culprit(
                    Culprit.Type.CLASS,
                    population.name(),
                    population.bytes(),
                    population.count(),
                    List.of()))
        .toList();
  }

  /**
   * Counting makes objects of MemGuard's own classes; they are in the count and not the trouble.
   */
  static boolean isNobodys(String name) {
    ClassLoader own = LiveObjects.class.getClassLoader();
    if (name.startsWith(FILLER)) {
      return true;
    }
    try {
      return name.startsWith(OWN_PACKAGE)
          && Class.forName(name, false, own).getClassLoader() == own;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}

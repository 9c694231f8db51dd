package io.memguard.investigate;

import io.memguard.snapshot.ClassPopulation;
import io.memguard.snapshot.Reading;
import io.memguard.source.ClassHistogram;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Quantity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** An investigation may stop the application for so long. */
  private static final double LONGEST_PAUSE_SECONDS = 1.0;

  private static final int MOST_CULPRITS = 5;

  private static final String OWN_PACKAGE = "io.memguard.";

  /** HotSpot plugs holes in the heap with objects of these classes; nobody holds them. */
  private static final String FILLER = "jdk.internal.vm.Filler";

  private final ClassHistogram histogram;
  private final SoftReferences softReferences;
  private double secondsPerByte = SECONDS_PER_BYTE;
  private List<ClassPopulation> first = List.of();
  private List<ClassPopulation> last = List.of();
  private int counts;

  public LiveObjects(ClassHistogram histogram, SoftReferences softReferences) {
    this.histogram = histogram;
    this.softReferences = softReferences;
  }

  /** A count: the live set, and what the pause was. */
  public record Count(long bytes, long pauseMillis) {}

  /** Why a count would be too costly now; empty when it is not. */
  public Optional<String> tooCostly(long heapUsed) {
    double pause = heapUsed * secondsPerByte;
    return pause <= LONGEST_PAUSE_SECONDS
        ? Optional.empty()
        : Optional.of(
            "live objects are not counted: it would stop the application for about "
                + Quantity.millis((long) (pause * 1000))
                + "; by hand: jcmd <pid> GC.class_histogram");
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
          if (first.isEmpty()) {
            first = populations;
          }
          last = populations;
          counts++;
          return new Count(bytes, nanos / 1_000_000);
        });
  }

  /** Names of the classes that {@link #growing} names. */
  public Set<String> growingClasses() {
    return growing().stream().map(Culprit::name).collect(Collectors.toSet());
  }

  /** How many counts were made since all were forgotten. */
  public int counts() {
    return counts;
  }

  /** Objects that lived at the last count; empty before it. */
  public OptionalLong objects() {
    return last.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(last.stream().mapToLong(ClassPopulation::count).sum());
  }

  /** Whether what grew since the first count hangs on soft references; false before two counts. */
  public boolean growsSoftly() {
    return first != last && softReferences.hold(first, last);
  }

  public void forget() {
    first = List.of();
    last = List.of();
    counts = 0;
  }

  /**
   * Classes by growth since the first count: the application's own first, then the JDK's. Empty
   * before two counts.
   */
  public List<Culprit> growing() {
    if (first == last) {
      return List.of();
    }
    Map<String, ClassPopulation> before = new HashMap<>();
    first.forEach(population -> before.put(population.name(), population));
    List<Growth> growths = new ArrayList<>();
    for (ClassPopulation now : last) {
      ClassPopulation then = before.getOrDefault(now.name(), new ClassPopulation(now.name(), 0, 0));
      if (now.bytes() > then.bytes() && now.count() > then.count() && !isNobodys(now.name())) {
        growths.add(new Growth(now, now.bytes() - then.bytes(), now.count() - then.count()));
      }
    }
    long all = growths.stream().mapToLong(Growth::bytes).sum();
    long objects = growths.stream().mapToLong(Growth::count).sum();
    return growths.stream()
        .filter(growth -> growth.bytes() > all / 100 || growth.count() > objects / 20)
        .sorted(
            Comparator.comparing(Growth::ofTheJdk)
                .thenComparing(Comparator.comparingLong(Growth::bytes).reversed()))
        .limit(MOST_CULPRITS)
        .map(Growth::culprit)
        .toList();
  }

  /** Classes by size at the last count, whoever made them; empty before it. */
  public List<Culprit> largest() {
    return last.stream()
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

  private record Growth(ClassPopulation now, long bytes, long count) {
    boolean ofTheJdk() {
      String name = now.name();
      return name.startsWith("java.")
          || name.startsWith("jdk.")
          || name.startsWith("sun.")
          || name.startsWith("javax.")
          || name.startsWith("com.sun.")
          || !name.contains(".");
    }

    Culprit culprit() {
      return new Culprit(
          Culprit.Type.CLASS,
          now.name(),
          now.bytes(),
          now.count(),
          List.of(
              "+%s in %d more objects since the first count"
                  .formatted(Quantity.bytes(bytes), count)));
    }
  }
}

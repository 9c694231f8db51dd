package io.memguard.investigate;

import io.memguard.snapshot.ClassPopulation;
import io.memguard.source.LoadedClasses;
import java.lang.instrument.Instrumentation;
import java.lang.ref.SoftReference;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Tells from two counts of live objects whether what grew hangs on soft references. The JVM clears
 * those before it runs out of heap, so such a cache fills the heap exactly as a leak does, and is
 * none.
 */
public final class SoftReferences {
  /** So many new soft references for each new object of the class that grew most. */
  private static final double ONE_FOR_EACH = 0.5;

  /** A class counts as what grows from this share of all growth on. */
  private static final double MAIN_PART = 0.25;

  /** Counts that differ by less than this share of what lives show no growth to judge. */
  private static final double GREW = 0.05;

  /** A soft reference holds at most so much: no leak is made of that few of them by chance. */
  private static final long MOST_BYTES_OF_ONE = 256 << 10;

  /** Fewer new soft references are the JDK's own. */
  private static final long FEWEST = 64;

  /** Every string has one of its own, and of those there are always more. */
  private static final String BYTES = "byte[]";

  private final Supplier<Set<String>> softClasses;

  /** {@code softClasses}: names of {@link SoftReference} and of its loaded subclasses. */
  SoftReferences(Supplier<Set<String>> softClasses) {
    this.softClasses = softClasses;
  }

  public static SoftReferences of(Instrumentation instrumentation) {
    return new SoftReferences(() -> names(LoadedClasses.of(instrumentation)));
  }

  /** The names among all loaded classes. */
  static Set<String> names(Class<?>[] loaded) {
    return Arrays.stream(loaded)
        .filter(SoftReference.class::isAssignableFrom)
        .map(Class::getName)
        .collect(Collectors.toSet());
  }

  /**
   * Whether the class that makes most of the growth came with a soft reference for each of its
   * objects; where a full heap shows no growth from one count to the next, the class that takes
   * most. Values of many parts, each with one soft reference for the whole, are not recognised.
   */
  boolean hold(List<ClassPopulation> first, List<ClassPopulation> last) {
    List<ClassPopulation> growth = since(first, last);
    return gained(growth) < GREW * gained(last) ? hold(last) : hold(growth);
  }

  /**
   * Whether new soft references came with what grew, so that they may hold it, however many parts
   * each of its objects has; where a full heap shows no growth, whether they are there.
   */
  boolean comeWith(List<ClassPopulation> first, List<ClassPopulation> last) {
    List<ClassPopulation> since = since(first, last);
    List<ClassPopulation> growth = gained(since) < GREW * gained(last) ? last : since;
    return references(growth) >= Math.max(FEWEST, gained(growth) / MOST_BYTES_OF_ONE);
  }

  private boolean hold(List<ClassPopulation> growth) {
    long all = gained(growth);
    ClassPopulation most =
        growth.stream().max(Comparator.comparingLong(ClassPopulation::bytes)).orElse(null);
    if (most == null || most.bytes() < MAIN_PART * all) {
      return false;
    }
    long objects = most.count();
    if (most.name().equals(BYTES)) {
      objects -= Math.max(0, count(growth, Set.of(String.class.getName())));
    }
    if (objects <= 0) {
      return false;
    }
    return references(growth) >= ONE_FOR_EACH * objects;
  }

  /** Each class that was used by reflection has a soft reference of its own. */
  private long references(List<ClassPopulation> growth) {
    return count(growth, softClasses.get())
        - Math.max(0, count(growth, Set.of(Class.class.getName())));
  }

  private static long count(List<ClassPopulation> growth, Set<String> names) {
    return growth.stream()
        .filter(grown -> names.contains(grown.name()))
        .mapToLong(ClassPopulation::count)
        .sum();
  }

  private static long gained(List<ClassPopulation> growth) {
    return growth.stream().mapToLong(grown -> Math.max(0, grown.bytes())).sum();
  }

  private static List<ClassPopulation> since(
      List<ClassPopulation> first, List<ClassPopulation> last) {
    Map<String, ClassPopulation> before = new HashMap<>();
    first.forEach(population -> before.put(population.name(), population));
    return last.stream().map(now -> since(before.get(now.name()), now)).toList();
  }

  private static ClassPopulation since(ClassPopulation then, ClassPopulation now) {
    return then == null
        ? now
        : new ClassPopulation(now.name(), now.count() - then.count(), now.bytes() - then.bytes());
  }
}

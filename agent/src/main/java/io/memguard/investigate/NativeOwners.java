package io.memguard.investigate;

import io.memguard.snapshot.ClassPopulation;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Who may own growing native memory: classes that call native code and whose objects become more,
 * and the libraries that they came with.
 */
final class NativeOwners {
  private static final int MOST_CLASSES = 3;
  private static final int MOST_LIBRARIES = 5;

  /** A class must grow by this many objects, and by this share. */
  private static final long LEAST_OBJECTS = 8;

  private static final double LEAST_SHARE = 0.1;

  /** Shorter words of a package ({@code com}, {@code org}) are in too many file names. */
  private static final int SHORTEST_WORD = 4;

  /** Native methods in these packages hold no malloc'd memory to speak of. */
  private static final List<String> HARMLESS =
      List.of(
          "java.lang.",
          "java.io.",
          "java.net.",
          "java.nio.",
          "java.security.",
          "jdk.",
          "sun.nio.",
          "sun.net.",
          "sun.misc.",
          "com.sun.management.",
          "io.memguard.");

  private NativeOwners() {}

  /**
   * The culprits, most telling first.
   *
   * @param callsNative those of a set of class names that declare native methods
   * @param libraries paths of the libraries that came with the application
   */
  static List<Culprit> of(
      List<ClassPopulation> first,
      List<ClassPopulation> last,
      UnaryOperator<Set<String>> callsNative,
      List<String> libraries) {
    Map<String, Long> growth = growth(first, last);
    Set<String> natives = callsNative.apply(growth.keySet());
    Map<String, List<String>> owners = new HashMap<>();
    List<ClassPopulation> classes = new ArrayList<>();
    for (ClassPopulation now : last) {
      Optional<String> library = libraryOf(now.name(), libraries);
      boolean grows = growth.containsKey(now.name());
      if (grows && (natives.contains(now.name()) || library.isPresent())) {
        classes.add(now);
        library.ifPresent(
            path -> owners.computeIfAbsent(path, none -> new ArrayList<>()).add(now.name()));
      }
    }
    classes.sort(
        Comparator.<ClassPopulation>comparingInt(now -> natives.contains(now.name()) ? 0 : 1)
            .thenComparing(now -> -growth.get(now.name())));
    Set<Culprit> culprits = new LinkedHashSet<>();
    for (ClassPopulation now : classes.subList(0, Math.min(MOST_CLASSES, classes.size()))) {
      culprits.add(named(now, growth.get(now.name()), libraryOf(now.name(), libraries)));
    }
    libraries.stream()
        .sorted(Comparator.comparingInt(path -> owners.containsKey(path) ? 0 : 1))
        .limit(MOST_LIBRARIES)
        .forEach(path -> culprits.add(library(path, owners.getOrDefault(path, List.of()))));
    return List.copyOf(culprits);
  }

  private static Map<String, Long> growth(List<ClassPopulation> first, List<ClassPopulation> last) {
    Map<String, Long> before = new HashMap<>();
    first.forEach(one -> before.put(one.name(), one.count()));
    Map<String, Long> growth = new HashMap<>();
    for (ClassPopulation now : last) {
      long then = before.getOrDefault(now.name(), 0L);
      long more = now.count() - then;
      if (more >= Math.max(LEAST_OBJECTS, LEAST_SHARE * then)
          && now.name().contains(".")
          && !now.name().endsWith("[]")
          && HARMLESS.stream().noneMatch(now.name()::startsWith)) {
        growth.put(now.name(), more);
      }
    }
    return growth;
  }

  /** A library whose file name has a word of the class's package in it. */
  private static Optional<String> libraryOf(String className, List<String> libraries) {
    Set<String> words = new HashSet<>();
    int end = className.lastIndexOf('.');
    for (String word : className.substring(0, Math.max(0, end)).split("\\.", -1)) {
      if (word.length() >= SHORTEST_WORD) {
        words.add(word.toLowerCase(Locale.ROOT));
      }
    }
    return libraries.stream()
        .filter(path -> words.stream().anyMatch(fileName(path).toLowerCase(Locale.ROOT)::contains))
        .findFirst();
  }

  private static String fileName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static Culprit named(ClassPopulation now, long more, Optional<String> library) {
    List<Phrase> detail = new ArrayList<>();
    detail.add(Phrase.of("libraries.objects", Quantity.grouped(more)));
    library.ifPresent(path -> detail.add(Phrase.of("libraries.code", path)));
    return new Culprit(Culprit.Type.CLASS, now.name(), 0, now.count(), List.copyOf(detail));
  }

  private static Culprit library(String path, List<String> owners) {
    List<Phrase> detail = new ArrayList<>();
    detail.add(Phrase.text(path));
    owners.stream()
        .limit(MOST_CLASSES)
        .forEach(name -> detail.add(Phrase.of("libraries.more", name)));
    return new Culprit(Culprit.Type.LIBRARY, fileName(path), 0, 1, List.copyOf(detail));
  }
}

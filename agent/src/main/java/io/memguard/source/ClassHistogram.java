package io.memguard.source;

import io.memguard.snapshot.ClassPopulation;
import io.memguard.snapshot.Reading;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Instances by class: {@code GC.class_histogram}. Costly (a full collection, or a safepoint), so
 * only on request.
 */
public final class ClassHistogram {

  /** Populations kept, biggest first. */
  static final int MOST = 2_000;

  private final CommandRunner commands;

  public ClassHistogram(CommandRunner commands) {
    this.commands = commands;
  }

  /** What is live; pays for a full collection. */
  public Reading<List<ClassPopulation>> live() {
    return populations("GC.class_histogram");
  }

  /** What is in the heap, garbage included; pays for a walk through it at a safepoint. */
  public Reading<List<ClassPopulation>> all() {
    return populations("GC.class_histogram -all");
  }

  private Reading<List<ClassPopulation>> populations(String command) {
    return commands.run(command).flatMap(ClassHistogram::parse);
  }

  /**
   * Reads lines such as {@code " 4: 2720 215680 [Ljava.lang.Object; (java.base@25.0.3)"}; the
   * module is absent for classes of an unnamed one. Classes of one name from several loaders have a
   * line each.
   */
  static Reading<List<ClassPopulation>> parse(String text) {
    Map<String, ClassPopulation> byName = new HashMap<>();
    text.lines().forEach(line -> add(byName, line.strip().split(" +", 5)));
    if (byName.isEmpty()) {
      return Reading.unavailable("the answer of GC.class_histogram was not understood");
    }
    return Reading.known(
        byName.values().stream()
            .sorted(
                Comparator.comparingLong(ClassPopulation::bytes)
                    .reversed()
                    .thenComparing(ClassPopulation::name))
            .limit(MOST)
            .toList());
  }

  private static void add(Map<String, ClassPopulation> byName, String[] words) {
    if (words.length < 4 || !words[0].endsWith(":")) {
      return;
    }
    OptionalLong count = KeyedFile.number(words[1]);
    OptionalLong bytes = KeyedFile.number(words[2]);
    if (count.isPresent() && bytes.isPresent()) {
      String name = NamePattern.cut(sourceName(words[3]));
      byName.merge(
          name,
          new ClassPopulation(name, count.getAsLong(), bytes.getAsLong()),
          ClassHistogram::together);
    }
  }

  private static ClassPopulation together(ClassPopulation a, ClassPopulation b) {
    return new ClassPopulation(
        a.name(), KeyedFile.sum(a.count(), b.count()), KeyedFile.sum(a.bytes(), b.bytes()));
  }

  /** {@code [[Ljava.lang.String;} is {@code java.lang.String[][]}. */
  static String sourceName(String name) {
    int dimensions = 0;
    while (dimensions < name.length() && name.charAt(dimensions) == '[') {
      dimensions++;
    }
    if (dimensions == 0 || dimensions == name.length()) {
      return name;
    }
    String element =
        switch (name.charAt(dimensions)) {
          case 'B' -> "byte";
          case 'C' -> "char";
          case 'D' -> "double";
          case 'F' -> "float";
          case 'I' -> "int";
          case 'J' -> "long";
          case 'S' -> "short";
          case 'Z' -> "boolean";
          case 'L' -> name.endsWith(";") ? name.substring(dimensions + 1, name.length() - 1) : "";
          default -> "";
        };
    return element.isEmpty() ? name : element + "[]".repeat(dimensions);
  }
}

package io.memguard.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** A performance held against the truth of its case. */
record Score(Performance performance, List<String> faults) {

  /** Proved before this share of the limit is used. */
  private static final double IN_TIME = 0.85;

  /** Of what the allocator kept, a trim must give back. */
  private static final double HALF = 0.5;

  /** Troubles that begin where their limit is: they cannot be proved long before it. */
  private static final Set<String> AT_THE_LIMIT =
      Set.of("heap-pressure", "gc-overhead", "code-cache-full", "page-cache", "limit-mismatch");

  static final String HEADING =
      """
      | case | kind | place | found after | of its limit | of the container | culprit | faults |
      |---|---|---|---:|---:|---:|---|---|
      """;

  static Score of(Performance performance, Performance.Plan plan) {
    List<String> faults = new ArrayList<>();
    Gallery habit = performance.habit();
    if (!performance.agentWasThere()) {
      faults.add("the agent was not there");
    }
    if (habit.isHealthy()) {
      performance.exitCode().ifPresent(code -> check(code == 0, "exit code " + code, faults));
    } else {
      sick(performance, plan, faults);
    }
    performance.falseAlarms().stream()
        .map(alarm -> "false " + alarm.severity() + " " + alarm.kind())
        .distinct()
        .forEach(faults::add);
    return new Score(performance, List.copyOf(faults));
  }

  private static void sick(Performance performance, Performance.Plan plan, List<String> faults) {
    Gallery habit = performance.habit();
    if (performance.verdict().isEmpty()) {
      faults.add("not found; said " + kindsSaid(performance));
      return;
    }
    if (!AT_THE_LIMIT.contains(habit.kind())) {
      check(inTime(performance.ofLimit()), "late by its own figures", faults);
      check(inTime(performance.ofContainer()), "late", faults);
    }
    if (habit.namesCulprit()) {
      check(performance.culpritNamed(), "culprit not named", faults);
    }
    if (habit.kind().equals("malloc-retention")) {
      check(performance.shareTrimmed() >= HALF, "a trim gave back too little", faults);
    }
    if (plan.ends()) {
      check(performance.cleared(), "not cleared", faults);
    }
  }

  private static String kindsSaid(Performance performance) {
    return performance.said().stream()
        .map(d -> d.severity() + " " + d.kind())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static boolean inTime(OptionalDouble share) {
    return share.isEmpty() || share.getAsDouble() < IN_TIME;
  }

  private static void check(boolean holds, String otherwise, List<String> faults) {
    if (!holds) {
      faults.add(otherwise);
    }
  }

  boolean isRight() {
    return faults.isEmpty();
  }

  /** One line of the table. */
  String row() {
    Gallery habit = performance.habit();
    return "| %s | %s | %s | %s | %s | %s | %s | %s |"
        .formatted(
            habit.name(),
            habit.kind(),
            performance.place(),
            performance.foundAfter().isPresent()
                ? Math.round(performance.foundAfter().getAsDouble()) + " s"
                : "",
            percent(performance.ofLimit()),
            percent(performance.ofContainer()),
            habit.namesCulprit() && performance.culpritNamed() ? "named" : "",
            faults.isEmpty() ? "" : "**" + String.join("; ", faults) + "**");
  }

  private static String percent(OptionalDouble share) {
    return share.isEmpty() ? "" : String.format(Locale.ROOT, "%.0f %%", 100 * share.getAsDouble());
  }
}

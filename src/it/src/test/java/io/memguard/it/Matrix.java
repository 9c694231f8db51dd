package io.memguard.it;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Plays few cases under many JVMs: the agent starts, is right or silent, and changes no result. */
@Command(
    name = "src/it/matrix",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Plays a few cases of the demo with the packaged agent under a real memory limit (as root)"
            + " on every JDK, with every collector and with flags that make the agent's work"
            + " harder, and prints a table. A leak that is not found in so short a run is no fault.")
final class Matrix implements Callable<Integer> {

  @Option(
      names = "--jdk",
      split = ",",
      description = "feature versions, such as 17,25 (default: all that are installed)")
  private List<Integer> jdks = List.of();

  @Option(
      names = "--variants",
      defaultValue = ".*",
      description = "a regular expression for rows, such as '17/.*' (default: ${DEFAULT-VALUE})")
  private Pattern variants;

  @Option(
      names = "--cases",
      split = ",",
      defaultValue = "healthy,heap-leak,direct-leak",
      description = "cases of the demo (default: ${DEFAULT-VALUE})")
  private List<String> cases;

  @Option(
      names = "--seconds",
      defaultValue = "40",
      description = "length of a run (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = {"-j", "--jobs"},
      defaultValue = "2",
      description = "runs side by side")
  private int jobs;

  /** What one run came to. */
  private record Cell(boolean right, String text) {
    @Override
    public String toString() {
      return right ? text : "**" + text + "**";
    }
  }

  private record Row(Variant variant, List<Cell> cells) {
    @Override
    public String toString() {
      return cells.stream()
          .map(Cell::toString)
          .collect(Collectors.joining(" | ", "| " + variant + " | ", " |"));
    }
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new Matrix()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    List<Gallery> habits = cases.stream().map(Gallery::named).toList();
    List<Variant> chosen =
        Jdk.all().stream()
            .filter(jdk -> jdks.isEmpty() || jdks.contains(jdk.feature()))
            .flatMap(Variant::on)
            .filter(variant -> variants.matcher(variant.toString()).matches())
            .toList();
    System.out.println("| JVM | " + String.join(" | ", cases) + " |");
    System.out.println("|---".repeat(cases.size() + 1) + "|");
    List<Row> rows = playAll(chosen, habits);
    long wrong =
        rows.stream().flatMap(row -> row.cells().stream()).filter(cell -> !cell.right()).count();
    System.out.printf("%n%d runs, %d wrong%n", rows.size() * habits.size(), wrong);
    return wrong == 0 ? 0 : 1;
  }

  private List<Row> playAll(List<Variant> chosen, List<Gallery> habits) throws Exception {
    ExecutorService players = Executors.newFixedThreadPool(jobs);
    try {
      List<Future<Row>> playing = new ArrayList<>();
      for (Variant variant : chosen) {
        playing.add(players.submit(() -> play(variant, habits)));
      }
      List<Row> rows = new ArrayList<>();
      for (Future<Row> row : playing) {
        rows.add(row.get());
        System.out.println(row.get());
      }
      return rows;
    } finally {
      players.shutdownNow();
    }
  }

  private Row play(Variant variant, List<Gallery> habits) throws Exception {
    List<Cell> cells = new ArrayList<>();
    for (Gallery habit : habits) {
      cells.add(variant.place().suits(habit) ? play(variant, habit) : new Cell(true, ""));
    }
    return new Row(variant, List.copyOf(cells));
  }

  private Cell play(Variant variant, Gallery habit) throws IOException, InterruptedException {
    String folder = (habit.name() + "-" + variant).replaceAll("[^A-Za-z0-9.]+", "-");
    try (Workbench bench =
        Workbench.in(Lab.path("memguard.work").resolve("matrix").resolve(folder))) {
      return judged(Performance.play(bench, habit, variant.place(), variant.plan(seconds)));
    }
  }

  private static Cell judged(Performance performance) {
    if (!performance.agentWasThere()) {
      return new Cell(false, "the agent was not there");
    }
    if (!performance.falseAlarms().isEmpty()) {
      return new Cell(
          false,
          performance.falseAlarms().stream()
              .map(alarm -> "false " + alarm.severity() + " " + alarm.kind())
              .distinct()
              .collect(Collectors.joining(", ")));
    }
    if (performance.habit().isHealthy()) {
      int code = performance.exitCode().orElse(-1);
      return code == 0 ? new Cell(true, "silent") : new Cell(false, "exit code " + code);
    }
    return performance.foundAfter().isPresent()
        ? new Cell(true, "%.0f s".formatted(performance.foundAfter().getAsDouble()))
        : new Cell(true, "not found");
  }
}

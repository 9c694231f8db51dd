package io.memguard.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Plays the gallery and holds what the agent said against the truth of each case. */
@Command(
    name = "src/it/score",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Plays the demo's gallery with the packaged agent under a real memory limit (as root),"
            + " prints a table, and fails unless every case is judged right.")
final class Scorer implements Callable<Integer> {

  @Option(
      names = "--jdk",
      split = ",",
      description = "feature versions, such as 17,25 (default: all that are installed)")
  private List<Integer> jdks = List.of();

  @Option(
      names = "--gc",
      split = ",",
      defaultValue = "G1",
      description = "G1, Serial, Parallel, Z, Shenandoah, or all (default: ${DEFAULT-VALUE})")
  private List<String> collectors;

  @Option(
      names = "--cases",
      defaultValue = ".*",
      description = "a regular expression for names or kinds (default: ${DEFAULT-VALUE})")
  private Pattern cases;

  @Option(names = "--every", defaultValue = "1", description = "only every n-th case")
  private int every;

  @Option(
      names = "--seconds",
      defaultValue = "90",
      description = "length of a run (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--nmt",
      defaultValue = "summary",
      description = "native memory tracking: off, summary or detail (default: ${DEFAULT-VALUE})")
  private String nmt;

  @Option(
      names = "--until",
      defaultValue = "1",
      description = "end the trouble after this share of the run; it must then be cleared")
  private double until;

  @Option(
      names = {"-j", "--jobs"},
      defaultValue = "2",
      description = "runs side by side")
  private int jobs;

  @Option(names = "--table", description = "write the table to this file too")
  private Path table;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Scorer()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Performance.Plan plan =
        new Performance.Plan(seconds, until, List.of("-XX:NativeMemoryTracking=" + nmt), List.of());
    List<Callable<Score>> runs = new ArrayList<>();
    for (Place place : places()) {
      List<Gallery> suited =
          Gallery.all().stream()
              .filter(habit -> cases.matcher(habit.name()).matches() || isOfKind(habit))
              .filter(habit -> !plan.ends() || !habit.isHealthy())
              .toList();
      IntStream.range(0, suited.size())
          .filter(i -> i % every == 0)
          .mapToObj(suited::get)
          .filter(place::suits)
          .forEach(habit -> runs.add(() -> score(habit, place, plan)));
    }
    List<Score> scores = playAll(runs);
    String text = Score.HEADING + rows(scores) + "\n" + summary(scores) + "\n";
    System.out.println("\n" + text);
    if (table != null) {
      Files.writeString(table, text);
    }
    return scores.stream().allMatch(Score::isRight) ? 0 : 1;
  }

  private boolean isOfKind(Gallery habit) {
    return cases.matcher(habit.kind()).matches();
  }

  private List<Place> places() {
    return Jdk.all().stream()
        .filter(jdk -> jdks.isEmpty() || jdks.contains(jdk.feature()))
        .flatMap(Place::on)
        .filter(place -> collectors.contains("all") || collectors.contains(place.collector()))
        .toList();
  }

  private List<Score> playAll(List<Callable<Score>> runs) throws Exception {
    ExecutorService players = Executors.newFixedThreadPool(jobs);
    try {
      List<Score> scores = new ArrayList<>();
      for (Future<Score> score : runs.stream().map(players::submit).toList()) {
        scores.add(score.get());
      }
      return scores;
    } finally {
      players.shutdownNow();
    }
  }

  private static Score score(Gallery habit, Place place, Performance.Plan plan)
      throws IOException, InterruptedException {
    Path folder =
        Lab.path("memguard.work")
            .resolve("score")
            .resolve(habit.name() + "-" + place.toString().replace('/', '-'));
    try (Workbench bench = Workbench.in(folder)) {
      Score score = Score.of(Performance.play(bench, habit, place, plan), plan);
      System.out.println(score.row());
      return score;
    }
  }

  private static String rows(List<Score> scores) {
    return scores.stream().map(Score::row).collect(Collectors.joining("\n"));
  }

  private static String summary(List<Score> scores) {
    List<Score> healthy = scores.stream().filter(s -> s.performance().habit().isHealthy()).toList();
    List<Score> sick = scores.stream().filter(s -> !s.performance().habit().isHealthy()).toList();
    return "\n%d of %d sick runs judged right; %d of %d healthy runs without an alarm."
        .formatted(right(sick), sick.size(), right(healthy), healthy.size());
  }

  private static long right(List<Score> scores) {
    return scores.stream().filter(Score::isRight).count();
  }
}

package io.memguard.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "bundles",
    mixinStandardHelpOptions = true,
    description =
        "Lets leaks be killed by the kernel and sees whether each has left a whole incident bundle.")
final class Killer implements Callable<Integer> {

  private static final int LIMIT_MEGABYTES = 256;

  private static final String HEADING =
      """
      | leak | killed by | runs | killed by the kernel | bundle whole, kind right | of the limit then (worst) | seconds left (least) |
      |---|---|---:|---:|---:|---:|---:|
      """;

  @Parameters(paramLabel = "N", defaultValue = "1", description = "runs of each leak")
  private int runs;

  @Option(
      names = "--leaks",
      split = ",",
      defaultValue = "heap,direct,native,thread",
      description = "default: ${DEFAULT-VALUE}")
  private List<String> names;

  @Option(
      names = "--guest",
      description = "in an emulated machine with cgroup v2, one after the other within one boot")
  private boolean guest;

  @Option(
      names = "--seconds",
      defaultValue = "150",
      description = "until a leak would have grown to 400 MB (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = {"-j", "--jobs"},
      defaultValue = "3",
      description = "runs side by side (default: ${DEFAULT-VALUE})")
  private int jobs;

  private List<Leak> leaks = List.of();

  public static void main(String[] args) {
    System.exit(new CommandLine(new Killer()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    leaks = Leak.ALL.stream().filter(leak -> names.contains(leak.name())).toList();
    List<Killed> all = guest ? inGuest() : side();
    System.out.print("\n" + HEADING);
    leaks.forEach(leak -> System.out.println(row(leak, all)));
    return all.stream().allMatch(Killed::isRight) ? 0 : 1;
  }

  private List<Killed> side() throws Exception {
    ExecutorService players = Executors.newFixedThreadPool(jobs);
    try {
      List<Future<Killed>> played = new ArrayList<>();
      for (int run = 1; run <= runs; run++) {
        for (Leak leak : leaks) {
          String name = name(leak, run);
          played.add(players.submit(() -> play(leak, name)));
        }
      }
      List<Killed> all = new ArrayList<>();
      for (Future<Killed> one : played) {
        all.add(one.get());
      }
      return all;
    } finally {
      players.shutdownNow();
    }
  }

  private Killed play(Leak leak, String name) throws IOException, InterruptedException {
    try (Workbench bench = Workbench.in(folder().resolve(name))) {
      return told(name, Killed.play(bench, Jdk.running(), leak, LIMIT_MEGABYTES, seconds));
    }
  }

  private List<Killed> inGuest() throws Exception {
    KillsInGuest kills = new KillsInGuest(LIMIT_MEGABYTES, seconds);
    for (int run = 1; run <= runs; run++) {
      for (Leak leak : leaks) {
        kills.add(name(leak, run), leak);
      }
    }
    return kills.play(folder().resolve("guest"));
  }

  private static Path folder() {
    return Lab.path("memguard.work").resolve("bundles");
  }

  private static String name(Leak leak, int run) {
    return leak.name() + "-" + run;
  }

  private Killed told(String name, Killed killed) {
    System.out.println(name + (killed.isRight() ? ": right" : ": " + killed));
    return killed;
  }

  private String row(Leak leak, List<Killed> all) {
    List<Killed> those = all.stream().filter(one -> one.leak().equals(leak)).toList();
    return "| %s | cgroup %s, %d MB | %d | %d | %d | %s | %s |"
        .formatted(
            leak.name(),
            guest ? "v2" : "v1",
            LIMIT_MEGABYTES,
            those.size(),
            those.stream().filter(Killed::byKernel).count(),
            those.stream().filter(one -> one.faults().isEmpty()).count(),
            figure("%.0f %%", those.stream().map(Killed::share), DoubleStream::max, 100),
            figure("%.0f", those.stream().map(Killed::secondsBefore), DoubleStream::min, 1));
  }

  private static String figure(
      String format,
      Stream<OptionalDouble> figures,
      Function<DoubleStream, OptionalDouble> choice,
      double unit) {
    OptionalDouble chosen = choice.apply(figures.flatMapToDouble(OptionalDouble::stream));
    return chosen.isEmpty() ? "" : format.formatted(unit * chosen.getAsDouble());
  }
}

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Two JVMs with the agent do the same punctual work: {@code java PageLoad AGENT_JAR WORK_FOLDER
 * SECONDS ROUNDS}. The latency of the one is measured while clients load the page of the other, and
 * then its own. The machine has the same to do both times, so the difference is what it costs an
 * application that the page is in its JVM.
 */
final class PageLoad {
  private static final Pattern PAGE = Pattern.compile("page: http://[^ ]*:(\\d+)/");
  private static final String NOBODY = "nobody";

  /** Of one phase: percentiles in microseconds, RSS, and what the page's thread took. */
  private record Measured(
      double p50, double p99, double p999, long rssKib, double cpuMillis, double answers) {}

  private final Path jar;
  private final Path folder;
  private final int seconds;
  private final Map<String, List<Measured>> phases = new LinkedHashMap<>();

  private PageLoad(Path jar, Path folder, int seconds) {
    this.jar = jar;
    this.folder = folder;
    this.seconds = seconds;
  }

  public static void main(String[] args) throws Exception {
    PageLoad load = new PageLoad(Path.of(args[0]), Path.of(args[1]), Integer.parseInt(args[2]));
    load.run(Integer.parseInt(args[3]));
    load.tell();
  }

  private void run(int rounds) throws Exception {
    try (Jvm measured = start("measured");
        Jvm other = start("other")) {
      for (Jvm jvm : List.of(other, measured)) {
        try (Clients warmUp = Clients.of(jvm.port, Clients.Habit.FLOOD)) {
          TimeUnit.SECONDS.sleep(seconds);
        }
      }
      for (int round = 0; round < rounds; round++) {
        measure(NOBODY, measured, null, 0);
        for (Clients.Habit habit : Clients.Habit.values()) {
          measure(elsewhere(habit), measured, habit, other.port);
          measure(here(habit), measured, habit, measured.port);
        }
      }
    }
  }

  private static String elsewhere(Clients.Habit habit) {
    return habit.words() + ", elsewhere";
  }

  private static String here(Clients.Habit habit) {
    return habit.words() + ", here";
  }

  private void measure(String name, Jvm jvm, Clients.Habit habit, int port) throws Exception {
    long answers = 0;
    double cpu;
    String[] said;
    if (habit == null) {
      jvm.ask();
      cpu = jvm.cpuMillis();
      TimeUnit.SECONDS.sleep(seconds);
      said = jvm.ask();
    } else {
      try (Clients clients = Clients.of(port, habit)) {
        TimeUnit.SECONDS.sleep(1);
        jvm.ask();
        cpu = jvm.cpuMillis();
        answers = clients.answers();
        TimeUnit.SECONDS.sleep(seconds);
        said = jvm.ask();
        answers = clients.answers() - answers;
      }
    }
    Measured one =
        new Measured(
            Double.parseDouble(said[1]),
            Double.parseDouble(said[2]),
            Double.parseDouble(said[3]),
            jvm.rssKib(),
            (jvm.cpuMillis() - cpu) / seconds,
            (double) answers / seconds);
    phases.computeIfAbsent(name, n -> new ArrayList<>()).add(one);
    // What the clients left behind is not the next phase's.
    TimeUnit.SECONDS.sleep(2);
  }

  private void tell() {
    System.out.printf(
        "%-34s %9s %9s %9s %9s %10s %7s%n",
        "clients", "p50 ms", "p99 ms", "p99.9 ms", "answers/s", "page ms/s", "RSS MB");
    phases.forEach(
        (name, all) ->
            System.out.printf(
                Locale.ROOT,
                "%-34s %9.2f %9.2f %9.2f %9.0f %10.1f %7d%n",
                name,
                median(all.stream().map(m -> m.p50 / 1000)),
                median(all.stream().map(m -> m.p99 / 1000)),
                median(all.stream().map(m -> m.p999 / 1000)),
                median(all.stream().map(Measured::answers)),
                median(all.stream().map(Measured::cpuMillis)),
                all.get(all.size() - 1).rssKib / 1024));
    System.out.println();
    for (Clients.Habit habit : Clients.Habit.values()) {
      compare(
          habit.words() + ": here/elsewhere",
          phases.get(here(habit)),
          phases.get(elsewhere(habit)));
    }
    List<Measured> quiet = phases.get(NOBODY);
    compare(
        "nobody: a round/the one before",
        quiet.subList(1, quiet.size()),
        quiet.subList(0, quiet.size() - 1));
  }

  /** Round by round. */
  private static void compare(String what, List<Measured> these, List<Measured> those) {
    System.out.printf(
        "%-34s p50 %s  p99 %s%n",
        what, told(ratios(these, those, Measured::p50)), told(ratios(these, those, Measured::p99)));
  }

  private static List<Double> ratios(
      List<Measured> these, List<Measured> those, ToDoubleFunction<Measured> figure) {
    return IntStream.range(0, these.size())
        .mapToObj(i -> figure.applyAsDouble(these.get(i)) / figure.applyAsDouble(those.get(i)))
        .toList();
  }

  /** The median, and from where to where the rounds went. */
  private static String told(List<Double> ratios) {
    return ratios.isEmpty()
        ? "-"
        : String.format(
            Locale.ROOT,
            "%.2f (%.2f to %.2f)",
            median(ratios.stream()),
            Collections.min(ratios),
            Collections.max(ratios));
  }

  private static double median(Stream<Double> values) {
    List<Double> sorted = values.sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private Jvm start(String name) throws Exception {
    Path log = folder.resolve(name + ".log");
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xms128m",
                "-Xmx128m",
                "-XX:NativeMemoryTracking=summary",
                "-javaagent:" + jar + "=interval=1s,http=0,dir=" + folder.resolve(name),
                "-cp",
                System.getProperty("java.class.path"),
                PunctualWork.class.getName())
            .redirectError(log.toFile())
            .start();
    while (true) {
      Matcher page = PAGE.matcher(Files.readString(log));
      if (page.find()) {
        // The figures of an account's first minute include the start of the JVM.
        TimeUnit.SECONDS.sleep(10);
        return new Jvm(process, process.inputReader(), Integer.parseInt(page.group(1)));
      }
      if (!process.isAlive()) {
        throw new IOException(Files.readString(log));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** One of the two, with the port of its page. */
  private record Jvm(Process process, BufferedReader lines, int port) implements AutoCloseable {

    /** What {@link PunctualWork} says about the time since the last question. */
    String[] ask() throws IOException {
      process.outputWriter().write("\n");
      process.outputWriter().flush();
      return lines.readLine().split(" ");
    }

    long rssKib() throws IOException {
      return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    }

    /** Of the thread that serves the page, in ticks of ten milliseconds. */
    double cpuMillis() throws IOException {
      try (Stream<Path> tasks = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
        for (Path task : tasks.toList()) {
          if (Files.readString(task.resolve("comm")).startsWith("memguard-http")) {
            String[] fields =
                Files.readString(task.resolve("stat")).replaceAll(".*\\) ", "").split(" ");
            return 10.0 * (Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
          }
        }
      }
      throw new IOException("no page");
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }
}

package io.memguard.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Kills guarded lives and holds what their black boxes say against what ended them. */
@Command(
    name = "src/it/kills",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Kills guarded lives in containers that are too small for them (as root): half by SIGKILL"
            + " at random moments, half by the kernel. Prints what postmortem says of each, and"
            + " fails unless every black box is readable and up to date, every cause is named"
            + " right, and so is the kind of every leak. Writes one line into the kernel's log.")
final class Kills implements Callable<Integer> {

  @Parameters(arity = "0..1", defaultValue = "100", description = "lives (default: 100)")
  private int lives;

  @Option(names = "--seed", description = "repeats a run's moments (default: another each time)")
  private long seed = System.nanoTime();

  @Option(
      names = "--guest",
      defaultValue = "6",
      description = "so many of them in a guest with cgroup v2 (default: ${DEFAULT-VALUE})")
  private int inGuest;

  @Option(
      names = {"-j", "--jobs"},
      defaultValue = "3",
      description = "lives side by side (default: ${DEFAULT-VALUE})")
  private int jobs;

  @Option(
      names = "--slow",
      defaultValue = "1",
      description = "this machine is so many times slower than usual")
  private int slow;

  @Option(names = "--table", description = "write the table to this file too")
  private Path table;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Kills()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    System.out.println("seed " + seed + ", interval " + Death.INTERVAL_MILLIS + " ms");
    int here = lives - inGuest;
    // One after the other: in a container only a counter of the whole machine tells them apart, and
    // no machine of a service has an OOM kill every few seconds.
    Map<Boolean, List<Fate>> byKernel =
        Fate.plan(here, new Random(seed)).stream()
            .collect(Collectors.partitioningBy(fate -> fate.sigkillMillis().isEmpty()));
    List<Death> deaths = new ArrayList<>(dieAll(byKernel.get(false)));
    deaths.addAll(dieAll(byKernel.get(true)));
    boolean right = deaths.stream().allMatch(Death::isRight);
    StringBuilder text = new StringBuilder(Death.HEADING);
    deaths.forEach(death -> text.append(death.row()).append('\n'));
    text.append('\n').append(summary(deaths)).append('\n');
    if (inGuest > 0) {
      GuestKills guest = GuestKills.play(inGuest, seed);
      text.append("\nOn cgroup v2, in an emulated machine:\n\n").append(guest.said());
      right &= guest.right();
    }
    System.out.println("\n" + text);
    if (table != null) {
      Files.writeString(table, text);
    }
    return right ? 0 : 1;
  }

  private List<Death> dieAll(List<Fate> fates) throws Exception {
    KernelClock clock = KernelClock.read();
    ExecutorService pool = Executors.newFixedThreadPool(jobs);
    try {
      List<Future<Death>> all =
          fates.stream().map(fate -> pool.submit(() -> die(fate, clock))).toList();
      List<Death> deaths = new ArrayList<>();
      for (Future<Death> death : all) {
        deaths.add(death.get());
      }
      return deaths;
    } finally {
      pool.shutdownNow();
    }
  }

  private Death die(Fate fate, KernelClock clock) throws IOException, InterruptedException {
    Path folder = Lab.path("memguard.work").resolve("kills").resolve("life-" + fate.number());
    try (Workbench bench = Workbench.in(folder)) {
      Death death = Death.of(fate, bench, clock, slow);
      System.out.println(death.row());
      return death;
    }
  }

  private static String summary(List<Death> deaths) {
    List<Death> ours = deaths.stream().filter(d -> !d.byKernel()).toList();
    List<Death> kernels = deaths.stream().filter(Death::byKernel).toList();
    long[] ages = deaths.stream().mapToLong(Death::ageMillis).sorted().toArray();
    return "%d of %d SIGKILLs and %d of %d OOM kills told right; age of the last sample at the kill: median %d ms, worst %d ms."
        .formatted(
            right(ours),
            ours.size(),
            right(kernels),
            kernels.size(),
            ages.length == 0 ? 0 : ages[ages.length / 2],
            LongStream.of(ages).max().orElse(0));
  }

  private static long right(List<Death> deaths) {
    return deaths.stream().filter(Death::isRight).count();
  }
}

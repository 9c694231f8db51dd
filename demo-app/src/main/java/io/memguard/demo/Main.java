package io.memguard.demo;

import io.memguard.demo.gallery.About;
import io.memguard.demo.gallery.Case;
import io.memguard.demo.gallery.Cases;
import io.memguard.demo.gallery.Run;
import io.memguard.demo.gallery.Truth;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.List;

/** Runs the order service with one case of the gallery, or lists the gallery. */
final class Main {

  private static final String USAGE =
      """
      usage: java -jar demo-app.jar CASE [seconds=120] [rate=100] [port=0] [limit=MB] [load=on|off] [until=1]
             java -jar demo-app.jar list
      limit is the container's, taken from its cgroup, else 512; load=off waits for customers of yours;
      until=0.6 ends the case, not the service, after that share of the run.
      """;

  /** Kept through the run, so that a run that filled the heap can still tell how it ended. */
  private static final int RESERVE_BYTES = 4 << 20;

  private Main() {}

  public static void main(String[] args) throws Exception {
    if (List.of(args).equals(List.of("list"))) {
      Cases.all().forEach(c -> System.out.println(line(c.about())));
      return;
    }
    Arguments arguments;
    Case habit;
    try {
      arguments = Arguments.parse(List.of(args));
      habit =
          ending(
              Cases.named(arguments.name())
                  .orElseThrow(() -> new IllegalArgumentException("no case " + arguments.name())),
              arguments);
    } catch (IllegalArgumentException e) {
      System.err.print(e.getMessage() + "\n" + USAGE);
      System.exit(2);
      return;
    }
    run(arguments, habit);
  }

  private static Case ending(Case habit, Arguments arguments) {
    double requests = (double) arguments.seconds() * arguments.rate();
    return arguments.until() < 1 ? new Until(habit, (long) (arguments.until() * requests)) : habit;
  }

  private static void run(Arguments arguments, Case habit) throws Exception {
    Tally tally = new Tally();
    long heapBytes = Runtime.getRuntime().maxMemory();
    habit.start(
        new Run(
            heapBytes,
            touched(heapBytes),
            arguments.limitBytes(),
            arguments.seconds(),
            arguments.rate()));
    try (OrderService service = OrderService.start(arguments.port(), habit, tally)) {
      System.out.printf(
          "started case=%s pid=%d port=%d limit=%dM heap=%dM%n",
          arguments.name(),
          ProcessHandle.current().pid(),
          service.port(),
          arguments.limitBytes() >> 20,
          heapBytes >> 20);
      serve(service, arguments, habit, tally);
      System.out.println("ended case=" + arguments.name() + " " + tally);
      // A server whose heap is full may never get as far as stopping.
      System.exit(0);
    }
  }

  private static void serve(OrderService service, Arguments arguments, Case habit, Tally tally)
      throws InterruptedException {
    byte[] reserve = new byte[RESERVE_BYTES];
    try {
      if (arguments.load()) {
        Load.run(service.port(), arguments.rate(), arguments.seconds(), habit, tally);
      } else {
        Thread.sleep(arguments.seconds() * 1000L);
      }
    } finally {
      Reference.reachabilityFence(reserve);
    }
  }

  /** One line of the list; columns are two or more spaces apart. */
  private static String line(About about) {
    Truth truth = about.truth();
    return "%-20s  %-20s  %-8s  %-34s  %-3d  %-65s  %s"
        .formatted(
            about.name(),
            truth.kind(),
            truth.isHealthy() ? "-" : truth.severity(),
            truth.culprit().isEmpty() ? "-" : truth.culprit(),
            about.since(),
            String.join(" ", about.flags()),
            about.description());
  }

  /** ZGC and Shenandoah let garbage fill the heap before they collect it. */
  private static long touched(long heapBytes) {
    boolean all =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .anyMatch(b -> b.getName().matches("(ZGC|Shenandoah).*"));
    return all ? heapBytes : heapBytes / 4;
  }
}

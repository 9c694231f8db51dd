package io.memguard.detect;

import io.memguard.detect.ThreadLeakDetector.Rise;
import io.memguard.ledger.Trend;
import io.memguard.snapshot.ThreadFamily;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What is said about threads. */
final class ThreadVerdicts {
  private static final int MOST_CULPRITS = 4;

  /** Families that make less than this share of the fastest one's growth are not told. */
  private static final double NAMED = 0.1;

  private ThreadVerdicts() {}

  static Verdict leak(
      double threads,
      double stackBytes,
      Trend trend,
      Proof proof,
      Severity severity,
      Optional<Rise> cause,
      List<Rise> rises,
      double capacity) {
    boolean proved = severity.compareTo(Severity.WARNING) >= 0;
    String until =
        proof.forecast().seconds().isPresent() && proof.level() >= Proof.PROVED_FROM
            ? ", no more can be had in about "
                + Quantity.duration(proof.forecast().seconds().getAsLong())
            : "";
    List<Rise> named = new ArrayList<>();
    cause.ifPresent(named::add);
    rises.stream()
        .filter(rise -> !named.contains(rise) && rise.gain() >= NAMED * rises.get(0).gain())
        .forEach(named::add);
    String who = named.isEmpty() ? "" : "; most are '" + named.get(0).now().pattern() + "'";
    return new Verdict(
        Kind.THREAD_LEAK,
        severity,
        proof.confidence(cause.isPresent()),
        "thread-leak/threads",
        "threads %s: %.0f now, +%.0f in %s%s%s"
            .formatted(
                proved ? "leak" : "grow",
                threads,
                trend.gain(),
                Quantity.duration((long) trend.span()),
                until,
                cause.map(ThreadVerdicts::proof).orElse(who)),
        cause.map(ThreadVerdicts::explanation).orElse(unproved(capacity)),
        remedies(named),
        "threads",
        (long) stackBytes,
        trend.perSecond() * stackBytes / Math.max(1, threads),
        OptionalLong.empty(),
        proof.forecast().seconds(),
        named.stream()
            .limit(MOST_CULPRITS)
            .map(rise -> culprit(rise, stackBytes / Math.max(1, threads)))
            .toList(),
        List.of(
            new Evidence("threads", threads, "1"),
            new Evidence("growth", trend.perSecond(), "1/s"),
            new Evidence("threads that there can be", capacity, "1"),
            new Evidence("samples in the window", trend.points(), "1")),
        List.of(),
        List.of());
  }

  private static String proof(Rise rise) {
    ThreadFamily family = rise.now();
    return family.owners() == family.threads() && !family.pattern().contains("pool")
        ? "; %d threads named '%s', none ends".formatted(family.threads(), family.pattern())
        : "; %d pools of '%s' hold %d threads, none ends"
            .formatted(family.owners(), family.pattern(), family.threads());
  }

  private static String explanation(Rise rise) {
    ThreadFamily family = rise.now();
    return "%d of these appeared while MemGuard looked, %d ended, and %d of %d use no processor time. Something makes an executor, a client or a timer for each piece of work and never shuts it down: its threads keep it alive, with all that it refers to. Each thread takes its stack, and the container or the kernel will refuse the next one (OutOfMemoryError: unable to create native thread). One pool that is still being filled would have one owner; connections that come and stay look alike only if each has a thread of its own."
        .formatted(rise.gain(), family.ended(), family.idle(), family.threads());
  }

  private static String unproved(double capacity) {
    return "Their number rises again and again; about %.0f can be had here. A pool that fills to its size looks the same until it is full."
        .formatted(capacity);
  }

  private static List<String> remedies(List<Rise> named) {
    String pattern = named.isEmpty() ? "" : named.get(0).now().pattern();
    List<String> remedies = new ArrayList<>();
    if (pattern.startsWith("pool-#")) {
      remedies.add(
          "Look for Executors.new...() or new ThreadPoolExecutor in code that runs per request: share one executor, or shut it down (try-with-resources from Java 19 on, else shutdown() in finally).");
      remedies.add(
          "Give every executor a ThreadFactory with a name of its own; 'pool-N-thread-M' hides who made it.");
    } else if (pattern.startsWith("HttpClient-")) {
      remedies.add(
          "Share one java.net.http.HttpClient for the whole service; each has a selector thread. From Java 21 on it can be closed.");
    } else if (pattern.startsWith("Timer-")) {
      remedies.add("Share one timer or ScheduledExecutorService, or call Timer.cancel().");
    } else {
      remedies.add(
          "Find what starts them and see that it ends them: shut down the executor, close the client, cancel the timer.");
    }
    remedies.add(
        "See them all: jcmd %d Thread.print (the numbers in their names tell how many owners there are)."
            .formatted(ProcessHandle.current().pid()));
    remedies.add(
        "Who starts them: jcmd %d JFR.start settings=profile duration=60s filename=threads.jfr, then: jfr print --events jdk.ThreadStart threads.jfr"
            .formatted(ProcessHandle.current().pid()));
    remedies.add("Until it is fixed, restart the service before the limit is met.");
    return remedies;
  }

  private static Culprit culprit(Rise rise, double bytesEach) {
    ThreadFamily family = rise.now();
    List<String> detail = new ArrayList<>();
    detail.add(
        "%d threads of %d owners, +%d since the first look, %d ended%s"
            .formatted(
                family.threads(),
                family.owners(),
                rise.gain(),
                family.ended(),
                family.state().isEmpty() ? "" : ", mostly " + family.state()));
    detail.addAll(family.stack());
    return new Culprit(
        Culprit.Type.THREAD_GROUP,
        family.pattern(),
        (long) (bytesEach * family.threads()),
        family.threads(),
        detail);
  }
}

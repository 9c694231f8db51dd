package io.memguard.detect;

import io.memguard.detect.ThreadLeakDetector.Rise;
import io.memguard.ledger.Trend;
import io.memguard.snapshot.ThreadFamily;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
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

  /** From this share of all that came on it is most of them. */
  private static final double MOST = 0.5;

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
    Phrase until =
        proof.level() >= Proof.PROVED_FROM
            ? proof.forecast().until("thread-leak.until")
            : Phrase.NONE;
    List<Rise> named = new ArrayList<>();
    cause.ifPresent(named::add);
    rises.stream()
        .filter(rise -> !named.contains(rise) && rise.gain() >= NAMED * rises.get(0).gain())
        .forEach(named::add);
    Phrase who =
        named.isEmpty() || named.get(0).gain() < MOST * trend.gain()
            ? Phrase.NONE
            : Phrase.of("thread-leak.who", named.get(0).now().pattern());
    return new Verdict(
        Kind.THREAD_LEAK,
        severity,
        proof.confidence(cause.isPresent()),
        "thread-leak/threads",
        Phrase.of(
            "thread-leak.summary",
            Phrase.of(proved ? "leak" : "grow"),
            Quantity.rounded(threads),
            Quantity.rounded(trend.gain()),
            Quantity.duration((long) trend.span()),
            until,
            cause.map(ThreadVerdicts::proof).orElse(who)),
        cause
            .map(ThreadVerdicts::explanation)
            .orElse(Phrase.of("thread-leak.why.open", Quantity.rounded(capacity))),
        remedies(named),
        "threads",
        (long) stackBytes,
        trend.perSecond() * stackBytes / Math.max(1, threads),
        OptionalLong.empty(),
        proof.forecast(),
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

  /** Whether the threads are no trouble of their own but show one: children that do not end. */
  static boolean tellOfChildProcesses(Verdict verdict) {
    return verdict.kind() == Kind.THREAD_LEAK
        && !verdict.culprits().isEmpty()
        && ThreadFamily.isOfChildProcesses(verdict.culprits().get(0).name());
  }

  private static Phrase proof(Rise rise) {
    ThreadFamily family = rise.now();
    if (family.ofChildProcesses()) {
      return Phrase.of("thread-leak.children", family.threads());
    }
    return family.owners() == family.threads() && !family.pattern().contains("pool")
        ? Phrase.of("thread-leak.owners", family.threads(), family.pattern())
        : Phrase.of("thread-leak.pools", family.owners(), family.pattern(), family.threads());
  }

  private static Phrase explanation(Rise rise) {
    ThreadFamily family = rise.now();
    if (family.ofChildProcesses()) {
      return Phrase.of("thread-leak.why.children", rise.gain(), family.ended());
    }
    return Phrase.of(
        "thread-leak.why", rise.gain(), family.ended(), family.idle(), family.threads());
  }

  private static List<Phrase> remedies(List<Rise> named) {
    String pattern = named.isEmpty() ? "" : named.get(0).now().pattern();
    List<Phrase> remedies = new ArrayList<>();
    if (pattern.startsWith("pool-#")) {
      remedies.add(Phrase.of("thread-leak.remedy.executor"));
      remedies.add(Phrase.of("thread-leak.remedy.names"));
    } else if (pattern.startsWith("HttpClient-")) {
      remedies.add(Phrase.of("thread-leak.remedy.http-client"));
    } else if (pattern.startsWith("Timer-")) {
      remedies.add(Phrase.of("thread-leak.remedy.timer"));
    } else if (ThreadFamily.isOfChildProcesses(pattern)) {
      remedies.add(Phrase.of("thread-leak.remedy.children"));
      remedies.add(Words.withPid("thread-leak.remedy.list-children"));
    } else {
      remedies.add(Phrase.of("thread-leak.remedy.any"));
    }
    remedies.add(Words.withPid("thread-leak.remedy.print"));
    remedies.add(Words.withPid("thread-leak.remedy.starts"));
    remedies.add(Phrase.of("remedy.restart"));
    return remedies;
  }

  private static Culprit culprit(Rise rise, double bytesEach) {
    ThreadFamily family = rise.now();
    List<Phrase> detail = new ArrayList<>();
    detail.add(
        Phrase.of(
            "thread-leak.group",
            family.threads(),
            family.owners(),
            rise.gain(),
            family.ended(),
            family.state().isEmpty()
                ? Phrase.NONE
                : Phrase.of("thread-leak.state", family.state())));
    detail.addAll(Phrase.texts(family.stack()));
    return new Culprit(
        Culprit.Type.THREAD_GROUP,
        family.pattern(),
        (long) (bytesEach * family.threads()),
        family.threads(),
        detail);
  }
}

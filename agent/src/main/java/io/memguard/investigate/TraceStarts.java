package io.memguard.investigate;

import io.memguard.detect.Question;
import io.memguard.instrument.ApplicationFrames;
import io.memguard.ledger.Window;
import io.memguard.snapshot.ThreadStarts;
import io.memguard.source.StartWatch;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names the place that starts the threads that become more, while they are under suspicion. */
public final class TraceStarts implements Investigation {
  /** From this share of all starts on, and from so many, a pattern is what becomes more. */
  private static final double MOST = 0.5;

  private static final int FEWEST = 8;

  private final StartWatch watch;
  private boolean armed;

  public TraceStarts(StartWatch watch) {
    this.watch = watch;
  }

  @Override
  public void settle(Set<Question> questions, Window window) {
    if (!armed && questions.contains(Question.LIST_THREADS)) {
      armed = watch.arm().isKnown();
    }
  }

  @Override
  public Verdict enrich(Verdict verdict) {
    if (verdict.kind() != Kind.THREAD_LEAK || !armed) {
      return verdict;
    }
    return named(verdict, watch.starts());
  }

  /**
   * Adds to each group of threads where most of its members were started. Where no group is known
   * to grow yet, most of what was started since the suspicion is one.
   */
  static Verdict named(Verdict verdict, List<ThreadStarts> starts) {
    if (verdict.culprits().isEmpty()) {
      return mostStarted(starts)
          .map(group -> named(verdict.withCulprits(List.of(group), Phrase.NONE), starts))
          .orElse(verdict);
    }
    List<Culprit> culprits = new ArrayList<>();
    Phrase clause = Phrase.NONE;
    for (Culprit group : verdict.culprits()) {
      Optional<ThreadStarts> most = most(group.name(), starts);
      if (most.isPresent()) {
        String place = place(most.get());
        clause = culprits.isEmpty() ? Phrase.of("starts.by", place) : clause;
        culprits.add(with(group, most.get(), place, starts));
      } else {
        culprits.add(group);
      }
    }
    return verdict.withCulprits(culprits, clause);
  }

  private static Optional<Culprit> mostStarted(List<ThreadStarts> starts) {
    Map<String, Integer> byPattern = new HashMap<>();
    starts.forEach(one -> byPattern.merge(one.pattern(), one.count(), Integer::sum));
    int all = starts.stream().mapToInt(ThreadStarts::count).sum();
    return byPattern.entrySet().stream()
        .filter(entry -> entry.getValue() > MOST * all && entry.getValue() >= FEWEST)
        .findFirst()
        .map(
            entry ->
                new Culprit(
                    Culprit.Type.THREAD_GROUP,
                    entry.getKey(),
                    0,
                    entry.getValue(),
                    List.of(Phrase.of("starts.seen", entry.getValue(), all))));
  }

  private static Optional<ThreadStarts> most(String pattern, List<ThreadStarts> starts) {
    return starts.stream()
        .filter(one -> one.pattern().equals(pattern))
        .max(Comparator.comparingInt(ThreadStarts::count).thenComparing(TraceStarts::place));
  }

  private static String place(ThreadStarts starts) {
    return ApplicationFrames.top(starts.stack()).orElse(starts.stack().get(0));
  }

  private static Culprit with(
      Culprit group, ThreadStarts most, String place, List<ThreadStarts> starts) {
    int all =
        starts.stream()
            .filter(one -> one.pattern().equals(group.name()))
            .mapToInt(ThreadStarts::count)
            .sum();
    List<Phrase> detail = new ArrayList<>();
    detail.add(group.detail().get(0));
    detail.add(Phrase.of("starts.seen-by", most.count(), all, place));
    most.stack().forEach(frame -> detail.add(Phrase.of("starts.frame", frame)));
    detail.addAll(group.detail().subList(1, group.detail().size()));
    return new Culprit(group.type(), group.name(), group.bytes(), group.count(), detail);
  }

  @Override
  public void rest() {
    if (armed) {
      watch.disarm();
      armed = false;
    }
  }
}

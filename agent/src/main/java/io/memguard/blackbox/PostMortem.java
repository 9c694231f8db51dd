package io.memguard.blackbox;

import io.memguard.snapshot.Reading;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is known about one life: whose it was, what ended it, and what it was made of.
 *
 * @param life the folder
 * @param conclusion what was found at the time, where the life was judged before; else what can be
 *     said here and now
 * @param growth the parts of its memory at the end, the one that grew most first
 * @param heapDump a heap dump was being written when it was last heard of
 */
public record PostMortem(
    Path life, Recording recording, Conclusion conclusion, List<Growth> growth, boolean heapDump) {

  /** A trouble whose parts made less than this share of all growth did not fill the memory. */
  private static final double FILLS = 0.2;

  /** A part that grew by less than this share of all that could not be reclaimed is no culprit. */
  private static final double NOTABLE = 0.1;

  /** The folders of lives in {@code folder}, or itself if it is one; oldest first. */
  public static List<Path> lives(Path folder) {
    if (isLife(folder)) {
      return List.of(folder);
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(child -> Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS))
          .filter(PostMortem::isLife)
          .sorted(Comparator.comparing(child -> child.getFileName().toString()))
          .toList();
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
  }

  private static boolean isLife(Path folder) {
    return Files.isRegularFile(folder.resolve(BlackBox.FILE), LinkOption.NOFOLLOW_LINKS);
  }

  /** One life; unavailable, with the reason, when its black box cannot be read. Never throws. */
  public static Reading<PostMortem> of(Path life) {
    return Recording.ofLife(life)
        .map(
            recording ->
                new PostMortem(
                    life,
                    recording,
                    conclusion(life, recording),
                    Growth.of(recording),
                    Traces.isDumping(life)));
  }

  /** The kernel is asked only where its answer matters: reading its log takes a moment. */
  private static Conclusion conclusion(Path life, Recording recording) {
    if (LifeLock.isHeld(life)) {
      return new Conclusion(Cause.RUNNING, 1, Phrase.of("judge.running"));
    }
    return Judgement.read(life)
        .or(
            () ->
                Judge.ofOrderlyEnd(
                    recording, LifeLock.isGone(life), Traces.heapDump(life, recording)))
        .orElseGet(() -> Judge.judge(recording, Traces.around(life, recording)));
  }

  /** Whether the user should do something about it. */
  public boolean isTrouble() {
    return switch (conclusion.cause()) {
      case OOM_KILLED, OUT_OF_MEMORY_ERROR, CRASHED -> true;
      case RUNNING, CLEAN, CUT_OFF_IN_SHUTDOWN, KILLED, MACHINE_STOPPED -> false;
    };
  }

  /**
   * The case of that life that explains most: a cause that grew, proved or not, before its symptom
   * and before what only might go wrong; then the gravest.
   */
  public Optional<Verdict> gravest() {
    List<Verdict> open =
        recording.verdicts().stream()
            .filter(verdict -> verdict.severity().compareTo(Severity.WATCH) >= 0)
            .filter(verdict -> verdict.kind() != Kind.OOM_KILLED)
            .toList();
    return open.stream()
        .max(
            Comparator.comparing(
                    (Verdict verdict) ->
                        verdict.kind() != Kind.OOM_RISK
                            && verdict.growthBytesPerSecond() > 0
                            && grown(verdict) >= FILLS * allGrown())
                .thenComparing(Verdict::severity)
                .thenComparing(verdict -> verdict.kind() != Kind.OOM_RISK)
                .thenComparingLong(this::grown)
                .thenComparingDouble(Verdict::growthBytesPerSecond));
  }

  /** Bytes by which the parts of a verdict's account grew. */
  private long grown(Verdict verdict) {
    return growth.stream()
        .filter(part -> part.account().equals(verdict.account()))
        .mapToLong(Growth::grown)
        .sum();
  }

  private long allGrown() {
    return growth.stream().mapToLong(part -> Math.max(0, part.grown())).sum();
  }

  /** What grew most in the last ten minutes, if anything did. */
  public Optional<Growth> fastest() {
    long all = recording.last().map(last -> last.or(Figure.NON_RECLAIMABLE, 0)).orElse(0L);
    return growth.stream()
        .findFirst()
        .filter(part -> part.grown() > 0 && part.grown() >= NOTABLE * all);
  }

  /** Seconds from the start of the process to the last sample. */
  public long seconds() {
    long begin = recording.number(Fact.PROCESS_STARTED);
    return Math.max(
            0, recording.lastEpochMillis() - (begin > 0 ? begin : recording.number(Fact.STARTED)))
        / 1000;
  }
}

package io.memguard.blackbox;

import io.memguard.verdict.Culprit;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** An OOM kill of an earlier life as a verdict of this one. */
public final class KilledVerdict {
  private static final int MOST_REMEDIES = 4;
  private static final int PARTS_NAMED = 4;

  private final PostMortem dead;
  private final Optional<Verdict> gravest;
  private final Optional<Growth> fastest;

  private KilledVerdict(PostMortem dead) {
    this.dead = dead;
    this.gravest = dead.gravest();
    this.fastest = dead.fastest();
  }

  /**
   * The verdict.
   *
   * @param predecessor the life ran the same command: then it is an alarm, else only information
   * @param actions where the report lies, as sentences
   */
  public static Verdict of(PostMortem dead, boolean predecessor, List<String> actions) {
    return new KilledVerdict(dead).verdict(predecessor, actions);
  }

  /**
   * What happened in one sentence, whatever ended the life: {@code The previous life of app.jar
   * (pid 7, 3 min 5 s, last heard of at ...) was killed by the kernel's OOM killer.}
   */
  public static String sentence(PostMortem dead) {
    Recording recording = dead.recording();
    return "An earlier life of %s (pid %s, %s, host %s, last heard of at %s) %s."
        .formatted(
            recording.fact(Fact.MAIN),
            recording.fact(Fact.PID),
            Quantity.duration(dead.seconds()),
            recording.fact(Fact.HOST),
            Instant.ofEpochMilli(recording.lastEpochMillis()).truncatedTo(ChronoUnit.MILLIS),
            clause(dead.conclusion().cause()));
  }

  private static String clause(Cause cause) {
    return switch (cause) {
      case RUNNING -> "is still running";
      case CLEAN -> "ended in order";
      case CUT_OFF_IN_SHUTDOWN -> "was cut off while it shut down";
      case OOM_KILLED -> "was killed by the kernel's OOM killer";
      case OUT_OF_MEMORY_ERROR -> "ended with an OutOfMemoryError";
      case CRASHED -> "crashed";
      case KILLED -> "was killed from outside or halted, not by the kernel's OOM killer";
      case MACHINE_STOPPED -> "ended with its machine";
    };
  }

  private Verdict verdict(boolean predecessor, List<String> actions) {
    Closeness closeness = Closeness.of(dead.recording());
    List<Culprit> culprits = gravest.map(Verdict::culprits).orElse(List.of());
    return new Verdict(
        Kind.OOM_KILLED,
        predecessor ? Severity.WARNING : Severity.INFO,
        dead.conclusion().confidence(),
        "oom-killed:" + dead.life().getFileName(),
        summary(closeness, culprits),
        explanation(),
        remedies(),
        account(),
        closeness.bytes(),
        gravest.map(Verdict::growthBytesPerSecond).orElse(0.0),
        closeness.limit() > 0 ? OptionalLong.of(closeness.limit()) : OptionalLong.empty(),
        OptionalLong.empty(),
        culprits,
        evidence(),
        List.of(),
        actions);
  }

  private String summary(Closeness closeness, List<Culprit> culprits) {
    StringBuilder text = new StringBuilder(sentence(dead));
    text.setLength(text.length() - 1);
    if (closeness.limit() > 0) {
      text.append(
          ": at the last sample %s of the limit of %s could not be reclaimed"
              .formatted(Quantity.bytes(closeness.bytes()), Quantity.bytes(closeness.limit())));
    }
    fastest.ifPresent(
        part ->
            text.append(", ")
                .append(part.part().words())
                .append(" had grown by ")
                .append(Quantity.bytes(part.grown()))
                .append(" in ")
                .append(Quantity.duration(part.seconds())));
    culprits.stream()
        .findFirst()
        .ifPresent(first -> text.append("; culprit: ").append(first.name()));
    return text.append('.').toString();
  }

  /** What ended it, what it was made of, and what was said of it while it lived. */
  private String explanation() {
    StringBuilder text = new StringBuilder(dead.conclusion().reason());
    List<String> parts = new ArrayList<>();
    dead.growth().stream()
        .sorted((a, b) -> Long.compare(b.bytes(), a.bytes()))
        .limit(PARTS_NAMED)
        .forEach(part -> parts.add(part.part().words() + " " + Quantity.bytes(part.bytes())));
    if (!parts.isEmpty()) {
      text.append(" Its largest parts were ").append(String.join(", ", parts)).append('.');
    }
    if (gravest.isPresent()) {
      text.append(" Its gravest verdict was ")
          .append(gravest.get().severity().label().toUpperCase(Locale.ROOT))
          .append(' ')
          .append(gravest.get().kind().label())
          .append(": ")
          .append(gravest.get().summary());
    } else {
      text.append(
          " No verdict had been reached before the kill: the growth was too fast or too short to"
              + " be proved.");
    }
    if (dead.heapDump()) {
      text.append(" A heap dump was being written at that moment.");
    }
    return text.toString();
  }

  private List<String> remedies() {
    List<String> remedies = new ArrayList<>();
    gravest.ifPresent(
        verdict -> remedies.addAll(verdict.remedies().stream().limit(MOST_REMEDIES).toList()));
    if (remedies.isEmpty()) {
      long heap = dead.recording().number(Fact.MAX_HEAP);
      remedies.add(
          "Leave room beside the heap: -Xmx was "
              + Quantity.bytes(heap)
              + ", the rest of the limit must hold everything else in the list above.");
      remedies.add(
          "-XX:NativeMemoryTracking=summary itemises the native side of the next life;"
              + " interval=1s gives more samples of a fast growth.");
    }
    return List.copyOf(remedies);
  }

  private String account() {
    return gravest
        .map(Verdict::account)
        .orElse(fastest.map(part -> part.part().label()).orElse("container"));
  }

  private List<Evidence> evidence() {
    List<Evidence> evidence = new ArrayList<>();
    fastest.ifPresent(
        part -> evidence.add(new Evidence(part.part().label() + " grown", part.grown(), "bytes")));
    dead.recording()
        .last()
        .ifPresent(
            last ->
                last.figures()
                    .forEach(
                        (figure, value) -> {
                          if (figure.isBytes()) {
                            evidence.add(new Evidence(figure.label(), value, "bytes"));
                          }
                        }));
    return evidence;
  }
}

package io.memguard.blackbox;

import io.memguard.verdict.Culprit;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
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
  public static Verdict of(PostMortem dead, boolean predecessor, List<Phrase> actions) {
    return new KilledVerdict(dead).verdict(predecessor, actions);
  }

  /**
   * What happened in one sentence, whatever ended the life: {@code The previous life of app.jar
   * (pid 7, 3 min 5 s, last heard of at ...) was killed by the kernel's OOM killer.}
   */
  public static Phrase sentence(PostMortem dead) {
    return Phrase.of("life.sentence", life(dead));
  }

  private static Phrase life(PostMortem dead) {
    Recording recording = dead.recording();
    return Phrase.of(
        "life",
        recording.fact(Fact.MAIN),
        recording.fact(Fact.PID),
        Quantity.duration(dead.seconds()),
        recording.fact(Fact.HOST),
        Instant.ofEpochMilli(recording.lastEpochMillis()).truncatedTo(ChronoUnit.MILLIS),
        clause(dead.conclusion().cause()));
  }

  private static Phrase clause(Cause cause) {
    return Phrase.of(
        switch (cause) {
          case RUNNING -> "life.running";
          case CLEAN -> "life.clean";
          case CUT_OFF_IN_SHUTDOWN -> "life.cut-off";
          case OOM_KILLED -> "life.oom-killed";
          case OUT_OF_MEMORY_ERROR -> "life.out-of-memory-error";
          case CRASHED -> "life.crashed";
          case KILLED -> "life.killed";
          case MACHINE_STOPPED -> "life.machine-stopped";
        });
  }

  private Verdict verdict(boolean predecessor, List<Phrase> actions) {
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
        Forecast.NONE,
        culprits,
        evidence(),
        List.of(),
        actions);
  }

  private Phrase summary(Closeness closeness, List<Culprit> culprits) {
    return Phrase.of(
        "oom-killed.summary",
        life(dead),
        closeness.limit() > 0
            ? Phrase.of(
                "oom-killed.level",
                Quantity.bytes(closeness.bytes()),
                Quantity.bytes(closeness.limit()))
            : Phrase.NONE,
        fastest
            .map(
                part ->
                    Phrase.of(
                        "oom-killed.grown",
                        part.part().words(),
                        Quantity.bytes(part.grown()),
                        Quantity.duration(part.seconds())))
            .orElse(Phrase.NONE),
        culprits.stream()
            .findFirst()
            .map(first -> Phrase.of("oom-killed.culprit", first.name()))
            .orElse(Phrase.NONE));
  }

  /** What ended it, what it was made of, and what was said of it while it lived. */
  private Phrase explanation() {
    Phrase parts =
        Phrase.list(
            dead.growth().stream()
                .sorted((a, b) -> Long.compare(b.bytes(), a.bytes()))
                .limit(PARTS_NAMED)
                .map(part -> Phrase.of("part", part.part().words(), Quantity.bytes(part.bytes())))
                .toList());
    return Phrase.sentences(
        dead.conclusion().reason(),
        parts.isNone() ? Phrase.NONE : Phrase.of("oom-killed.parts", parts),
        gravest
            .map(
                verdict ->
                    Phrase.of(
                        "oom-killed.gravest",
                        verdict.severity().label().toUpperCase(Locale.ROOT),
                        verdict.kind().label(),
                        verdict.summary()))
            .orElse(Phrase.of("oom-killed.no-verdict")),
        dead.heapDump() ? Phrase.of("oom-killed.dumping") : Phrase.NONE);
  }

  private List<Phrase> remedies() {
    List<Phrase> remedies = new ArrayList<>();
    gravest.ifPresent(
        verdict -> remedies.addAll(verdict.remedies().stream().limit(MOST_REMEDIES).toList()));
    if (remedies.isEmpty()) {
      long heap = dead.recording().number(Fact.MAX_HEAP);
      remedies.add(Phrase.of("oom-killed.remedy.room", Quantity.bytes(heap)));
      remedies.add(Phrase.of("oom-killed.remedy.itemise"));
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

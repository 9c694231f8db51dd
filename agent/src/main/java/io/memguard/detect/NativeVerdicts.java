package io.memguard.detect;

import io.memguard.detect.NativeLeakDetector.Growth;
import io.memguard.ledger.Account;
import io.memguard.ledger.Trend;
import io.memguard.ledger.Trial;
import io.memguard.ledger.Window;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Experiment;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What is said about the memory of native libraries. */
final class NativeVerdicts {
  private static final String FINGERPRINT = "native-leak/native";

  private NativeVerdicts() {}

  static Verdict leak(
      Window window,
      Growth growth,
      Proof proof,
      Severity severity,
      Optional<Trial> collection,
      Optional<Trial> trim,
      Optional<Room> room) {
    Trend trend = growth.trend();
    boolean proved = severity.compareTo(Severity.WARNING) >= 0;
    boolean mapped = growth.account() == Account.UNEXPLAINED;
    List<Experiment> experiments = new ArrayList<>();
    collection.ifPresent(trial -> experiments.add(trial.experiment()));
    trim.ifPresent(trial -> experiments.add(trial.experiment()));
    return new Verdict(
        Kind.NATIVE_LEAK,
        severity,
        proof.confidence(collection.isPresent()),
        FINGERPRINT,
        Phrase.of(
            "native-leak.summary",
            Phrase.of(proved ? "leaks" : "grows"),
            Quantity.bytes((long) growth.bytes()),
            whose(window, mapped),
            Quantity.bytes((long) trend.gain()),
            Quantity.duration((long) trend.span()),
            room.map(r -> Phrase.of("native-leak.left", Quantity.bytes(r.left()), r.words()))
                .orElse(Phrase.NONE),
            proof.forecast().until("until.limit")),
        why(window, mapped, collection, trim),
        List.of(
            Phrase.of("native-leak.remedy.close"),
            Phrase.of("native-leak.remedy.stacks"),
            Phrase.of("native-leak.remedy.jemalloc"),
            Phrase.of("native-leak.remedy.restart")),
        "native",
        (long) growth.bytes(),
        trend.perSecond(),
        limit(growth.bytes(), room),
        proof.forecast(),
        List.of(),
        List.of(
            new Evidence("native memory", (long) growth.bytes(), "bytes"),
            new Evidence("growth", trend.perSecond(), "bytes/s"),
            new Evidence("samples in the window", trend.points(), "1"),
            new Evidence("Kendall's tau", trend.tau(), "1")),
        List.copyOf(experiments),
        List.of());
  }

  private static Phrase whose(Window window, boolean mapped) {
    if (mapped) {
      return Phrase.of("native-leak.mapped");
    }
    return Phrase.of(
        window.snapshot().nativeMemory().isKnown()
            ? "native-leak.of-libraries"
            : "native-leak.of-anybody");
  }

  private static Phrase why(
      Window window, boolean mapped, Optional<Trial> collection, Optional<Trial> trim) {
    return Phrase.sentences(
        Phrase.of(mapped ? "native-leak.why.mapped" : "native-leak.why.malloc"),
        collection
            .map(trial -> Words.beforeAndAfter("native-leak.why.collected", trial.experiment()))
            .orElse(Phrase.NONE),
        trim.map(trial -> Words.beforeAndAfter("native-leak.why.trimmed", trial.experiment()))
            .orElse(Phrase.NONE),
        window.snapshot().nativeMemory().isKnown()
            ? Phrase.NONE
            : Phrase.of("native-leak.why.untracked"),
        Phrase.of("native-leak.why.cache"));
  }

  static Verdict unclosed(Window window, Trial trial, Optional<Room> room) {
    Experiment experiment = trial.experiment();
    long released = experiment.beforeBytes() - experiment.afterBytes();
    long bytes = (long) window.series(Account.JNI_MALLOC).last();
    double perSecond = trial.growth() / Math.max(1, trial.growthSeconds());
    return new Verdict(
        Kind.NATIVE_LEAK,
        Severity.WARNING,
        Math.min(0.98, 0.6 + 0.4 * trial.shareOfGrowthReleased()),
        FINGERPRINT,
        Phrase.of(
            "native-leak.unclosed",
            Quantity.bytes(trial.growth()),
            Quantity.duration((long) trial.growthSeconds()),
            Quantity.bytes(released)),
        Words.beforeAndAfter("native-leak.unclosed.why", experiment),
        List.of(
            Phrase.of("native-leak.remedy.close"),
            Phrase.of("remedy.collected", Quantity.bytes(released)),
            Phrase.of("native-leak.remedy.collector")),
        "native",
        bytes,
        perSecond,
        limit(bytes, room),
        room.map(left -> Forecast.steady(left.left(), perSecond)).orElse(Forecast.NONE),
        List.of(),
        List.of(
            new Evidence("native memory", bytes, "bytes"),
            new Evidence("released by one collection", released, "bytes"),
            new Evidence("growth before it", trial.growth(), "bytes")),
        List.of(experiment),
        List.of(Phrase.of("native-leak.action", Quantity.bytes(released))));
  }

  private static OptionalLong limit(double bytes, Optional<Room> room) {
    return room.map(shared -> OptionalLong.of((long) bytes + shared.left()))
        .orElse(OptionalLong.empty());
  }
}

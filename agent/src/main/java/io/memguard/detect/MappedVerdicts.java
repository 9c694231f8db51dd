package io.memguard.detect;

import io.memguard.detect.MappedLeakDetector.Growth;
import io.memguard.ledger.Account;
import io.memguard.ledger.Series;
import io.memguard.ledger.Trend;
import io.memguard.ledger.Trial;
import io.memguard.ledger.Window;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/** What is said about mapped files. */
final class MappedVerdicts {
  private MappedVerdicts() {}

  static Verdict leak(
      Window window,
      Growth growth,
      Proof proof,
      Severity severity,
      boolean retained,
      Optional<Trial> trial) {
    Trend trend = growth.trend();
    long bytes = (long) Math.max(last(window, Account.MAPPED), last(window, Account.MAPPED_FILES));
    LongFunction<String> figure = growth.counted() ? Quantity::grouped : Quantity::bytes;
    Phrase summary =
        Phrase.of(
            growth.counted() ? "mapped-leak.summary.count" : "mapped-leak.summary.bytes",
            Phrase.of(retained ? "leak" : "mapped-leak.pile-up"),
            figure.apply((long) growth.now()),
            figure.apply((long) trend.gain()),
            Quantity.duration((long) trend.span()),
            figure.apply((long) growth.limit()),
            proof.forecast().until("until.limit"));
    return new Verdict(
        Kind.MAPPED_LEAK,
        severity,
        proof.confidence(trial.isPresent() && retained),
        "mapped-leak/mapped",
        summary,
        Phrase.sentences(why(growth), held(retained, trial)),
        List.of(
            Phrase.of("mapped-leak.remedy.unmap"),
            Phrase.of("mapped-leak.remedy.lucene"),
            Phrase.of("mapped-leak.remedy.see"),
            toBuyTime(growth)),
        "mapped",
        bytes,
        growth.counted() ? 0 : trend.perSecond(),
        growth.counted() ? OptionalLong.empty() : OptionalLong.of((long) growth.limit()),
        proof.forecast(),
        List.of(),
        List.of(
            new Evidence("mapped buffers", (long) last(window, Account.MAPPED_BUFFERS), "1"),
            new Evidence("mapped buffers' bytes", (long) last(window, Account.MAPPED), "bytes"),
            new Evidence(
                "address space of mapped files",
                (long) last(window, Account.MAPPED_FILES),
                "bytes"),
            new Evidence("mappings of the process", (long) last(window, Account.MAPPINGS), "1"),
            new Evidence("samples in the window", trend.points(), "1")),
        trial.map(made -> List.of(made.experiment())).orElse(List.of()),
        List.of());
  }

  private static Phrase why(Growth growth) {
    if (growth.counted()) {
      return Phrase.of("mapped-leak.why.count");
    }
    return Phrase.of(growth.shared() ? "mapped-leak.why.shared" : "mapped-leak.why.bytes");
  }

  private static Phrase toBuyTime(Growth growth) {
    if (growth.counted()) {
      return Phrase.of("mapped-leak.remedy.time.count", 4 * (long) growth.limit());
    }
    return Phrase.of(
        growth.shared() ? "mapped-leak.remedy.time.shared" : "mapped-leak.remedy.time.bytes");
  }

  private static Phrase held(boolean retained, Optional<Trial> trial) {
    if (trial.isPresent()) {
      return Words.beforeAndAfter("mapped-leak.held.tested", trial.get().experiment());
    }
    return Phrase.of(retained ? "mapped-leak.held.collections" : "mapped-leak.held.open");
  }

  private static double last(Window window, Account account) {
    Series series = window.series(account);
    return series.size() == 0 ? 0 : series.last();
  }
}

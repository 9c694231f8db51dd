package io.memguard.detect;

import io.memguard.detect.MappedLeakDetector.Growth;
import io.memguard.ledger.Account;
import io.memguard.ledger.Series;
import io.memguard.ledger.Trend;
import io.memguard.ledger.Trial;
import io.memguard.ledger.Window;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What is said about mapped files. */
final class MappedVerdicts {
  private static final String OF_BYTES =
      "Mapped pages are page cache, so the kernel does not kill for them; but once more is mapped than the container can hold, the files are read from disk again and again; deleted files keep their disk space, and the page tables are charged to the container.";

  private static final String OF_COUNT =
      "The kernel allows a process only so many mappings (vm.max_map_count). At that number every mmap fails: Map failed, no new threads, malloc failures that end the JVM.";

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
    String until =
        proof.forecast().seconds().isPresent()
            ? ", limit in about " + Quantity.duration(proof.forecast().seconds().getAsLong())
            : "";
    String summary =
        growth.counted()
            ? "mapped files %s: %,d mappings, +%,d in %s, at most %,d are allowed%s"
                .formatted(
                    retained ? "leak" : "pile up",
                    (long) growth.now(),
                    (long) trend.gain(),
                    Quantity.duration((long) trend.span()),
                    (long) growth.limit(),
                    until)
            : "mapped files %s: %s mapped, +%s in %s, at most %s can be resident%s"
                .formatted(
                    retained ? "leak" : "pile up",
                    Quantity.bytes((long) growth.now()),
                    Quantity.bytes((long) trend.gain()),
                    Quantity.duration((long) trend.span()),
                    Quantity.bytes((long) growth.limit()),
                    until);
    return new Verdict(
        Kind.MAPPED_LEAK,
        severity,
        proof.confidence(trial.isPresent() && retained),
        "mapped-leak/mapped",
        summary,
        (growth.counted() ? OF_COUNT : OF_BYTES) + " " + held(retained, trial),
        List.of(
            "Unmap what is no longer read: close the reader, the Arena of FileChannel.map (Java 22 and newer), or drop every reference to the MappedByteBuffer so that a collection unmaps it.",
            "Lucene: close every IndexReader and searcher that is replaced (SearcherManager.release, DirectoryReader.close).",
            "See them: grep -v '\\.so' /proc/<pid>/maps, and the deleted ones: grep deleted /proc/<pid>/maps.",
            growth.counted()
                ? "To buy time: sysctl -w vm.max_map_count=%d on the host."
                    .formatted(4 * (long) growth.limit())
                : "To buy time: a larger limit leaves more page cache."),
        "mapped",
        bytes,
        growth.counted() ? 0 : trend.perSecond(),
        growth.counted() ? OptionalLong.empty() : OptionalLong.of((long) growth.limit()),
        proof.forecast().seconds(),
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

  private static String held(boolean retained, Optional<Trial> trial) {
    if (trial.isPresent()) {
      return "A collection was run to tell: %s before, %s after; something holds the mappings, or only its close() unmaps them."
          .formatted(
              Quantity.bytes(trial.get().experiment().beforeBytes()),
              Quantity.bytes(trial.get().experiment().afterBytes()));
    }
    return retained
        ? "They kept rising through collections of the whole heap, so something holds them."
        : "Whether something holds them, or they merely wait for a collection, is not known yet; a store whose data grows looks the same.";
  }

  private static double last(Window window, Account account) {
    Series series = window.series(account);
    return series.size() == 0 ? 0 : series.last();
  }
}

package io.memguard;

import io.memguard.investigate.CaseBook.Change;
import io.memguard.investigate.CaseBook.What;
import io.memguard.report.Version;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.Reading;
import io.memguard.snapshot.Snapshot;
import io.memguard.verdict.Language;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What goes to the log, and when: the banner, the statement, verdicts that changed. */
final class Narrator {
  private static final long STATEMENT_EVERY_NANOS = TimeUnit.MINUTES.toNanos(10);

  /** A statement of an application that is still starting tells nothing. */
  private static final long FIRST_STATEMENT_AFTER_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Log log;
  private final Options options;
  private final Language language;
  private long nextStatement = System.nanoTime() + FIRST_STATEMENT_AFTER_NANOS;

  Narrator(Log log, Options options) {
    this.log = log;
    this.options = options;
    this.language = options.language();
  }

  /** At most six lines. */
  void banner(Snapshot snapshot, JvmSide jvm, Life life, Phrase onOutOfMemory) {
    List<String> missing = new ArrayList<>();
    absent(missing, "cgroup", snapshot.container());
    absent(missing, "process", snapshot.process());
    absent(missing, "heap", snapshot.heap());
    absent(missing, "NMT", snapshot.nativeMemory());
    absent(missing, "malloc", snapshot.nativeHeap());
    absent(missing, "pages", snapshot.residentPages());
    if (!jvm.liveSetReason().isEmpty()) {
      missing.add("live set (" + jvm.liveSetReason() + ")");
    }
    if (options.is(OptionKey.JFR, "on") && ModuleLayer.boot().findModule("jdk.jfr").isEmpty()) {
      missing.add("JFR (add module jdk.jfr to the runtime image)");
    }
    List<Phrase> lines = new ArrayList<>();
    lines.add(
        Phrase.of(
            "banner",
            Version.text(),
            ProcessHandle.current().pid(),
            options.number(OptionKey.INTERVAL) / 1000.0,
            System.getProperty("java.version"),
            snapshot.heap().value().map(Narrator::heap).orElse(Phrase.NONE)));
    lines.add(
        snapshot
            .container()
            .value()
            .map(Narrator::container)
            .orElse(Phrase.of("banner.no-container")));
    if (life.problem().isEmpty()) {
      lines.add(Phrase.of("banner.files", life.folder()));
    }
    lines.add(onOutOfMemory);
    jvm.experimentsNote().ifPresent(lines::add);
    if (!missing.isEmpty()) {
      lines.add(Phrase.of("banner.missing", String.join("; ", missing)));
    }
    log.print(
        lines.stream()
            .filter(line -> !line.isNone())
            .map(language::say)
            .collect(Collectors.joining("\n")));
  }

  private static Phrase heap(HeapMemory heap) {
    return Phrase.of(
        "banner.heap",
        heap.collector().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        Quantity.bytes(heap.max()));
  }

  private static Phrase container(ContainerMemory container) {
    String version = container.version().name().toLowerCase(Locale.ROOT);
    String used = Quantity.bytes(container.usage());
    return container.limit().isPresent()
        ? Phrase.of("banner.limit", version, Quantity.bytes(container.limit().getAsLong()), used)
        : Phrase.of("banner.no-limit", version, used);
  }

  private static void absent(List<String> missing, String name, Reading<?> reading) {
    if (!reading.isKnown()) {
      missing.add(name + " (" + reading.reason() + ")");
    }
  }

  /** The statement goes with every change of note, and every ten minutes. */
  boolean tellsStatement(List<Change> changes) {
    return System.nanoTime() >= nextStatement || changes.stream().anyMatch(Narrator::isProved);
  }

  /** A suspicion is one line; a proved trouble is told whole, with the statement of its moment. */
  void tell(List<Change> changes, Moment moment) {
    for (Change change : changes) {
      if (isProved(change)) {
        log.whole(change.verdict());
      } else if (change.what() == What.APPEARED || change.what() == What.CLEARED) {
        log.line(change.verdict());
      }
    }
    if (tellsStatement(changes)) {
      log.statement(moment);
      nextStatement = System.nanoTime() + STATEMENT_EVERY_NANOS;
    }
  }

  private static boolean isProved(Change change) {
    return change.verdict().severity().compareTo(Severity.WARNING) >= 0;
  }
}

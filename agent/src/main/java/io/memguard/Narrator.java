package io.memguard;

import io.memguard.investigate.CaseBook.Change;
import io.memguard.investigate.CaseBook.What;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.Reading;
import io.memguard.snapshot.Snapshot;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What goes to the log, and when: the banner, the statement, verdicts that changed. */
final class Narrator {
  private static final long STATEMENT_EVERY_NANOS = TimeUnit.MINUTES.toNanos(10);

  /** A statement of an application that is still starting tells nothing. */
  private static final long FIRST_STATEMENT_AFTER_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Log log;
  private final Options options;
  private long nextStatement = System.nanoTime() + FIRST_STATEMENT_AFTER_NANOS;

  Narrator(Log log, Options options) {
    this.log = log;
    this.options = options;
  }

  /** Options of the contract whose feature is still to come. */
  void notYet(Options chosen) {
    if (!chosen.is(OptionKey.LANG, "en")) {
      log.print("option 'lang=zh' is accepted but the texts are English only so far");
    }
  }

  /** At most six lines. */
  void banner(Snapshot snapshot, JvmSide jvm, Life life, String onOutOfMemory) {
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
    StringBuilder text = new StringBuilder();
    text.append("MemGuard ")
        .append(version())
        .append(" watches pid ")
        .append(ProcessHandle.current().pid())
        .append(" every ")
        .append(options.number(OptionKey.INTERVAL) / 1000.0)
        .append(" s: Java ")
        .append(System.getProperty("java.version"))
        .append(snapshot.heap().value().map(Narrator::heap).orElse(""))
        .append('\n')
        .append(snapshot.container().value().map(Narrator::container).orElse("no container limit"))
        .append('\n');
    if (life.problem().isEmpty()) {
      text.append("files: ").append(life.folder()).append('\n');
    }
    if (!onOutOfMemory.isEmpty()) {
      text.append(onOutOfMemory).append('\n');
    }
    jvm.experimentsNote().ifPresent(note -> text.append(note).append('\n'));
    if (!missing.isEmpty()) {
      text.append("not available: ").append(String.join("; ", missing)).append('\n');
    }
    log.print(text.toString());
  }

  private static String heap(HeapMemory heap) {
    return ", %s, maximum heap %s"
        .formatted(
            heap.collector().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
            Quantity.bytes(heap.max()));
  }

  private static String container(ContainerMemory container) {
    return "container: cgroup %s, %s"
        .formatted(
            container.version().name().toLowerCase(java.util.Locale.ROOT),
            container.limit().isPresent()
                ? "limit "
                    + Quantity.bytes(container.limit().getAsLong())
                    + ", used "
                    + Quantity.bytes(container.usage())
                : "no limit, used " + Quantity.bytes(container.usage()));
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

  static String version() {
    try (InputStream stream =
        Narrator.class.getClassLoader().getResourceAsStream("io/memguard/version")) {
      return stream == null
          ? ""
          : new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }
}

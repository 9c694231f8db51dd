package io.memguard;

import io.memguard.expose.Actions;
import io.memguard.report.DiagnosesLog;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.verdict.Verdict;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Where a moment goes once it is whole: to the beans and the web page, each as soon as it is there;
 * and where its verdicts are announced.
 */
final class Publisher {
  private final Options options;
  private final Archivist archivist;
  private final Log log;
  private final DiagnosesLog diagnoses;
  private final AtomicReference<Moment> newest = new AtomicReference<>();
  private Optional<WebSide> page = Optional.empty();
  private Optional<Exposure> beans = Optional.empty();

  Publisher(Life life, Options options, Archivist archivist, Log log) {
    this.options = options;
    this.archivist = archivist;
    this.log = log;
    this.diagnoses =
        new DiagnosesLog(
            life.folder().resolve("diagnoses.jsonl"),
            options.language(),
            problem -> {
              // That nothing can be written is said already.
              if (life.problem().isEmpty()) {
                log.print(problem);
              }
            });
  }

  /** The newest moment; null before the first. Any thread may ask. */
  Moment newest() {
    return newest.get();
  }

  void startPage() {
    page = WebSide.start(options, log);
  }

  void startBeans(Actions actions) {
    Exposure exposure = new Exposure(newest::get, actions, options.language());
    beans = Optional.of(exposure);
    exposure.register().ifPresent(log::print);
  }

  void publish(Moment now) {
    newest.set(now);
    page.ifPresent(web -> web.publish(now, archivist.archive()));
  }

  void announce(Verdict verdict, long epochMillis) {
    diagnoses.append(epochMillis, verdict);
    beans.ifPresent(exposure -> exposure.announce(verdict));
  }

  /** Bytes until the container's limit at the newest moment. Any thread may ask. */
  long headroom() {
    Moment now = newest.get();
    ContainerMemory container =
        now == null ? null : now.snapshot().container().value().orElse(null);
    return container == null || container.limit().isEmpty()
        ? Long.MAX_VALUE
        : Math.max(0, container.limit().getAsLong() - container.nonReclaimable());
  }
}

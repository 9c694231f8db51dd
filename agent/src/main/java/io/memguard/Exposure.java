package io.memguard;

import io.memguard.expose.Actions;
import io.memguard.expose.Beans;
import io.memguard.expose.Figures;
import io.memguard.expose.HealthBean;
import io.memguard.expose.HealthView;
import io.memguard.expose.MemoryBean;
import io.memguard.thread.OwnThread;
import io.memguard.verdict.Language;
import io.memguard.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The JMX side: beans over the published moment. Listeners of the host run on a thread of their own
 * that ends when idle.
 */
final class Exposure {
  private static final int MOST_WAITING_NOTIFICATIONS = 64;

  private final HealthBean health;
  private final Beans beans;

  Exposure(Supplier<Moment> moment, Actions actions, Language language) {
    this.health = new HealthBean(() -> view(moment.get()), language, notifier());
    this.beans =
        new Beans(
            new MemoryBean(() -> figures(moment.get()), Figures.descriptions()),
            health,
            actions,
            () -> moment.get().snapshot().cost());
  }

  Optional<String> register() {
    return beans.register();
  }

  void announce(Verdict verdict) {
    health.announce(verdict);
  }

  private static HealthView view(Moment moment) {
    return moment == null
        ? new HealthView(List.of(), OptionalLong.empty(), "", "")
        : new HealthView(
            moment.verdicts(),
            moment.secondsToLimit(),
            moment.statementText(),
            moment.sizingText());
  }

  private static Map<String, Long> figures(Moment moment) {
    return moment == null ? Map.of() : moment.figures();
  }

  private static ThreadPoolExecutor notifier() {
    return new ThreadPoolExecutor(
        0,
        1,
        10,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(MOST_WAITING_NOTIFICATIONS),
        task -> new OwnThread("notifier", task),
        new ThreadPoolExecutor.DiscardPolicy());
  }
}

package io.memguard.demo.gallery;

import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;

/**
 * Each order starts a timer of its own that would remind the customer every day. MemGuard must say
 * that threads leak and name their pattern or {@code Reminders.remind}.
 */
final class TimerLeak implements Case {

  private Ramp ramp;

  @Override
  public About about() {
    return About.sick(
        "timer-leak",
        "a timer for each job that is never cancelled",
        "thread-leak",
        "\\bTimer-|\\bReminders\\.remind\\b");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.nativeRoom(), 0.9);
  }

  @Override
  public void onRequest(long n) {
    for (int i = 0; i < ramp.due(n, LeakedThread.BYTES); i++) {
      Reminders.remind(n);
    }
  }

  static final class Reminders {

    private Reminders() {}

    static void remind(long order) {
      new Timer(true).schedule(new Reminder(order), 0, TimeUnit.DAYS.toMillis(1));
    }
  }

  private static final class Reminder extends TimerTask {

    private final long order;

    Reminder(long order) {
      this.order = order;
    }

    @Override
    public void run() {
      LeakedThread.work(order);
    }
  }
}

package io.memguard.demo.gallery;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Mails are sent by one thread, more slowly than they are written, and its queue has no bound.
 * MemGuard must say that the heap leaks and name the executor's queue or the mails.
 */
final class ExecutorQueue implements Case {

  private static final int MAIL_BYTES = 8 << 10;

  /** One mail in five gets sent. */
  private static final double SENT = 0.2;

  private ExecutorService sender;
  private Ramp ramp;
  private long sendNanos;

  @Override
  public About about() {
    return About.sick(
        "executor-queue",
        "tasks that come faster than an executor with an unbounded queue runs them",
        "heap-leak",
        "\\bMail\\b|\\bThreadPoolExecutor\\b|\\bLinkedBlockingQueue\\b");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp((long) (run.heapBytes() / (1 - SENT)), 1);
    sendNanos = (long) (1e9 * MAIL_BYTES / (ramp.bytesPerRequest() * run.rate() * SENT));
    sender = Executors.newFixedThreadPool(1, Daemons.named("mail-sender-"));
  }

  @Override
  public void onRequest(long n) {
    for (int i = 0; i < ramp.due(n, MAIL_BYTES); i++) {
      sender.execute(new Mail(n));
    }
  }

  private final class Mail implements Runnable {

    private final long number;
    private final byte[] text;

    Mail(long number) {
      this.number = number;
      this.text = Payload.of(number, MAIL_BYTES);
    }

    @Override
    public void run() {
      Payload.check(text, number);
      LockSupport.parkNanos(sendNanos);
    }
  }
}

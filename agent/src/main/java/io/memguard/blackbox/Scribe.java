package io.memguard.blackbox;

import io.memguard.ledger.Statement;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.MachineMemory;
import io.memguard.snapshot.ProcessMemory;
import io.memguard.snapshot.Snapshot;
import io.memguard.source.Source;
import io.memguard.thread.OwnThread;

/**
 * Keeps the newest sample of the black box no older than an interval. Each tick hands its sample
 * over; while one is held up, by a count of live objects, by hooks that are woven in or by a busy
 * machine, a thread of its own asks the kernel and writes what it says. The parts of the process
 * are then those of the last tick. Only what stops the whole JVM stops this thread too.
 */
public final class Scribe implements Runnable {
  /** A tick that is late by less than this share of the interval is still waited for. */
  private static final int GRACE_SHARE = 10;

  private final BlackBox box;
  private final Kernel kernel;
  private final long patienceNanos;
  private Snapshot last;
  private Statement statement;
  private long liveSet;
  private volatile long lastNanos;

  /** What the kernel is asked; sources of this thread alone. */
  public record Kernel(
      Source<ProcessMemory> process,
      Source<ContainerMemory> container,
      Source<MachineMemory> machine) {}

  private Scribe(BlackBox box, Kernel kernel, long intervalMillis) {
    this.box = box;
    this.kernel = kernel;
    this.patienceNanos = (intervalMillis + intervalMillis / GRACE_SHARE) * 1_000_000;
  }

  /** Writes the first sample; {@link #run} watches over the ones that follow. */
  static Scribe of(BlackBox box, Kernel kernel, long intervalMillis, Snapshot first) {
    Scribe scribe = new Scribe(box, kernel, intervalMillis);
    scribe.sample(first, Statement.of(first), 0);
    return scribe;
  }

  /** The same, watching until the JVM ends; where no thread is to be had only the ticks write. */
  public static Scribe start(BlackBox box, Kernel kernel, long intervalMillis, Snapshot first) {
    Scribe scribe = of(box, kernel, intervalMillis, first);
    var unused = new OwnThread("scribe", scribe).tryStart();
    return scribe;
  }

  /**
   * The sample of a tick. Must not allocate. A tick that took so long to ask that a later sample
   * stands already gives only the parts of the process to the next one.
   *
   * @param liveBytes of the heap, 0 while unknown
   */
  public synchronized void sample(Snapshot snapshot, Statement accounts, long liveBytes) {
    last = snapshot;
    statement = accounts;
    liveSet = liveBytes;
    if (lastNanos == 0 || snapshot.nanos() > lastNanos) {
      box.sample(snapshot, accounts, liveBytes);
      lastNanos = snapshot.nanos();
    }
  }

  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        long millis = (lastNanos + patienceNanos - System.nanoTime()) / 1_000_000;
        if (millis > 0) {
          Thread.sleep(millis);
        } else {
          standIn();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (InternalError fault) {
        box.stop(fault);
      } catch (Throwable failure) {
        // A full heap, most likely. The ticks go on, and so does the next look.
        lastNanos = System.nanoTime();
      }
    }
  }

  private void standIn() {
    long before = lastNanos;
    Snapshot now =
        basis()
            .withKernel(
                System.currentTimeMillis(),
                System.nanoTime(),
                kernel.process().read(),
                kernel.container().read(),
                kernel.machine().read());
    write(before, now);
  }

  private synchronized Snapshot basis() {
    return last;
  }

  private synchronized void write(long before, Snapshot now) {
    // Unless the tick came while the kernel was asked.
    if (lastNanos == before) {
      box.sample(now, statement, liveSet);
      lastNanos = now.nanos();
    }
  }
}

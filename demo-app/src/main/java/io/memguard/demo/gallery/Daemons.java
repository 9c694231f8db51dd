package io.memguard.demo.gallery;

import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** Threads with the usual names of a pool that do not keep the process alive. */
final class Daemons implements ThreadFactory {

  private final ThreadFactory usual = Executors.defaultThreadFactory();

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = usual.newThread(task);
    thread.setDaemon(true);
    return thread;
  }
}

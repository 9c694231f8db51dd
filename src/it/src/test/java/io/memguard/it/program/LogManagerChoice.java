package io.memguard.it.program;

import java.util.logging.LogManager;

/**
 * An application server's way: its main class chooses the log manager before anything logs. Who
 * touches java.util.logging earlier makes that choice void. Prints the manager that won; an
 * argument is the time in milliseconds that the choice takes.
 */
public final class LogManagerChoice {

  private LogManagerChoice() {}

  public static void main(String[] args) throws InterruptedException {
    if (args.length > 0) {
      Thread.sleep(Long.parseLong(args[0]));
    }
    System.setProperty("java.util.logging.manager", OwnLogManager.class.getName());
    System.out.println(LogManager.getLogManager().getClass().getName());
  }
}

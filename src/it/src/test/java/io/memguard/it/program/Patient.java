package io.memguard.it.program;

/** Runs for as many seconds as it is told, doing nothing. */
public final class Patient {

  private Patient() {}

  public static void main(String[] args) throws InterruptedException {
    System.out.println("started");
    Thread.sleep(Long.parseLong(args[0]) * 1000);
    System.out.println("ended");
  }
}

package io.memguard.it.program;

import java.io.PrintStream;

/** Writes every byte there is to stdout, a line to stderr, and returns from main. */
public final class Greeting {

  private Greeting() {}

  public static void main(String[] args) {
    PrintStream out = System.out;
    for (int i = 0; i < 256; i++) {
      out.write(i);
    }
    out.println("Grüße");
    out.flush();
    System.err.println("done");
  }
}

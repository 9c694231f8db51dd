package io.memguard.it.program;

/** Prints those of the classes named as arguments that an application can load. */
public final class Visible {

  private Visible() {}

  public static void main(String[] args) throws InterruptedException {
    // The agent works beside the application; what it brings would be there by now.
    Thread.sleep(3000);
    for (String name : args) {
      try {
        Class.forName(name);
        System.out.println(name);
      } catch (ClassNotFoundException | LinkageError e) {
        // As it should be, for all but the first two.
      }
    }
  }
}

package io.memguard.cli;

import java.io.PrintStream;
import java.util.List;

/**
 * The second screen that a terminal has for programs that draw. Whatever ends this process, short
 * of SIGKILL, gives the first one back.
 */
final class Screen implements AutoCloseable {
  // xterm control sequences: alternate screen, cursor, erase (ECMA-48, xterm's ctlseqs).
  private static final String ENTER = "\033[?1049h\033[?25l";
  private static final String LEAVE = "\033[?25h\033[?1049l";
  private static final String HOME = "\033[H";
  private static final String ERASE_LINE_END = "\033[K";
  private static final String ERASE_BELOW = "\033[J";

  private final PrintStream out;
  private final Thread restore = new Thread(this::leave, "memguard-terminal");
  private boolean entered;

  private Screen(PrintStream out) {
    this.out = out;
  }

  static Screen enter(PrintStream out) {
    Screen screen = new Screen(out);
    Runtime.getRuntime().addShutdownHook(screen.restore);
    synchronized (screen) {
      screen.entered = true;
      out.print(ENTER);
      out.flush();
    }
    return screen;
  }

  /** Draws over what was there, so that nothing flickers. */
  synchronized void show(List<String> lines) {
    if (entered) {
      out.print(HOME + String.join(ERASE_LINE_END + "\n", lines) + ERASE_LINE_END + ERASE_BELOW);
      out.flush();
    }
  }

  private synchronized void leave() {
    if (entered) {
      entered = false;
      out.print(LEAVE);
      out.flush();
    }
  }

  @Override
  public void close() {
    leave();
    try {
      Runtime.getRuntime().removeShutdownHook(restore);
    } catch (IllegalStateException alreadyEnding) {
      // The hook runs now, and finds nothing left to do.
    }
  }
}

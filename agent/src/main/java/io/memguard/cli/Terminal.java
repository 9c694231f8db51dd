package io.memguard.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What standard output can show.
 *
 * @param live whether it is a terminal in which the cursor can be moved
 * @param unicode whether it shows more than ASCII
 * @param colour whether the user wants colours
 */
record Terminal(boolean live, boolean unicode, boolean colour, int columns, int lines) {
  private static final int USUAL_COLUMNS = 80;
  private static final int USUAL_LINES = 24;
  private static final long STTY_MILLIS = 1_000;

  /** Of this process. A console, in the words of Java, is not it: that looks at standard input. */
  static Terminal of(Path root, Map<String, String> environment) {
    boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
    boolean live = !dumb && isTerminal(root.resolve("proc/self/fd/1"));
    return new Terminal(
            live,
            isUnicode(environment),
            live && environment.getOrDefault("NO_COLOR", "").isEmpty(),
            USUAL_COLUMNS,
            USUAL_LINES)
        .measured();
  }

  /** The same with its present size, which changes with its window. */
  Terminal measured() {
    if (!live) {
      return this;
    }
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!stty.waitFor(STTY_MILLIS, TimeUnit.MILLISECONDS)) {
        stty.destroyForcibly();
        return this;
      }
      String said =
          new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      String[] size = said.split(" ", -1);
      return size.length == 2 && !said.equals("0 0")
          ? new Terminal(
              true, unicode, colour, Integer.parseInt(size[1]), Integer.parseInt(size[0]))
          : this;
    } catch (IOException | NumberFormatException e) {
      return this;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return this;
    }
  }

  private static boolean isTerminal(Path descriptor) {
    try {
      String device = Files.readSymbolicLink(descriptor).toString();
      return device.startsWith("/dev/pts/")
          || device.startsWith("/dev/tty")
          || device.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** A container often has no locale, and its terminal is the user's: that is UTF-8 today. */
  private static boolean isUnicode(Map<String, String> environment) {
    for (String variable : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      String locale = environment.getOrDefault(variable, "");
      if (!locale.isEmpty()) {
        return locale.toLowerCase(Locale.ROOT).replace("-", "").contains("utf8");
      }
    }
    return true;
  }
}

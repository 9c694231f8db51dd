package io.memguard.blackbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The head of HotSpot's fatal error log ({@code hs_err_pid<pid>.log}, {@code
 * src/hotspot/share/utilities/vmError.cpp}), which is lines that begin with {@code #}.
 *
 * @param headline such as {@code SIGSEGV (0xb) at pc=0x00007f..., pid=4711, tid=4712}
 * @param frame the problematic frame; empty when there is none
 * @param outOfMemory the JVM gave up for want of native memory, or because of {@code
 *     -XX:+CrashOnOutOfMemoryError}
 */
record CrashLog(Path file, String headline, String frame, boolean outOfMemory) {
  private static final int HEAD_LINES = 40;

  /** Clocks of a file system and of the system may differ a little. */
  private static final long SLACK_MILLIS = 5_000;

  /** The log that the JVM of that recording left behind. */
  static Optional<CrashLog> find(Recording recording, Path life) {
    String pid = recording.fact(Fact.PID);
    String name = "hs_err_pid" + pid + ".log";
    List<String> places = new ArrayList<>();
    String flag = recording.fact(Fact.ERROR_FILE);
    if (!flag.isEmpty()) {
      places.add(flag.replace("%p", pid).replace("%%", "%"));
    }
    places.add(life.resolve(name).toString());
    places.add(recording.fact(Fact.WORKING_FOLDER) + "/" + name);
    places.add("/tmp/" + name);
    for (String place : places) {
      Optional<CrashLog> log = read(place, recording);
      if (log.isPresent()) {
        return log;
      }
    }
    return Optional.empty();
  }

  // In containers every life has the same pid: only a file of this life's end is meant.
  private static Optional<CrashLog> read(String place, Recording recording) {
    try {
      Path file = Path.of(recording.fact(Fact.WORKING_FOLDER)).resolve(place);
      if (!Files.isRegularFile(file)
          || Files.getLastModifiedTime(file).toMillis()
              < recording.lastEpochMillis() - SLACK_MILLIS) {
        return Optional.empty();
      }
      return Optional.of(parse(file));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static CrashLog parse(Path file) throws IOException {
    String headline = "";
    String frame = "";
    boolean outOfMemory = false;
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      boolean frameIsNext = false;
      for (int i = 0; i < HEAD_LINES; i++) {
        String line = lines.readLine();
        if (line == null || !line.startsWith("#")) {
          break;
        }
        String text = line.substring(1).strip();
        if (frameIsNext) {
          frame = text;
          frameIsNext = false;
        } else if (text.startsWith("Problematic frame")) {
          frameIsNext = true;
        } else if (headline.isEmpty() && isHeadline(text)) {
          headline = text;
          outOfMemory = text.contains("memory") || text.contains("OutOfMemory");
        }
      }
    }
    return new CrashLog(file, headline, frame, outOfMemory);
  }

  private static boolean isHeadline(String text) {
    return text.startsWith("SIG")
        || text.startsWith("Internal Error")
        || text.startsWith("There is insufficient memory")
        || text.startsWith("Out of Memory Error")
        || text.startsWith("fatal error");
  }
}

package io.memguard.it;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What {@code postmortem --json} says of one life, by the names that it prints. */
record Autopsy(
    String cause,
    double confidence,
    String kind,
    String reason,
    int tornRecords,
    LastSample lastSample) {

  /** The last sample; its figures are of no interest here. */
  record LastSample(String time) {}

  /** May not read the kernel's log, as in most containers. */
  static final List<String> IN_CONTAINER = List.of("setpriv", "--bounding-set=-syslog");

  /** May do what root may. */
  static final List<String> ON_NODE = List.of();

  /** The command under a wrapper, on a folder with one life in it. */
  static Autopsy of(Path dir, List<String> wrapper) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(
        List.of(
            Jdk.running().tool("java"),
            "-jar",
            Lab.AGENT.toString(),
            "postmortem",
            "--json",
            "--lang",
            "en",
            dir.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    if (code > 1) {
      throw new IOException("postmortem ended with " + code + ": " + said);
    }
    List<Autopsy> lives = new Gson().fromJson(said, new TypeToken<>() {});
    if (lives.size() != 1) {
      throw new IOException(lives.size() + " lives in " + dir);
    }
    return lives.get(0);
  }

  long lastMillis() {
    return lastSample == null ? 0 : Instant.parse(lastSample.time()).toEpochMilli();
  }
}

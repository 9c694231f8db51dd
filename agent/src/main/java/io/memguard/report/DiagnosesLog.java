package io.memguard.report;

import io.memguard.verdict.Language;
import io.memguard.verdict.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * Appends verdicts to {@code diagnoses.jsonl}. The file holds whole lines only, and each is with
 * the kernel when {@link #append} returns, so it outlives a kill.
 */
public final class DiagnosesLog {

  private final Path file;
  private final Language language;
  private final Consumer<String> problems;
  private boolean failing;

  /**
   * @param language of the sentences
   * @param problems hears one sentence when writing begins to fail, and again after it worked
   */
  public DiagnosesLog(Path file, Language language, Consumer<String> problems) {
    this.file = file;
    this.language = language;
    this.problems = problems;
  }

  /** Never throws; what cannot be written now is lost, and the next verdict is tried again. */
  public synchronized void append(long epochMillis, Verdict verdict) {
    try {
      write(DiagnosisJson.line(epochMillis, verdict, language) + "\n");
      failing = false;
    } catch (IOException | RuntimeException e) {
      if (!failing) {
        failing = true;
        problems.accept("A verdict could not be written to " + file + ": " + e);
      }
    }
  }

  // Opened for every line: verdicts are rare, and the file may be rotated or removed meanwhile.
  private void write(String line) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long end = channel.size();
      channel.position(end);
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
      try {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      } catch (IOException e) {
        channel.truncate(end);
        throw e;
      }
    }
  }
}

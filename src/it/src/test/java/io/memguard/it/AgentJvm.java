package io.memguard.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A child process with the agent: its output, its files, its beans. Waiting is generous and ends
 * early when the child has ended; a wait that fails says what was awaited and what the child said.
 */
final class AgentJvm implements AutoCloseable {

  /** How long a child may take for anything but its own run time, on a busy machine. */
  private static final Duration PATIENCE =
      Duration.ofSeconds(Integer.getInteger("memguard.patience", 180));

  private static final long LOOK_MILLIS = 100;

  private final Process process;
  private final List<String> command;
  private final Path stdout;
  private final Path stderr;
  private final Path dir;

  AgentJvm(Process process, List<String> command, Path stdout, Path stderr, Path dir) {
    this.process = process;
    this.command = command;
    this.stdout = stdout;
    this.stderr = stderr;
    this.dir = dir;
  }

  /** The JVM's own process id: the lab's wrappers are replaced by what they run. */
  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  byte[] stdout() {
    return read(stdout);
  }

  String stdoutText() {
    return new String(stdout(), StandardCharsets.UTF_8);
  }

  String stderrText() {
    return new String(read(stderr), StandardCharsets.UTF_8);
  }

  List<String> stderrLines() {
    return stderrText().lines().toList();
  }

  /** The lines on stderr that are MemGuard's. */
  List<String> ownLines() {
    return stderrLines().stream().filter(line -> line.startsWith("[memguard]")).toList();
  }

  /** Where the agent was told to keep its files. */
  Path dir() {
    return dir;
  }

  Diagnoses diagnoses() {
    return Diagnoses.under(dir);
  }

  /** Waits until the child has ended by itself. */
  int exitCode() {
    return exitCode(PATIENCE);
  }

  /** The same for a child that runs that long by intention. */
  int exitCodeAfter(Duration runTime) {
    return exitCode(PATIENCE.plus(runTime));
  }

  private int exitCode(Duration patience) {
    try {
      if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new AssertionError("not ended after " + patience + "\n" + description());
  }

  /** The first line of stdout or stderr in which the pattern is found. */
  String awaitLine(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return await(
        "a line with " + regex,
        PATIENCE,
        () -> (stdoutText() + stderrText()).lines().filter(pattern.asPredicate()).findFirst());
  }

  /** The first diagnosis that is meant, waited for as long as the child runs. */
  Optional<Diagnosis> firstDiagnosis(Duration runTime, Predicate<Diagnosis> meant) {
    return look(runTime.plus(PATIENCE), () -> diagnoses().all().stream().filter(meant).findFirst());
  }

  /** Whatever the supplier finds, while the child lives. */
  <T> T await(String what, Supplier<Optional<T>> found) {
    return await(what, PATIENCE, found);
  }

  Beans beans() {
    return Beans.of(pid());
  }

  private <T> T await(String what, Duration patience, Supplier<Optional<T>> found) {
    return look(patience, found)
        .orElseThrow(() -> new AssertionError("waited in vain for " + what + "\n" + description()));
  }

  private <T> Optional<T> look(Duration patience, Supplier<Optional<T>> found) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      boolean last = !process.isAlive() || System.nanoTime() > end;
      Optional<T> result = found.get();
      if (result.isPresent() || last) {
        return result;
      }
      pause();
    }
  }

  /** The processes that it started and that still run. */
  List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /** Asks it to end (SIGTERM) and waits; the exit code. */
  int end() {
    process.destroy();
    return exitCode();
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
  }

  /** What a failed assertion should show. */
  String description() {
    String state = process.isAlive() ? "running" : "exit code " + process.exitValue();
    return "%s%n%s%n--- stdout%n%s--- stderr%n%s"
        .formatted(String.join(" ", command), state, stdoutText(), stderrText());
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.memguard.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process as {@code /proc} shows it before it is touched. Attaching sends SIGQUIT, which ends a
 * process that is no JVM and makes a JVM that must not be attached print its threads; so what would
 * go wrong is found out first.
 *
 * @param command its arguments
 * @param uid its user; empty where {@code /proc} does not tell
 * @param isJvm whether it has a JVM loaded; empty where this user may not see that
 * @param refusesAttach whether it was started with {@code -XX:+DisableAttachMechanism}
 * @param sharesFiles whether it sees the same files as this process
 * @param sharesNetwork whether it can be reached through the loopback interface
 */
record TargetProcess(
    long pid,
    List<String> command,
    Optional<String> uid,
    Optional<String> ownUid,
    Optional<Boolean> isJvm,
    boolean refusesAttach,
    boolean sharesFiles,
    boolean sharesNetwork) {
  private static final Pattern UID = Pattern.compile("(?m)^Uid:\\s+\\d+\\s+(\\d+)");
  private static final String REFUSING = "-XX:+DisableAttachMechanism";
  private static final String ROOT_USER = "0";
  private static final int LONGEST_COMMAND = 120;

  static TargetProcess of(Path root, long pid) throws Refusal {
    Path proc = root.resolve("proc");
    Path process = proc.resolve(Long.toString(pid));
    boolean hasProc = Files.exists(proc.resolve("self/status"));
    if (hasProc ? !Files.exists(process.resolve("status")) : ProcessHandle.of(pid).isEmpty()) {
      throw new Refusal("there is no process " + pid + " here: jcmd -l (or ps) lists them");
    }
    List<String> command = strings(process.resolve("cmdline"));
    boolean refuses =
        command.contains(REFUSING)
            || strings(process.resolve("environ")).stream()
                .anyMatch(variable -> variable.contains(REFUSING));
    return new TargetProcess(
        pid,
        command,
        uid(process),
        uid(proc.resolve("self")),
        text(process.resolve("maps")).filter(maps -> !maps.isEmpty()).map(TargetProcess::hasJvm),
        refuses,
        sameNamespace(proc, process, "mnt"),
        sameNamespace(proc, process, "net"));
  }

  /** Why it is no use to attach, and what to do instead; empty when it may work. */
  Optional<String> obstacle() {
    if (isJvm.isPresent() && !isJvm.get()) {
      return Optional.of("process " + pid + " (" + name() + ") is not a JVM: jcmd -l lists them");
    }
    if (isForeign()) {
      return Optional.of(
          "process %d belongs to user id %s and you are %s: run as that user, sudo -u '#%s' java"
                  .formatted(pid, uid.get(), ownUid.get(), uid.get())
              + " -jar memguard.jar ..., or as root");
    }
    if (refusesAttach) {
      return Optional.of(
          "process "
              + pid
              + " was started with -XX:+DisableAttachMechanism: start it with"
              + " -javaagent:memguard.jar instead");
    }
    if (!sharesFiles || !sharesNetwork) {
      return Optional.of(
          "process "
              + pid
              + " runs in a container of its own: run MemGuard in there, docker cp memguard.jar"
              + " CONTAINER:/tmp and docker exec CONTAINER java -jar /tmp/memguard.jar ... (its pid"
              + " is often 1), or kubectl cp and kubectl exec");
    }
    return Optional.empty();
  }

  /** The command line, shortened; what could move the cursor is left out. */
  String name() {
    String line = String.join(" ", command).replaceAll("\\p{Cntrl}", "?");
    return line.length() <= LONGEST_COMMAND ? line : line.substring(0, LONGEST_COMMAND) + "...";
  }

  private boolean isForeign() {
    return uid.isPresent()
        && ownUid.isPresent()
        && !uid.equals(ownUid)
        && !ownUid.get().equals(ROOT_USER);
  }

  private static boolean hasJvm(String maps) {
    return maps.contains("/libjvm.so");
  }

  /** The effective user. */
  private static Optional<String> uid(Path process) {
    return text(process.resolve("status"))
        .map(UID::matcher)
        .filter(Matcher::find)
        .map(m -> m.group(1));
  }

  /** True also where this user may not look: nothing is known against it. */
  private static boolean sameNamespace(Path proc, Path process, String kind) {
    try {
      Path own = Files.readSymbolicLink(proc.resolve("self/ns").resolve(kind));
      return own.equals(Files.readSymbolicLink(process.resolve("ns").resolve(kind)));
    } catch (IOException | UnsupportedOperationException hidden) {
      return true;
    }
  }

  private static List<String> strings(Path file) {
    return text(file).map(text -> List.of(text.split("\0"))).orElse(List.of());
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException hidden) {
      return Optional.empty();
    }
  }
}

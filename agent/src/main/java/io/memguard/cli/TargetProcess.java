package io.memguard.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 * @param catchesQuit whether SIGQUIT reaches a handler, as in every JVM but one with {@code -Xrs}
 * @param refusesAttach whether it was started with {@code -XX:+DisableAttachMechanism}
 * @param folder its folder in {@code /proc}
 * @param sharesNetwork whether it can be reached through the loopback interface
 */
record TargetProcess(
    long pid,
    List<String> command,
    Optional<String> uid,
    Optional<String> ownUid,
    Optional<Boolean> isJvm,
    boolean catchesQuit,
    boolean refusesAttach,
    Path folder,
    boolean sharesNetwork) {
  private static final Pattern UID = Pattern.compile("(?m)^Uid:\\s+\\d+\\s+(\\d+)");

  /** A mask of caught signals in hexadecimal; signal n is bit n - 1. */
  private static final Pattern CAUGHT = Pattern.compile("(?m)^SigCgt:\\s+([0-9a-f]{1,16})$");

  private static final long SIGQUIT = 1L << 2;
  private static final String REFUSING = "-XX:+DisableAttachMechanism";
  private static final String IN_THE_CONTAINER =
      ": run MemGuard in there, docker cp memguard.jar CONTAINER:/tmp (kubectl cp) and docker exec"
          + " CONTAINER (kubectl exec POD --) java -jar /tmp/memguard.jar ";

  /** Options of the launcher whose value is an argument of its own. */
  private static final Set<String> WITH_VALUE =
      Set.of("-cp", "-classpath", "--class-path", "-p", "--module-path", "--add-modules");

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
        text(process.resolve("status")).map(TargetProcess::catchesQuit).orElse(true),
        refuses,
        process,
        sameNamespace(proc, process, "net"));
  }

  /** Throws where it is no use to attach. */
  void mustBeAttachable() throws Refusal {
    if (ModuleLayer.boot().findModule("jdk.attach").isEmpty()) {
      throw new Refusal(
          "this Java runtime has no module jdk.attach: run MemGuard with a JDK, or start the service"
              + " with -javaagent:memguard.jar");
    }
    if (obstacle().isPresent()) {
      throw new Refusal(obstacle().get());
    }
  }

  /** Why it is no use to attach, and what to do instead; empty when it may work. */
  Optional<String> obstacle() {
    if (isJvm.isPresent() && !isJvm.get()) {
      return Optional.of("process " + pid + " (" + name() + ") is not a JVM: jcmd -l lists them");
    }
    if (!catchesQuit) {
      return Optional.of(
          "process "
              + pid
              + " ("
              + name()
              + ") does not answer SIGQUIT: it is no JVM, or was started with -Xrs; start it with"
              + " -javaagent:memguard.jar instead");
    }
    if (isForeign()) {
      return Optional.of(
          "process "
              + pid
              + " belongs to user id "
              + uid.get()
              + " and you are "
              + ownUid.get()
              + ": run as that user, sudo -u '#"
              + uid.get()
              + "' java -jar memguard.jar ..., or as root");
    }
    if (refusesAttach) {
      return Optional.of(
          "process "
              + pid
              + " was started with -XX:+DisableAttachMechanism: start it with"
              + " -javaagent:memguard.jar instead");
    }
    return Optional.empty();
  }

  /** Throws where the process, in a container of its own, would not find the file. */
  void mustSee(Path jar) throws Refusal {
    Path theirs = folder.resolve("root").resolve(jar.toString().substring(1));
    try {
      if (!Files.exists(folder.resolve("root")) || Files.isSameFile(jar, theirs)) {
        return;
      }
    } catch (NoSuchFileException absent) {
      // Said below.
    } catch (IOException hidden) {
      return;
    }
    throw new Refusal(
        "process "
            + pid
            + " runs in a container of its own, without "
            + jar
            + IN_THE_CONTAINER
            + "attach 1, if its pid is 1 in there");
  }

  /** Throws where the beans of the process, which listen on its loopback interface, are far. */
  void mustShareNetwork() throws Refusal {
    if (!sharesNetwork) {
      throw new Refusal(
          "process "
              + pid
              + " runs in a container of its own, whose beans cannot be reached from here"
              + IN_THE_CONTAINER
              + "status 1, if its pid is 1 in there");
    }
  }

  /** The command line, shortened; what could move the cursor is left out. */
  String name() {
    String line = String.join(" ", command).replaceAll("\\p{Cntrl}", "?");
    return line.length() <= LONGEST_COMMAND ? line : line.substring(0, LONGEST_COMMAND) + "...";
  }

  /** What runs: the main class or the jar's name, and its arguments. */
  String program() {
    for (int i = 1; i < command.size(); i++) {
      String argument = command.get(i);
      if (WITH_VALUE.contains(argument)) {
        i++;
      } else if (argument.equals("-jar") && i + 1 < command.size()) {
        String jar = command.get(i + 1);
        return printable(jar.substring(jar.lastIndexOf('/') + 1), i + 2);
      } else if (!argument.startsWith("-") && !argument.startsWith("@")) {
        return printable(argument, i + 1);
      }
    }
    return name();
  }

  private String printable(String what, int argumentsFrom) {
    List<String> arguments = command.subList(argumentsFrom, command.size());
    return (what + " " + String.join(" ", arguments)).strip().replaceAll("\\p{Cntrl}", "?");
  }

  private boolean isForeign() {
    return uid.isPresent()
        && ownUid.isPresent()
        && !uid.equals(ownUid)
        && !ownUid.get().equals(ROOT_USER);
  }

  private static boolean catchesQuit(String status) {
    Matcher caught = CAUGHT.matcher(status);
    return !caught.find() || (Long.parseUnsignedLong(caught.group(1), 16) & SIGQUIT) != 0;
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

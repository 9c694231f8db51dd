package io.memguard.cli;

import io.memguard.verdict.Language;
import io.memguard.verdict.Severity;
import java.io.IOException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = "Shows a JVM's memory live; plain lines where stdout is no terminal.")
final class WatchCommand implements Callable<Integer> {
  private static final int LONGEST_PERIOD_SECONDS = 3600;

  private final Shell shell;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "PID", description = "a JVM, with MemGuard in it or without")
  private long pid;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "time between two looks; default ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "0",
      description = "end after that many looks; default: never")
  private long count;

  @Option(names = "--lang", paramLabel = "en|zh", description = "language; default from LANG")
  private Language chosen;

  private final Trends trends = new Trends();
  private Severity last = Severity.INFO;
  private boolean ended;

  WatchCommand(Shell shell) {
    this.shell = shell;
  }

  /** Where scenes come from; throws IOException when the JVM has ended. */
  private interface View {
    Scene look() throws IOException;
  }

  @Override
  public Integer call() throws Refusal {
    if (seconds < 1 || seconds > LONGEST_PERIOD_SECONDS) {
      throw new ParameterException(
          spec.commandLine(), "--every takes 1 to " + LONGEST_PERIOD_SECONDS + " seconds");
    }
    TargetProcess target = TargetProcess.of(shell.root(), pid);
    if (!target.isJvm().orElse(true)) {
      throw new Refusal(target.obstacle().orElseThrow());
    }
    try {
      Optional<GuardedJvm> guarded = connect(target);
      if (guarded.isPresent()) {
        try (GuardedJvm jvm = guarded.get()) {
          return show(target, () -> Scene.of(jvm.health(), language()));
        }
      }
    } catch (Refusal refusal) {
      return show(target, () -> outside(refusal.getMessage()));
    }
    String how = language().say("watch.not-inside", pid);
    return show(target, () -> outside(how));
  }

  private Language language() {
    return shell.language(Optional.ofNullable(chosen));
  }

  /** Empty where the JVM has no MemGuard. */
  private static Optional<GuardedJvm> connect(TargetProcess target) throws Refusal {
    target.mustBeAttachable();
    try (Attachment jvm = Attachment.to(target)) {
      if (!jvm.hasMemGuard()) {
        return Optional.empty();
      }
      target.mustShareNetwork();
      return Optional.of(GuardedJvm.of(target.pid(), jvm.localAddress()));
    }
  }

  private Scene outside(String note) throws IOException {
    OutsideView view = OutsideView.of(pid);
    if (!view.process().isKnown()) {
      throw new IOException("process " + pid + " has ended");
    }
    return Scene.of(view, note, language());
  }

  private int show(TargetProcess target, View view) {
    Terminal terminal = Terminal.of(shell.root(), shell.environment());
    if (terminal.live()) {
      try (Screen screen = Screen.enter(shell.out())) {
        repeat(view, scene -> screen.show(frame(scene, target, terminal.measured())));
      }
    } else {
      repeat(
          view,
          scene ->
              shell
                  .out()
                  .println(
                      LocalTime.now(ZoneId.systemDefault())
                              .truncatedTo(ChronoUnit.SECONDS)
                              .format(DateTimeFormatter.ISO_LOCAL_TIME)
                          + " "
                          + Frame.line(scene, language())));
    }
    if (ended) {
      shell.err().println("memguard: process " + pid + " has ended");
    }
    return ExitCode.of(last);
  }

  private List<String> frame(Scene scene, TargetProcess target, Terminal terminal) {
    return Frame.of(
        scene,
        "MemGuard  pid " + pid + "  " + target.program(),
        language().say("watch.footer", seconds),
        language(),
        terminal,
        trends,
        System.nanoTime());
  }

  /** Until the JVM or the user ends it. */
  private void repeat(View view, Consumer<Scene> show) {
    for (long looks = 0; count == 0 || looks < count; looks++) {
      try {
        if (looks > 0) {
          TimeUnit.SECONDS.sleep(seconds);
        }
        Scene scene = view.look();
        last = scene.severity();
        show.accept(scene);
      } catch (IOException gone) {
        ended = true;
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}

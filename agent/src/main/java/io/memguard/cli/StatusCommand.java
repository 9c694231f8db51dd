package io.memguard.cli;

import io.memguard.report.Paragraphs;
import io.memguard.verdict.Language;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Tells how a JVM fares: what MemGuard says in it, or what is seen from outside.")
final class StatusCommand implements Callable<Integer> {
  private static final int WIDTH = 100;

  private final Shell shell;

  @Parameters(paramLabel = "PID", description = "a JVM, with MemGuard in it or without")
  private long pid;

  @Option(names = "--lang", paramLabel = "en|zh", description = "language; default from LANG")
  private Language language;

  StatusCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Refusal {
    TargetProcess target = TargetProcess.of(shell.root(), pid);
    if (!target.isJvm().orElse(true)) {
      throw new Refusal(target.obstacle().orElseThrow());
    }
    Language chosen = shell.language(Optional.ofNullable(language));
    shell.out().println(chosen.say("status.process", pid, target.name()));
    String whyOutside;
    try {
      Optional<Inside> inside = lookInside(target);
      if (inside.isPresent()) {
        return print(inside.get(), chosen);
      }
      whyOutside = chosen.say("status.not-inside", pid);
    } catch (Refusal refusal) {
      whyOutside = chosen.say("status.closed", refusal.getMessage());
    } catch (IOException e) {
      whyOutside = chosen.say("status.ended", e.getMessage());
    }
    OutsideView outside = OutsideView.of(pid);
    shell.out().println(chosen.say("status.outside"));
    shell.out().println();
    shell.out().print(outside.text(chosen));
    shell.out().println();
    shell.out().println(whyOutside);
    return outside.container().isKnown() || outside.process().isKnown()
        ? ExitCode.of(outside.severity())
        : ExitCode.IMPOSSIBLE;
  }

  /** What the agent says; the sizing is empty where it is an older one. */
  private record Inside(Health health, String sizing) {}

  /** Empty where the JVM has no MemGuard. */
  private Optional<Inside> lookInside(TargetProcess target) throws Refusal, IOException {
    target.mustBeAttachable();
    try (Attachment jvm = Attachment.to(target)) {
      if (!jvm.hasMemGuard()) {
        return Optional.empty();
      }
      target.mustShareNetwork();
      try (GuardedJvm guarded = GuardedJvm.of(pid, jvm.localAddress())) {
        return Optional.of(new Inside(guarded.health(), guarded.sizing()));
      }
    }
  }

  private int print(Inside inside, Language chosen) {
    Health health = inside.health();
    shell
        .out()
        .println(
            health.secondsToLimit().isPresent()
                ? chosen.say(
                    "status.says-left",
                    health.status(),
                    Frame.untilLimit(health.secondsToLimit().getAsLong(), chosen))
                : chosen.say("status.says", health.status()));
    shell.out().println();
    shell.out().println(health.statement());
    if (!health.diagnoses().isEmpty()) {
      Paragraphs text = new Paragraphs(WIDTH);
      health.diagnoses().forEach(diagnosis -> diagnosis.addTo(text, chosen));
      shell.out().println();
      shell.out().println(text);
    }
    if (!inside.sizing().isEmpty()) {
      shell.out().println();
      shell.out().println(inside.sizing());
    }
    return ExitCode.of(health.severity());
  }
}

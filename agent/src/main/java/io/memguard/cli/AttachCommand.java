package io.memguard.cli;

import io.memguard.report.Paragraphs;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "attach",
    mixinStandardHelpOptions = true,
    description = "Lets MemGuard watch a JVM that is already running.")
final class AttachCommand implements Callable<Integer> {
  private static final int COLUMNS = 80;

  private final Shell shell;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "PID", description = "a JVM of the same user")
  private long pid;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "KEY=VALUE",
      description = "options of the agent, such as interval=1s")
  private List<String> options = List.of();

  AttachCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Refusal {
    String joined = String.join(",", options);
    List<String> problems = shell.options().problems(joined);
    if (!problems.isEmpty()) {
      throw new ParameterException(spec.commandLine(), String.join("; ", problems));
    }
    TargetProcess target = TargetProcess.of(shell.root(), pid);
    target.mustBeAttachable();
    try (Attachment jvm = Attachment.to(target)) {
      target.mustSee(shell.jar());
      if (jvm.hasMemGuard()) {
        throw new Refusal(
            "MemGuard watches process "
                + pid
                + " already; nothing was changed. See it: java -jar memguard.jar status "
                + pid
                + ". New options need a restart");
      }
      if (jvm.warnsOfAgents()) {
        shell
            .out()
            .println(
                "Java "
                    + jvm.javaVersion()
                    + " prints a warning on its stderr now that an agent is loaded dynamically;"
                    + " -XX:+EnableDynamicAgentLoading or, better, -javaagent at its next start"
                    + " avoids that");
      }
      jvm.load(shell.jar(), joined);
    }
    Paragraphs said = new Paragraphs(COLUMNS);
    said.add(
        "",
        "",
        "MemGuard watches process %d (%s) until it ends; its lines go to the stderr of that process. It begins to learn now; -javaagent at the next start sees the beginning too."
            .formatted(pid, target.program()));
    said.add("See it: ", "", "java -jar memguard.jar status " + pid);
    shell.out().println(said);
    return ExitCode.FINE;
  }
}

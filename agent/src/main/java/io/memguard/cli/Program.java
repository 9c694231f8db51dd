package io.memguard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.memguard.report.Version;
import io.memguard.verdict.Language;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code java -jar memguard.jar COMMAND}. */
@Command(
    name = "memguard",
    mixinStandardHelpOptions = true,
    versionProvider = Program.JarVersion.class,
    description = "Tells where a container's memory went, what leaks, and what to do.",
    synopsisHeading = "usage: java -javaagent:memguard.jar[=key=value,...] ...%nusage: ",
    customSynopsis = "java -jar memguard.jar COMMAND",
    commandListHeading = "%ncommands:%n",
    footerHeading = "%noptions of the agent, also -Dmemguard.KEY=, MEMGUARD_KEY, config=FILE:%n",
    exitCodeListHeading = "%nexit codes:%n",
    exitCodeList = {
      "0:fine",
      "1:a verdict of warning or worse was found",
      "2:wrong usage",
      "3:it could not be done"
    })
public final class Program implements Runnable {

  @Spec private CommandSpec spec;

  private Program() {}

  /** Runs one command and returns its exit code. Never throws. */
  public static int run(Shell shell, String... arguments) {
    return commandLine(shell, arguments.length == 0 ? "" : arguments[0]).execute(arguments);
  }

  /** How to use the jar and its options, as text. */
  public static String help(Shell shell) {
    return commandLine(shell, "").getUsageMessage(CommandLine.Help.Ansi.OFF);
  }

  /**
   * A command that is named alone is built alone: picocli reads each with reflection, which takes
   * longer than most of them run.
   */
  private static CommandLine commandLine(Shell shell, String named) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("analyze", () -> new AnalyzeCommand(shell));
    commands.put("explain", () -> new ExplainCommand(shell));
    commands.put("postmortem", () -> new PostMortemCommand(shell));
    commands.put("status", () -> new StatusCommand(shell));
    commands.put("watch", () -> new WatchCommand(shell));
    commands.put("attach", () -> new AttachCommand(shell));
    CommandLine line = new CommandLine(new Program());
    if (commands.containsKey(named)) {
      line.addSubcommand(commands.get(named).get());
    } else {
      line.addSubcommand(new CommandLine.HelpCommand());
      commands.values().forEach(command -> line.addSubcommand(command.get()));
      line.addSubcommand("completion", new AutoComplete.GenerateCompletion());
      line.getSubcommands()
          .get("completion")
          .getCommandSpec()
          .usageMessage()
          .description("Prints a completion script: source <(java -jar memguard.jar completion)");
      line.getCommandSpec().usageMessage().footer(escaped(shell.options().list()));
    }
    // Reaches only the subcommands that are there by now.
    line.registerConverter(Language.class, Program::language);
    line.setOut(new PrintWriter(shell.out(), true, UTF_8));
    line.setErr(new PrintWriter(shell.err(), true, UTF_8));
    line.setExecutionExceptionHandler((failure, where, parsed) -> failed(shell, failure));
    line.setParameterExceptionHandler((problem, given) -> misused(shell, problem));
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** The version in the jar. */
  static final class JarVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"MemGuard " + Version.text()};
    }
  }

  private static int failed(Shell shell, Exception failure) {
    shell
        .err()
        .println("memguard: " + (failure instanceof Refusal ? failure.getMessage() : failure));
    return ExitCode.IMPOSSIBLE;
  }

  private static int misused(Shell shell, ParameterException problem) {
    CommandLine command = problem.getCommandLine();
    shell.err().println("memguard: " + problem.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(problem, shell.err());
    shell
        .err()
        .println(
            "try: java -jar memguard.jar help"
                + (command.getParent() == null ? "" : " " + command.getCommandName()));
    return ExitCode.USAGE;
  }

  private static Language language(String code) {
    return Language.of(code)
        .orElseThrow(() -> new TypeConversionException("'" + code + "' is neither en nor zh"));
  }

  /** Picocli formats these lines. */
  private static String[] escaped(String lines) {
    return lines.replace("%", "%%").split("\n", -1);
  }
}

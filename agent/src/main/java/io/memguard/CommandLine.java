package io.memguard;

import io.memguard.cli.AgentOptions;
import io.memguard.cli.Program;
import io.memguard.cli.Shell;
import io.memguard.report.Paragraphs;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** {@code java -jar memguard.jar COMMAND}: a process of its own, which may print and exit. */
final class CommandLine {

  private CommandLine() {}

  /**
   * Called by name from {@link Agent}.
   *
   * @param jar this jar
   */
  @SuppressWarnings("unused")
  public static void main(String jar, String[] arguments) {
    // A container without a locale would turn every character beyond ASCII into a question mark.
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    int code = Program.run(shell(out, err, jar), arguments);
    out.flush();
    System.exit(code);
  }

  /** How to use the jar, and all options, from the one list of them. */
  static String help() {
    return Program.help(shell(System.out, System.err, ""));
  }

  private static Shell shell(PrintStream out, PrintStream err, String jar) {
    return new Shell(
        System.in, out, err, System.getenv(), Path.of("/"), Path.of(jar), new ListedOptions());
  }

  /** The one list of options, as far as the command line needs it. */
  private static final class ListedOptions implements AgentOptions {
    private static final int COLUMNS = 80;
    private static final String INDENT = " ".repeat(21);

    @Override
    public String list() {
      Paragraphs text = new Paragraphs(COLUMNS);
      for (OptionKey option : OptionKey.values()) {
        text.add("  %-18s ".formatted(option.key), INDENT, option.meaning.replace("`", ""));
        String ending = option.defaultText.isEmpty() ? "" : "; default " + option.defaultText;
        text.add(INDENT, INDENT, option.form + ending);
      }
      return text.toString();
    }

    @Override
    public List<String> problems(String arguments) {
      // The environment of this process is not the one that the agent will see.
      return Options.parse(arguments, new Properties(), Map.of()).problems();
    }
  }
}

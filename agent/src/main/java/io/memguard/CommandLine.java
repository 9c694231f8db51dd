package io.memguard;

import java.io.PrintStream;

/** {@code java -jar memguard.jar COMMAND}. Exit codes: 0 fine, 2 usage. */
final class CommandLine {
  private static final int FINE = 0;
  private static final int USAGE = 2;

  private CommandLine() {}

  /** Called by name from {@link Agent}. */
  @SuppressWarnings("unused")
  public static void main(String[] arguments) {
    boolean help = arguments.length == 1 && arguments[0].endsWith("help");
    PrintStream out = help ? System.out : System.err;
    if (arguments.length > 0 && !help) {
      out.println("memguard: there is no command '" + arguments[0] + "' yet");
    }
    out.print(help());
    System.exit(help ? FINE : USAGE);
  }

  /** How to use the jar, and all options, from the one list of them. */
  static String help() {
    StringBuilder text =
        new StringBuilder(
            """
            usage: java -javaagent:memguard.jar[=key=value,...] ...
                   java -jar memguard.jar help

            options, also as -Dmemguard.KEY=, environment MEMGUARD_KEY, or config=FILE:
            """);
    for (OptionKey option : OptionKey.values()) {
      text.append("  %-18s %s%n".formatted(option.key, option.meaning.replace("`", "")));
      text.append(
          "  %-18s %s%s%n"
              .formatted(
                  "",
                  option.form,
                  option.defaultText.isEmpty() ? "" : "; default " + option.defaultText));
    }
    return text.toString();
  }
}

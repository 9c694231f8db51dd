package io.memguard.source;

import io.memguard.snapshot.CompilerState;
import io.memguard.snapshot.Reading;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code jcmd Compiler.codecache} says of the compiler: {@code compilation: enabled} and
 * {@code stopped_count=0}, on 17 to 25 (CodeCache::print_summary in codeCache.cpp). No safepoint.
 */
public final class CompilerSource implements Source<CompilerState> {
  private static final Pattern ENABLED = Pattern.compile("(?i)compilation: (enabled|disabled)");
  private static final Pattern STOPPED = Pattern.compile("stopped_count=(\\d{1,18})");

  private final CommandRunner commands;

  public CompilerSource(CommandRunner commands) {
    this.commands = commands;
  }

  @Override
  public String name() {
    return "compiler";
  }

  @Override
  public Reading<CompilerState> read() {
    return commands.run("Compiler.codecache").flatMap(CompilerSource::parse);
  }

  static Reading<CompilerState> parse(String text) {
    Matcher enabled = ENABLED.matcher(text);
    if (!enabled.find()) {
      return Reading.unavailable("this JVM does not tell whether its compiler is enabled");
    }
    Matcher stopped = STOPPED.matcher(text);
    return Reading.known(
        new CompilerState(
            enabled.group(1).equalsIgnoreCase("enabled"),
            stopped.find() ? Long.parseLong(stopped.group(1)) : 0));
  }
}

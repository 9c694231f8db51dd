package io.memguard.cli;

import io.memguard.verdict.Language;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a command is called from.
 *
 * @param root the machine's root folder
 * @param jar this jar, absolute
 */
public record Shell(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Path root,
    Path jar,
    AgentOptions options) {

  /** The language that was asked for, else the user's. */
  Language language(Optional<Language> chosen) {
    return chosen.orElseGet(() -> Language.ofEnvironment(environment));
  }
}

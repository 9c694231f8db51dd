package io.memguard.cli;

import io.memguard.dump.DumpAnalysis;
import io.memguard.dump.HeapAnalysis;
import io.memguard.report.HeapAnalysisJson;
import io.memguard.report.HeapAnalysisText;
import io.memguard.verdict.Language;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Reads one heap dump. It ends with 0 whatever is found: one dump shows what is large, not what
 * grows.
 */
@Command(
    name = "analyze",
    mixinStandardHelpOptions = true,
    description = "Says what fills the heap of a dump, and who holds it.")
final class AnalyzeCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(
      paramLabel = "DUMP",
      description = "a heap dump in the HPROF format, also packed with gzip")
  private Path dump;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description = "where working files of about three times the dump go; default beside the dump")
  private Path work;

  @Option(names = "--json", description = "as one JSON object")
  private boolean json;

  @Option(names = "--lang", paramLabel = "en|zh", description = "language; default from LANG")
  private Language language;

  AnalyzeCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Refusal {
    Language chosen = shell.language(Optional.ofNullable(language));
    String name = dump.toString();
    try {
      HeapAnalysis heap =
          DumpAnalysis.of(
              dump, work, phase -> shell.err().println("memguard: " + chosen.say(phase)));
      shell
          .out()
          .println(
              json
                  ? HeapAnalysisJson.of(name, heap, chosen)
                  : HeapAnalysisText.of(name, heap, chosen));
      return ExitCode.FINE;
    } catch (IOException e) {
      throw new Refusal("cannot analyze this: " + e.getMessage(), e);
    }
  }
}

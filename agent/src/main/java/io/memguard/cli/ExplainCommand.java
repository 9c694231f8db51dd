package io.memguard.cli;

import io.memguard.report.Explanation;
import io.memguard.report.ExplanationText;
import io.memguard.snapshot.CapturedContainer;
import io.memguard.snapshot.Reading;
import io.memguard.source.CapturedCgroup;
import io.memguard.verdict.Language;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description =
        "Explains a container's memory from its memory.stat, its cgroup folder or a copy.")
final class ExplainCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  private final Shell shell;

  @Parameters(
      paramLabel = "FILE_OR_DIR",
      description = "a memory.stat (cgroup v1 or v2), a cgroup folder, a copied tree; - is stdin")
  private String what;

  @Option(
      names = "--limit",
      paramLabel = "SIZE",
      converter = Size.class,
      description = "the memory limit, such as 512m, where the file does not tell it")
  private Long limit;

  @Option(names = "--lang", paramLabel = "en|zh", description = "language; default from LANG")
  private Language language;

  ExplainCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Refusal {
    Reading<CapturedContainer> read = read();
    CapturedContainer container =
        read.value().orElseThrow(() -> new Refusal("cannot explain this: " + read.reason()));
    if (limit != null) {
      container = container.withMemory(container.memory().withLimit(limit));
    }
    Explanation explanation = Explanation.of(container);
    shell
        .out()
        .print(ExplanationText.of(explanation, shell.language(Optional.ofNullable(language))));
    return ExitCode.of(explanation.severity());
  }

  private Reading<CapturedContainer> read() throws Refusal {
    if (what.equals(STANDARD_INPUT)) {
      return CapturedCgroup.ofStream("standard input", shell.in());
    }
    try {
      return CapturedCgroup.ofPath(Path.of(what));
    } catch (InvalidPathException e) {
      throw new Refusal("'" + what + "' is no file name here: " + e.getReason(), e);
    }
  }

  /** {@code 512m}, {@code 2g}, {@code 268435456}, {@code 512Mi} as Kubernetes writes it. */
  static final class Size implements ITypeConverter<Long> {
    private static final String UNITS = "kmgt";
    private static final long LARGEST = 1L << 60;

    @Override
    public Long convert(String text) {
      String lower = text.strip().toLowerCase(Locale.ROOT).replaceFirst("i?b?$", "");
      int unit = lower.isEmpty() ? -1 : UNITS.indexOf(lower.charAt(lower.length() - 1));
      String digits = unit < 0 ? lower : lower.substring(0, lower.length() - 1);
      try {
        long bytes = Math.multiplyExact(Long.parseLong(digits), 1L << (10 * (unit + 1)));
        if (bytes > 0 && bytes <= LARGEST) {
          return bytes;
        }
      } catch (ArithmeticException | NumberFormatException e) {
        // Said below.
      }
      throw new TypeConversionException("'" + text + "' is not a size such as 512m or 2g");
    }
  }
}

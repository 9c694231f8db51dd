package io.memguard.cli;

import io.memguard.blackbox.Cause;
import io.memguard.blackbox.KilledVerdict;
import io.memguard.blackbox.PostMortem;
import io.memguard.report.PostMortemJson;
import io.memguard.report.PostMortemText;
import io.memguard.snapshot.Reading;
import io.memguard.verdict.Language;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Reads the black boxes of a folder, here or copied from another machine: a line for each life, and
 * the whole story of the newest one that did not end in order.
 */
@Command(
    name = "postmortem",
    mixinStandardHelpOptions = true,
    description = "Says what ended the lives whose folders are in DIR, and what they were made of.")
public final class PostMortemCommand implements Callable<Integer> {
  private final Shell shell;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "a life's folder, or the folder of many lives")
  private Path folder;

  @Option(names = "--json", description = "all lives as one JSON array")
  private boolean json;

  @Option(names = "--lang", paramLabel = "en|zh", description = "language; default from LANG")
  private Language language;

  PostMortemCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Language chosen = shell.language(Optional.ofNullable(language));
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    List<PostMortem> lives = new ArrayList<>();
    for (Path life : PostMortem.lives(folder)) {
      Reading<PostMortem> read = PostMortem.of(life);
      read.value().ifPresent(lives::add);
      if (!read.isKnown()) {
        err.println("memguard: " + read.reason());
      }
    }
    if (lives.isEmpty()) {
      err.println("memguard: there is no readable black box in " + folder);
      return ExitCode.IMPOSSIBLE;
    }
    out.println(json ? json(lives, chosen) : text(lives, chosen));
    return lives.stream().anyMatch(PostMortem::isTrouble) ? ExitCode.TROUBLE : ExitCode.FINE;
  }

  private static String json(List<PostMortem> lives, Language language) {
    return lives.stream()
        .map(life -> PostMortemJson.of(life, language))
        .collect(Collectors.joining(",\n", "[", "]"));
  }

  private static String text(List<PostMortem> lives, Language language) {
    StringBuilder text = new StringBuilder();
    PostMortem told = lives.get(lives.size() - 1);
    for (PostMortem life : lives) {
      Cause cause = life.conclusion().cause();
      told = cause == Cause.CLEAN || cause == Cause.RUNNING ? told : life;
    }
    if (lives.size() > 1) {
      for (PostMortem life : lives) {
        text.append(life.life().getFileName()).append("  ");
        text.append(language.say(KilledVerdict.sentence(life))).append('\n');
      }
      text.append('\n');
    }
    return text.append(PostMortemText.of(told, language)).toString();
  }
}

package io.memguard;

import io.memguard.act.Attempt;
import io.memguard.act.CollectGarbage;
import io.memguard.act.HeapDump;
import io.memguard.act.TrimNativeHeap;
import io.memguard.expose.Actions;
import io.memguard.report.StatementJson;
import io.memguard.report.VerdictText;
import io.memguard.snapshot.ProcessMemory;
import io.memguard.snapshot.Reading;
import io.memguard.source.Source;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Experiment;
import io.memguard.verdict.Language;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What can be asked for over JMX; the same guards as for what MemGuard does by itself. */
final class RequestedActions implements Actions {
  private final Supplier<Moment> moment;
  private final Optional<HeapDump> heapDump;
  private final CollectGarbage collect;
  private final TrimNativeHeap trim;
  private final Source<ProcessMemory> process;
  private final Path folder;
  private final Language language;

  RequestedActions(
      Supplier<Moment> moment,
      Optional<HeapDump> heapDump,
      CollectGarbage collect,
      TrimNativeHeap trim,
      Source<ProcessMemory> process,
      Path folder,
      Language language) {
    this.moment = moment;
    this.heapDump = heapDump;
    this.collect = collect;
    this.trim = trim;
    this.process = process;
    this.folder = folder;
    this.language = language;
  }

  @Override
  public String dumpHeap() {
    Moment now = moment.get();
    return heapDump
        .map(
            dump ->
                dump.take(
                        "requested-" + System.currentTimeMillis(),
                        now == null ? 0 : now.liveSet(),
                        Phrase.of("dump.requested"))
                    .sentence())
        .map(language::say)
        .orElseGet(() -> language.say("dump.off"));
  }

  @Override
  public String collectGarbage() {
    Runtime runtime = Runtime.getRuntime();
    return sentence(
        "action.collected",
        collect.run(() -> Reading.known(runtime.totalMemory() - runtime.freeMemory())));
  }

  @Override
  public String trimNativeHeap() {
    return sentence("action.trimmed", trim.run(() -> process.read().map(ProcessMemory::anonymous)));
  }

  @Override
  public String writeReport() {
    Moment now = moment.get();
    if (now == null) {
      return language.say("action.too-early");
    }
    Path text = folder.resolve("report.txt");
    StringBuilder report = new StringBuilder(now.statementText()).append("\n\n");
    report.append(now.sizingText()).append('\n');
    for (Verdict verdict : now.verdicts()) {
      report.append('\n').append(VerdictText.of(verdict, language)).append('\n');
    }
    now.silence()
        .forEach(
            (kind, reason) ->
                report.append('\n').append(language.say("action.silence", kind, reason)));
    try {
      Files.writeString(text, report.append('\n'));
      Files.writeString(
          folder.resolve("report.json"),
          StatementJson.of(
              now.snapshot().epochMillis(),
              now.figures(),
              now.statement().notes(),
              now.verdicts(),
              language));
      return language.say("action.report", text);
    } catch (IOException | RuntimeException e) {
      return language.say("action.no-report", text, e);
    }
  }

  @Override
  public String referenceChains() {
    Moment now = moment.get();
    String chains =
        now == null
            ? ""
            : now.verdicts().stream()
                .flatMap(verdict -> verdict.culprits().stream())
                .filter(culprit -> culprit.type() == Culprit.Type.HOLDER)
                .map(
                    holder ->
                        holder.name() + "\n  " + String.join("\n  ", language.say(holder.detail())))
                .collect(Collectors.joining("\n"));
    return chains.isEmpty() ? language.say("action.no-chain") : chains;
  }

  private String sentence(String key, Attempt attempt) {
    if (attempt instanceof Attempt.Refused refused) {
      return language.say(refused.sentence());
    }
    Experiment experiment = ((Attempt.Done) attempt).experiment();
    return language.say(
        key,
        Quantity.millis(experiment.pauseMillis()),
        Quantity.bytes(experiment.beforeBytes()),
        Quantity.bytes(experiment.afterBytes()));
  }
}

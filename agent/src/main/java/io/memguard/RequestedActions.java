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

  RequestedActions(
      Supplier<Moment> moment,
      Optional<HeapDump> heapDump,
      CollectGarbage collect,
      TrimNativeHeap trim,
      Source<ProcessMemory> process,
      Path folder) {
    this.moment = moment;
    this.heapDump = heapDump;
    this.collect = collect;
    this.trim = trim;
    this.process = process;
    this.folder = folder;
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
                        "it was asked for over JMX")
                    .sentence())
        .orElse("No heap dump: the folder of this life cannot be written, or heap-dump=off.");
  }

  @Override
  public String collectGarbage() {
    Runtime runtime = Runtime.getRuntime();
    return sentence(
        "heap in use",
        collect.run(() -> Reading.known(runtime.totalMemory() - runtime.freeMemory())));
  }

  @Override
  public String trimNativeHeap() {
    return sentence(
        "anonymous resident memory", trim.run(() -> process.read().map(ProcessMemory::anonymous)));
  }

  @Override
  public String writeReport() {
    Moment now = moment.get();
    if (now == null) {
      return "No report yet: the first sample is still to come.";
    }
    Path text = folder.resolve("report.txt");
    StringBuilder report = new StringBuilder(now.statementText()).append("\n\n");
    report.append(now.sizingText()).append('\n');
    for (Verdict verdict : now.verdicts()) {
      report.append('\n').append(VerdictText.of(verdict)).append('\n');
    }
    now.silence()
        .forEach(
            (kind, reason) ->
                report.append('\n').append("no ").append(kind).append(": ").append(reason));
    try {
      Files.writeString(text, report.append('\n'));
      Files.writeString(
          folder.resolve("report.json"),
          StatementJson.of(
              now.snapshot().epochMillis(),
              now.figures(),
              now.statement().notes(),
              now.verdicts()));
      return "The report was written to " + text + " and report.json beside it.";
    } catch (IOException | RuntimeException e) {
      return "The report could not be written to " + text + ": " + e + ".";
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
                .map(holder -> holder.name() + "\n  " + String.join("\n  ", holder.detail()))
                .collect(Collectors.joining("\n"));
    return chains.isEmpty()
        ? "No chain is known. They are searched when the heap is suspected to leak; or take a heap dump (operation dumpHeap) and open it in Eclipse MAT."
        : chains;
  }

  private static String sentence(String account, Attempt attempt) {
    if (attempt instanceof Attempt.Refused refused) {
      return refused.sentence();
    }
    Experiment experiment = ((Attempt.Done) attempt).experiment();
    return "Done in %s: %s was %s, is %s."
        .formatted(
            Quantity.millis(experiment.pauseMillis()),
            account,
            Quantity.bytes(experiment.beforeBytes()),
            Quantity.bytes(experiment.afterBytes()));
  }
}

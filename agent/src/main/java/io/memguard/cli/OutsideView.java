package io.memguard.cli;

import io.memguard.report.Explanation;
import io.memguard.report.ExplanationText;
import io.memguard.snapshot.CapturedContainer;
import io.memguard.snapshot.Neighbour;
import io.memguard.snapshot.ProcessMemory;
import io.memguard.snapshot.Reading;
import io.memguard.source.CapturedCgroup;
import io.memguard.source.Neighbours;
import io.memguard.source.ProcSelf;
import io.memguard.verdict.Language;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import java.util.List;

/** What the kernel tells of a process and its container, without touching the process. */
record OutsideView(
    Reading<CapturedContainer> container,
    Reading<ProcessMemory> process,
    List<Neighbour> neighbours) {
  private static final int MOST_NEIGHBOURS = 3;

  static OutsideView of(long pid) {
    return new OutsideView(
        CapturedCgroup.ofProcess(pid),
        ProcSelf.ofProcess(pid).read(),
        Neighbours.ofProcess(pid).read().value().orElse(List.of()));
  }

  Severity severity() {
    return container.map(Explanation::of).map(Explanation::severity).value().orElse(Severity.INFO);
  }

  /** Lines, each ended by a newline. */
  String text(Language language) {
    StringBuilder text = new StringBuilder();
    container
        .value()
        .ifPresentOrElse(
            known -> text.append(ExplanationText.figures(Explanation.of(known), language)),
            () -> text.append("no container figures: ").append(container.reason()).append('\n'));
    process
        .value()
        .ifPresentOrElse(
            known -> add(text, known),
            () -> text.append("no process figures: ").append(process.reason()).append('\n'));
    neighbours.stream()
        .limit(MOST_NEIGHBOURS)
        .forEach(
            other -> line(text, "beside it: " + other.name(), other.rss(), "pid " + other.pid()));
    return text.toString();
  }

  private static void add(StringBuilder text, ProcessMemory memory) {
    line(text, "RSS of the process", memory.rss(), "highest " + Quantity.bytes(memory.peakRss()));
    line(text, "  anonymous", memory.anonymous(), "heap, stacks, malloc, direct buffers");
    line(text, "  files", memory.file(), "libraries, mapped files");
    line(text, "  shared memory", memory.shared(), "");
    if (memory.swap() > 0) {
      line(text, "  swapped out", memory.swap(), "");
    }
    text.append("%-26s%11d%n".formatted("threads", memory.threads()));
  }

  private static void line(StringBuilder text, String label, long bytes, String remark) {
    String line = "%-26s%11s         %s".formatted(label, Quantity.precise(bytes), remark);
    text.append(line.stripTrailing()).append('\n');
  }
}

package io.memguard.cli;

import io.memguard.report.Explanation;
import io.memguard.report.ExplanationText;
import io.memguard.report.Paragraphs;
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
  private static final int LABEL = 26;

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
            () -> no(text, "outside.no-container", container.reason(), language));
    process
        .value()
        .ifPresentOrElse(
            known -> add(text, known, language),
            () -> no(text, "outside.no-process", process.reason(), language));
    neighbours.stream()
        .limit(MOST_NEIGHBOURS)
        .forEach(
            other ->
                line(
                    text,
                    language.say("outside.neighbour", other.name()),
                    other.rss(),
                    "pid " + other.pid()));
    return text.toString();
  }

  private static void no(StringBuilder text, String key, String reason, Language language) {
    text.append(language.say(key, reason)).append('\n');
  }

  private static void add(StringBuilder text, ProcessMemory memory, Language language) {
    String highest = language.say("outside.highest", Quantity.bytes(memory.peakRss()));
    line(text, language.say("outside.rss"), memory.rss(), highest);
    String heap = language.say("outside.anonymous.what");
    line(text, "  " + language.say("outside.anonymous"), memory.anonymous(), heap);
    String libraries = language.say("outside.files.what");
    line(text, "  " + language.say("outside.files.short"), memory.file(), libraries);
    line(text, "  " + language.say("outside.shared"), memory.shared(), "");
    if (memory.swap() > 0) {
      line(text, "  " + language.say("outside.swapped"), memory.swap(), "");
    }
    text.append(Paragraphs.padded(language.say("outside.threads"), LABEL))
        .append("%11s\n".formatted(memory.threads()));
  }

  private static void line(StringBuilder text, String label, long bytes, String remark) {
    String rest = "%11s         %s".formatted(Quantity.precise(bytes), remark);
    text.append((Paragraphs.padded(label, LABEL) + rest).stripTrailing()).append('\n');
  }
}

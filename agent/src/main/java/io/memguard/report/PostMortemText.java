package io.memguard.report;

import io.memguard.blackbox.Fact;
import io.memguard.blackbox.Figure;
import io.memguard.blackbox.Growth;
import io.memguard.blackbox.KilledVerdict;
import io.memguard.blackbox.PostMortem;
import io.memguard.blackbox.Recording;
import io.memguard.blackbox.Sample;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What is known about one life, for a terminal and for {@code report.txt}. */
public final class PostMortemText {
  private static final int ROWS = 16;
  private static final int BAR = 30;

  private PostMortemText() {}

  /** What ended it and why we think so: a few lines for the log. */
  public static String paragraph(PostMortem dead) {
    Paragraphs text = new Paragraphs();
    text.add("", "  ", KilledVerdict.sentence(dead));
    text.add("  ", "  ", dead.conclusion().reason());
    return text.toString();
  }

  /** All of it: the end, the last sample, the way there, the verdicts. */
  public static String of(PostMortem dead) {
    StringBuilder text = new StringBuilder(paragraph(dead)).append("\n\n");
    Recording recording = dead.recording();
    fact(text, recording, "host", Fact.HOST);
    fact(text, recording, "Java", Fact.JAVA);
    fact(text, recording, "flags", Fact.FLAGS);
    fact(text, recording, "cgroup", Fact.CGROUP);
    if (recording.torn() > 0) {
      text.append("torn records left out: ").append(recording.torn()).append('\n');
    }
    recording.last().ifPresent(last -> lastSample(text, dead, last));
    series(text, recording);
    if (!recording.action().isEmpty()) {
      text.append("\nlast action: ").append(Paragraphs.escape(recording.action())).append('\n');
    }
    for (Verdict verdict : recording.verdicts()) {
      text.append('\n').append(VerdictText.of(verdict)).append('\n');
    }
    return text.toString().stripTrailing();
  }

  private static void fact(StringBuilder text, Recording recording, String words, Fact fact) {
    String value = recording.fact(fact);
    if (!value.isEmpty()) {
      text.append(words).append(": ").append(Paragraphs.escape(value)).append('\n');
    }
  }

  private static void lastSample(StringBuilder text, PostMortem dead, Sample last) {
    text.append("\nlast sample ").append(time(last)).append('\n');
    for (Figure figure :
        List.of(
            Figure.CONTAINER_LIMIT,
            Figure.CONTAINER_USAGE,
            Figure.NON_RECLAIMABLE,
            Figure.PAGE_CACHE,
            Figure.RSS,
            Figure.HEAP_USED,
            Figure.HEAP_MAX)) {
      last.get(figure).ifPresent(bytes -> line(text, figure.words(), bytes, ""));
    }
    text.append("\nwhat it was made of, and the growth before\n");
    for (Growth part : dead.growth()) {
      if (part.bytes() != 0 || part.grown() != 0) {
        String grown = part.grown() > 0 ? "+" + Quantity.bytes(part.grown()) : "";
        String remark = grown.isEmpty() ? "" : grown + " in " + Quantity.duration(part.seconds());
        line(text, "  " + part.part().words(), part.bytes(), remark);
      }
    }
  }

  private static void line(StringBuilder text, String words, long bytes, String remark) {
    text.append("%-34s %11s  %s".formatted(words, Quantity.bytes(bytes), remark).stripTrailing())
        .append('\n');
  }

  /** The way to the end as a picture: what could not be reclaimed against the limit. */
  private static void series(StringBuilder text, Recording recording) {
    List<Sample> way = new ArrayList<>(recording.minutes());
    if (!recording.samples().isEmpty()) {
      long first = recording.samples().get(0).epochMillis();
      way.removeIf(sample -> sample.epochMillis() >= first);
    }
    way.addAll(recording.samples());
    if (way.size() < 2) {
      return;
    }
    boolean container = way.get(way.size() - 1).get(Figure.NON_RECLAIMABLE).isPresent();
    Figure shown = container ? Figure.NON_RECLAIMABLE : Figure.RSS;
    long top =
        way.stream()
            .mapToLong(
                sample -> Math.max(sample.or(shown, 0), sample.or(Figure.CONTAINER_LIMIT, 0)))
            .max()
            .orElse(1);
    text.append('\n').append(shown.words()).append(" (the bar ends at ");
    text.append(Quantity.bytes(top)).append(")\n");
    int rows = Math.min(ROWS, way.size());
    for (int i = 0; i < rows; i++) {
      // The last rows are single samples, the first ones lie further and further apart.
      double back = Math.pow((rows - 1.0 - i) / Math.max(1, rows - 1), 2);
      Sample sample = way.get((int) Math.round((way.size() - 1) * (1 - back)));
      long bytes = sample.or(shown, 0);
      int length = (int) Math.round((double) BAR * bytes / Math.max(1, top));
      text.append(
              "  %s  %-30s %11s"
                  .formatted(time(sample), "#".repeat(Math.max(0, length)), Quantity.bytes(bytes)))
          .append('\n');
    }
  }

  private static String time(Sample sample) {
    return Instant.ofEpochMilli(sample.epochMillis()).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}

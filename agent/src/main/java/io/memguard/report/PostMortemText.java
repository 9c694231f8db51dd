package io.memguard.report;

import io.memguard.blackbox.Fact;
import io.memguard.blackbox.Figure;
import io.memguard.blackbox.Growth;
import io.memguard.blackbox.KilledVerdict;
import io.memguard.blackbox.PostMortem;
import io.memguard.blackbox.Recording;
import io.memguard.blackbox.Sample;
import io.memguard.verdict.Language;
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

  private static final int LABEL = 34;

  private final PostMortem dead;
  private final Language language;
  private final StringBuilder text = new StringBuilder();

  private PostMortemText(PostMortem dead, Language language) {
    this.dead = dead;
    this.language = language;
  }

  /** What ended it and why we think so: a few lines for the log. */
  public static String paragraph(PostMortem dead, Language language) {
    Paragraphs text = new Paragraphs();
    text.add("", "  ", language.say(KilledVerdict.sentence(dead)));
    text.add("  ", "  ", language.say(dead.conclusion().reason()));
    return text.toString();
  }

  /** All of it: the end, the last sample, the way there, the verdicts. */
  public static String of(PostMortem dead, Language language) {
    return new PostMortemText(dead, language).whole();
  }

  private String whole() {
    text.append(paragraph(dead, language)).append("\n\n");
    Recording recording = dead.recording();
    fact("host", recording.fact(Fact.HOST));
    fact("Java", recording.fact(Fact.JAVA));
    fact("flags", recording.fact(Fact.FLAGS));
    fact("cgroup", recording.fact(Fact.CGROUP));
    if (recording.torn() > 0) {
      text.append(language.say("postmortem.torn", recording.torn())).append('\n');
    }
    recording.last().ifPresent(this::lastSample);
    series(recording);
    if (!recording.action().isEmpty()) {
      text.append('\n')
          .append(language.say("postmortem.action", Paragraphs.escape(recording.action())))
          .append('\n');
    }
    for (Verdict verdict : recording.verdicts()) {
      text.append('\n').append(VerdictText.of(verdict, language)).append('\n');
    }
    return text.toString().stripTrailing();
  }

  private void fact(String words, String value) {
    if (!value.isEmpty()) {
      text.append(words).append(": ").append(Paragraphs.escape(value)).append('\n');
    }
  }

  private void lastSample(Sample last) {
    text.append('\n').append(language.say("postmortem.last", time(last))).append('\n');
    for (Figure figure :
        List.of(
            Figure.CONTAINER_LIMIT,
            Figure.CONTAINER_USAGE,
            Figure.NON_RECLAIMABLE,
            Figure.PAGE_CACHE,
            Figure.RSS,
            Figure.HEAP_USED,
            Figure.HEAP_MAX)) {
      last.get(figure).ifPresent(bytes -> line(language.say(figure.words()), bytes, ""));
    }
    text.append('\n').append(language.say("postmortem.parts")).append('\n');
    for (Growth part : dead.growth()) {
      if (part.bytes() != 0 || part.grown() != 0) {
        String grown =
            part.grown() > 0
                ? language.say(
                    "postmortem.grown",
                    Quantity.bytes(part.grown()),
                    Quantity.duration(part.seconds()))
                : "";
        line("  " + language.say(part.part().words()), part.bytes(), grown);
      }
    }
  }

  private void line(String words, long bytes, String remark) {
    String line =
        Paragraphs.padded(words, LABEL) + " %11s  %s".formatted(Quantity.bytes(bytes), remark);
    text.append(line.stripTrailing()).append('\n');
  }

  /** The way to the end as a picture: what could not be reclaimed against the limit. */
  private void series(Recording recording) {
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
    text.append('\n')
        .append(language.say("postmortem.bars", shown.words(), Quantity.bytes(top)))
        .append('\n');
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

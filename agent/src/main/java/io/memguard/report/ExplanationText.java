package io.memguard.report;

import static io.memguard.verdict.Quantity.percent;
import static io.memguard.verdict.Quantity.precise;

import io.memguard.report.Explanation.Finding;
import io.memguard.snapshot.CapturedContainer;
import io.memguard.snapshot.CapturedContainer.Scope;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.ContainerMemory.CgroupVersion;
import io.memguard.verdict.Language;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Texts;
import java.util.List;
import java.util.OptionalLong;

/**
 * An explanation as text of 80 columns: the answer, the figures with the kernel's own words for
 * them, what they mean, what to do.
 */
public final class ExplanationText {
  private static final int WIDTH = 80;
  private static final int LABEL = 26;
  private static final int INDENT = 3;

  private final Texts texts;
  private final Explanation explanation;
  private final ContainerMemory memory;
  private final StringBuilder text = new StringBuilder();

  private ExplanationText(Explanation explanation, Language language) {
    this.texts = Texts.of("explain", language);
    this.explanation = explanation;
    this.memory = explanation.container().memory();
  }

  /** Lines, each ended by a newline. */
  public static String of(Explanation explanation, Language language) {
    return new ExplanationText(explanation, language).whole();
  }

  /** The answer and the figures, without what they mean in general. */
  public static String figures(Explanation explanation, Language language) {
    ExplanationText text = new ExplanationText(explanation, language);
    text.answer();
    text.table();
    text.sentences("", text.alarming());
    return text.text.toString();
  }

  private String whole() {
    answer();
    table();
    text.append('\n');
    sentences("heading.findings", explanation.findings());
    text.append('\n');
    advice();
    return text.toString();
  }

  private List<Finding> alarming() {
    return explanation.findings().stream()
        .filter(finding -> finding.severity().compareTo(Severity.INFO) > 0)
        .toList();
  }

  private void answer() {
    CapturedContainer container = explanation.container();
    String version = memory.version() == CgroupVersion.V1 ? "v1" : "v2";
    text.append(texts.say("heading", Paragraphs.escape(container.origin()), version)).append('\n');
    String word = texts.say("severity." + explanation.severity().label());
    Paragraphs lines = new Paragraphs(WIDTH);
    lines.add("", "", texts.say("answer", word, say(explanation.verdict())));
    text.append(lines).append("\n\n");
  }

  private void table() {
    boolean isV1 = memory.version() == CgroupVersion.V1;
    boolean isSum =
        explanation.container().scope() == Scope.STAT_ALONE
            || (explanation.container().scope() == Scope.ROOT && !isV1);
    OptionalLong limit = memory.limit();
    if (limit.isPresent()) {
      row("limit", limit.getAsLong(), "", limit.getAsLong() + " B");
    }
    String usage = isV1 ? "memory.usage_in_bytes" : "memory.current";
    row("usage", memory.usage(), isSum ? texts.say("row.usage.sum") : usage);
    row("anonymous", memory.anonymous(), isV1 ? "rss" : "anon");
    if (memory.anonymousHuge() > 0) {
      row("huge", memory.anonymousHuge(), isV1 ? "rss_huge" : "anon_thp");
    }
    row("cache", memory.pageCache(), isV1 ? "cache - shmem" : "file - shmem");
    row("cache.inactive", memory.inactiveFile(), "inactive_file");
    row("cache.active", memory.activeFile(), "active_file");
    row("shared", memory.sharedMemory(), "shmem");
    if (memory.kernel() > 0) {
      row("kernel", memory.kernel(), isV1 ? "memory.kmem.usage_in_bytes" : "kernel + sock");
    }
    row("not-reclaimable", memory.nonReclaimable(), texts.say("row.not-reclaimable.note"));
    if (limit.isPresent()) {
      long room = Math.max(0, limit.getAsLong() - memory.nonReclaimable());
      row("room", room, texts.say("row.room.note"));
    }
    row("working-set", memory.workingSet(), texts.say("row.working-set.note"));
    row("swap", memory.swap(), isV1 ? "swap" : "memory.swap.current");
  }

  private void row(String key, long bytes, String remark) {
    long limit = memory.limit().orElse(0);
    row(key, bytes, limit > 0 ? percent((double) bytes / limit) : "", remark);
  }

  private void row(String key, long bytes, String share, String remark) {
    String label = texts.say("row." + key);
    text.append(label).append(" ".repeat(Math.max(1, LABEL - Paragraphs.columns(label))));
    text.append("%11s".formatted(precise(bytes)));
    text.append("%7s".formatted(share));
    text.append("  ").append(remark);
    text.setLength(text.toString().stripTrailing().length());
    text.append('\n');
  }

  private void sentences(String heading, List<Finding> findings) {
    if (!heading.isEmpty()) {
      text.append(texts.say(heading)).append('\n');
    }
    Paragraphs lines = new Paragraphs(WIDTH);
    for (Finding finding : findings) {
      String mark = finding.severity().compareTo(Severity.INFO) > 0 ? " ! " : " - ";
      lines.add(mark, " ".repeat(INDENT), say(finding));
    }
    lines.lines().forEach(line -> text.append(line).append('\n'));
  }

  private void advice() {
    text.append(texts.say("heading.advice")).append('\n');
    Paragraphs lines = new Paragraphs(WIDTH);
    int number = 1;
    for (Finding step : explanation.advice()) {
      lines.add(number++ + ". ", " ".repeat(INDENT), say(step));
    }
    lines.lines().forEach(line -> text.append(line).append('\n'));
  }

  private String say(Finding finding) {
    return texts.say(finding.key(), finding.figures().toArray());
  }
}

package io.memguard.report;

import io.memguard.ledger.Item;
import io.memguard.ledger.Statement;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.Neighbour;
import io.memguard.snapshot.Snapshot;
import io.memguard.verdict.Language;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** The statement as text that fits 80 columns. */
public final class StatementText {
  /** Neighbours that are listed by name. */
  private static final int MOST_NEIGHBOURS = 3;

  private static final int LABEL = 32;

  private final StringBuilder text = new StringBuilder();
  private final Language language;

  private StatementText(Language language) {
    this.language = language;
  }

  /** Lines joined by newlines; {@code liveSet} in bytes, 0 when no collection has told it yet. */
  public static String of(Snapshot snapshot, Statement statement, long liveSet, Language language) {
    StatementText whole = new StatementText(language);
    whole.container(snapshot, statement);
    whole.process(snapshot, statement, liveSet);
    for (String note : statement.notes()) {
      whole.text.append("  ").append(language.say("statement.note", note)).append('\n');
    }
    return whole.text.toString().stripTrailing();
  }

  private void container(Snapshot snapshot, Statement statement) {
    ContainerMemory memory = snapshot.container().value().orElse(null);
    if (memory == null) {
      return;
    }
    OptionalLong limit = memory.limit();
    line(
        language.say("statement.container"),
        memory.usage(),
        limit.isPresent()
            ? language.say(
                "statement.of-limit",
                Quantity.bytes(limit.getAsLong()),
                Quantity.percent((double) memory.usage() / limit.getAsLong()))
            : language.say("statement.no-limit"));
    items(statement.container(), memory.usage());
    long unreclaimable = memory.nonReclaimable();
    line(
        "  " + language.say("figure.non-reclaimable"),
        unreclaimable,
        limit.isPresent()
            ? language.say(
                "statement.non-reclaimable",
                Quantity.percent((double) unreclaimable / limit.getAsLong()))
            : "");
    line(
        "  " + language.say("statement.working-set"),
        memory.workingSet(),
        language.say("statement.kubelet"));
    if (memory.swap() > 0) {
      line("  " + language.say("figure.swap"), memory.swap(), "");
    }
    List<Neighbour> neighbours = snapshot.neighbours().value().orElse(List.of());
    neighbours.stream()
        .limit(MOST_NEIGHBOURS)
        .forEach(
            neighbour ->
                line(
                    "  " + language.say("statement.neighbour", neighbour.name()),
                    neighbour.rss(),
                    language.say("statement.neighbour.pid", neighbour.pid())));
  }

  private void process(Snapshot snapshot, Statement statement, long liveSet) {
    line(language.say("statement.rss"), statement.rss(), "pid " + ProcessHandle.current().pid());
    HeapMemory heap = snapshot.heap().value().orElse(null);
    for (Map.Entry<Item, Long> item : statement.process().entrySet()) {
      if (item.getKey() == Item.HEAP && heap != null) {
        line(
            "  " + language.say(item.getKey().words()),
            item.getValue(),
            language.say(
                "statement.heap",
                Quantity.bytes(heap.used()),
                liveSet > 0
                    ? Phrase.of("statement.heap.live", Quantity.bytes(liveSet))
                    : Phrase.NONE,
                Quantity.bytes(heap.max())));
      } else {
        item(item.getKey(), item.getValue(), statement.rss());
      }
    }
  }

  private void items(Map<Item, Long> items, long whole) {
    items.forEach((item, bytes) -> item(item, bytes, whole));
  }

  private void item(Item item, long bytes, long whole) {
    boolean residual = item == Item.RESIDUAL || item == Item.CONTAINER_RESIDUAL;
    if (bytes == 0 && !residual) {
      return;
    }
    String share =
        residual && whole > 0
            ? language.say(
                "statement.residual", String.format(Locale.ROOT, "%.1f", 100.0 * bytes / whole))
            : "";
    line("  " + language.say(item.words()), bytes, share);
  }

  private void line(String words, long bytes, String remark) {
    text.append(Paragraphs.padded(words, LABEL)).append(" %11s".formatted(Quantity.bytes(bytes)));
    if (!remark.isEmpty()) {
      text.append("  ").append(remark);
    }
    text.append('\n');
  }
}

package io.memguard.report;

import io.memguard.ledger.Item;
import io.memguard.ledger.Statement;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.Neighbour;
import io.memguard.snapshot.Snapshot;
import io.memguard.verdict.Quantity;
import java.util.List;
import java.util.Map;

/** The statement as text that fits 80 columns. */
public final class StatementText {
  /** Neighbours that are listed by name. */
  private static final int MOST_NEIGHBOURS = 3;

  private StatementText() {}

  /** Lines joined by newlines; {@code liveSet} in bytes, 0 when no collection has told it yet. */
  public static String of(Snapshot snapshot, Statement statement, long liveSet) {
    StringBuilder text = new StringBuilder();
    container(text, snapshot, statement);
    process(text, snapshot, statement, liveSet);
    for (String note : statement.notes()) {
      text.append("  note: ").append(note).append('\n');
    }
    return text.toString().stripTrailing();
  }

  private static void container(StringBuilder text, Snapshot snapshot, Statement statement) {
    ContainerMemory memory = snapshot.container().value().orElse(null);
    if (memory == null) {
      return;
    }
    String limit =
        memory.limit().isPresent()
            ? "of %s (%s)"
                .formatted(
                    Quantity.bytes(memory.limit().getAsLong()),
                    Quantity.percent((double) memory.usage() / memory.limit().getAsLong()))
            : "without a limit";
    line(text, "container uses", memory.usage(), limit);
    items(text, statement.container(), memory.usage());
    long unreclaimable = memory.nonReclaimable();
    line(
        text,
        "  not reclaimable",
        unreclaimable,
        memory.limit().isPresent()
            ? "%s of the limit; the kernel kills for this"
                .formatted(Quantity.percent((double) unreclaimable / memory.limit().getAsLong()))
            : "");
    line(text, "  working set", memory.workingSet(), "what the kubelet shows");
    if (memory.swap() > 0) {
      line(text, "  swapped out", memory.swap(), "");
    }
    List<Neighbour> neighbours = snapshot.neighbours().value().orElse(List.of());
    neighbours.stream()
        .limit(MOST_NEIGHBOURS)
        .forEach(
            neighbour ->
                line(
                    text,
                    "  beside us: " + neighbour.name(),
                    neighbour.rss(),
                    "RSS of pid " + neighbour.pid()));
  }

  private static void process(
      StringBuilder text, Snapshot snapshot, Statement statement, long liveSet) {
    line(text, "RSS of this JVM", statement.rss(), "pid " + ProcessHandle.current().pid());
    HeapMemory heap = snapshot.heap().value().orElse(null);
    for (Map.Entry<Item, Long> item : statement.process().entrySet()) {
      if (item.getKey() == Item.HEAP && heap != null) {
        String live = liveSet > 0 ? ", live " + Quantity.bytes(liveSet) : "";
        line(
            text,
            "  " + item.getKey().words(),
            item.getValue(),
            "used " + Quantity.bytes(heap.used()) + live + ", max " + Quantity.bytes(heap.max()));
      } else {
        item(text, item.getKey(), item.getValue(), statement.rss());
      }
    }
  }

  private static void items(StringBuilder text, Map<Item, Long> items, long whole) {
    items.forEach((item, bytes) -> item(text, item, bytes, whole));
  }

  private static void item(StringBuilder text, Item item, long bytes, long whole) {
    boolean residual = item == Item.RESIDUAL || item == Item.CONTAINER_RESIDUAL;
    if (bytes == 0 && !residual) {
      return;
    }
    String share =
        residual && whole > 0
            ? "%.1f %% that the lines above do not explain".formatted(100.0 * bytes / whole)
            : "";
    line(text, "  " + item.words(), bytes, share);
  }

  private static void line(StringBuilder text, String words, long bytes, String remark) {
    text.append("%-32s %11s".formatted(words, Quantity.bytes(bytes)));
    if (!remark.isEmpty()) {
      text.append("  ").append(remark);
    }
    text.append('\n');
  }
}

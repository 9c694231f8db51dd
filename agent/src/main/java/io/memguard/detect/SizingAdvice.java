package io.memguard.detect;

import static io.memguard.detect.Sizing.MIB;

import io.memguard.ledger.Peaks;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * What a {@link Sizing} comes to: settings to paste, each with its evidence.
 *
 * @param basis how long was measured, as a clause
 * @param lines in the order to think of them; empty when it is too early to advise
 * @param remarks what else should be known, as sentences; why there are no lines, where there are
 *     none
 * @param options the flags among the lines in one line; empty when none is needed
 */
public record SizingAdvice(Phrase basis, List<Line> lines, List<Phrase> remarks, String options) {

  /**
   * One setting. Bytes.
   *
   * @param setting to paste, or that it should be left as it is
   * @param bytes what it allows
   * @param measured the highest figure of what it bounds
   * @param headroom what is left between the two; for the heap and the limit what the container has
   *     left when heap and rest are at their highest together
   * @param evidence one clause or several
   */
  public record Line(Phrase setting, long bytes, long measured, long headroom, Phrase evidence) {}

  /** From this part of the limit on, memory that the C library keeps is worth a setting. */
  private static final double KEPT_TOO_MUCH = 0.05;

  /**
   * With less memory the JVM takes {@code MinRAMPercentage} for its maximum heap and ignores the
   * other ({@code Arguments::set_heap_size}).
   */
  private static final long LEAST_FOR_PERCENTAGE = 256 * MIB;

  /** A limit that is so much larger than needed is worth a word. */
  private static final double MUCH_SMALLER = 0.9;

  public static SizingAdvice of(Sizing sizing) {
    if (!sizing.refusal().isNone()) {
      return new SizingAdvice(basis(sizing), List.of(), List.of(sizing.refusal()), "");
    }
    return new Draft(sizing).advice();
  }

  private static Phrase basis(Sizing sizing) {
    Peaks peaks = sizing.peaks();
    return Phrase.of(
        peaks.liveFigures() == 1 ? "sizing.basis.one" : "sizing.basis",
        Quantity.duration(Math.round(peaks.seconds())),
        peaks.samples(),
        peaks.liveFigures());
  }

  private static final class Draft {
    private final Sizing sizing;
    private final Peaks peaks;
    private final List<Line> lines = new ArrayList<>();
    private final List<Phrase> remarks = new ArrayList<>();
    private final List<String> flags = new ArrayList<>();

    /** The heap that the lines are for. */
    private long advised;

    private Draft(Sizing sizing) {
      this.sizing = sizing;
      this.peaks = sizing.peaks();
    }

    SizingAdvice advice() {
      long limit = heapAndLimit();
      direct();
      metaspace();
      stacks();
      arenas(limit);
      long together = sizing.atBounds(advised);
      remarks.add(
          Phrase.of(
              "sizing.together",
              Quantity.bytes(together),
              Quantity.bytes(limit),
              together <= limit
                  ? Phrase.of("sizing.together.fits")
                  : Phrase.of("sizing.together.less", Quantity.bytes(together - limit))));
      if (peaks.liveSet().isEmpty()) {
        remarks.add(Phrase.of("sizing.no-collection", ProcessHandle.current().pid()));
      }
      remarks.add(Phrase.of("sizing.peaks"));
      return new SizingAdvice(
          basis(sizing), List.copyOf(lines), List.copyOf(remarks), String.join(" ", flags));
    }

    /** The limit that the lines are for. */
    private long heapAndLimit() {
      long least = sizing.leastHeap();
      if (sizing.limit().isEmpty()) {
        long heap = Math.max(sizing.heapMax(), least);
        long limit = sizing.limitForBounds(heap);
        heap(heap, limit, UnaryOperator.identity());
        limit(limit, heap, Phrase.of("sizing.limit.none"));
        return limit;
      }
      long limit = sizing.limit().getAsLong();
      if (!sizing.anyHeapFits()) {
        long raised = sizing.limitFor(least);
        limit(raised, least, Phrase.of("sizing.limit.smallest", Quantity.bytes(limit)));
        heap(least, raised, room -> Phrase.of("sizing.heap.raised", room));
        return raised;
      }
      long fits = sizing.heapThatFits();
      if (sizing.heapMax() > fits) {
        heap(
            fits,
            limit,
            room -> Phrase.of("sizing.heap.too-large", Quantity.bytes(sizing.heapMax()), room));
        if (limit >= LEAST_FOR_PERCENTAGE) {
          line(
              Phrase.text("-XX:MaxRAMPercentage=" + 100 * fits / limit),
              fits,
              peaks.liveSet().orElse(0),
              limit - fits - sizing.peak(),
              Phrase.of("sizing.percentage"));
        }
        limit(sizing.limitThatFits(), sizing.heapMax(), Phrase.of("sizing.limit.or"));
        return limit;
      }
      long heap = Math.max(sizing.heapMax(), least);
      heap(heap, limit, UnaryOperator.identity());
      long enough = sizing.limitForBounds(heap);
      if (enough <= MUCH_SMALLER * limit) {
        limit(enough, heap, Phrase.of("sizing.limit.less", Quantity.bytes(limit - enough)));
      } else {
        limit(limit, heap, Phrase.NONE);
      }
      return limit;
    }

    private void heap(long heap, long limit, UnaryOperator<Phrase> evidence) {
      boolean stays = heap == sizing.heapMax();
      String flag = "-Xmx" + heap / MIB + "m";
      if (!stays) {
        flags.add(flag);
      }
      advised = heap;
      long left = limit - heap - sizing.peak();
      line(
          stays ? Phrase.of("sizing.leave.heap", Quantity.bytes(heap)) : Phrase.text(flag),
          heap,
          peaks.liveSet().orElse(0),
          left,
          evidence.apply(
              Phrase.of(
                  "sizing.heap", live(heap), Quantity.bytes(sizing.peak()), Quantity.bytes(left))));
    }

    private Phrase live(long heap) {
      if (peaks.liveSet().isEmpty()) {
        return Phrase.of("sizing.live-unknown", Quantity.bytes(sizing.lowestHeapUsed()));
      }
      long live = peaks.liveSet().getAsLong();
      double times = (double) heap / Math.max(1, live);
      return Phrase.of(
          "sizing.times", String.format(Locale.ROOT, "%.1f", times), Quantity.bytes(live));
    }

    private void limit(long limit, long heap, Phrase why) {
      boolean stays = why.isNone();
      line(
          stays
              ? Phrase.of("sizing.leave.limit", Quantity.bytes(limit))
              : Phrase.text("resources.limits.memory: " + limit / MIB + "Mi"),
          limit,
          heap + sizing.peak(),
          limit - heap - sizing.peak(),
          stays ? Phrase.of("sizing.limit.taken", Quantity.bytes(heap + sizing.peak())) : why);
    }

    private void direct() {
      bound(peaks.offHeap(), sizing.directBound(), "MaxDirectMemorySize", "sizing.direct");
    }

    private void metaspace() {
      bound(peaks.metaspace(), sizing.metaspaceBound(), "MaxMetaspaceSize", "sizing.metaspace");
    }

    private void bound(OptionalLong peak, long bound, String name, String evidence) {
      if (peak.isEmpty()) {
        return;
      }
      long most = peak.getAsLong();
      String flag = "-XX:" + name + "=" + bound / MIB + "m";
      flags.add(flag);
      line(
          Phrase.text(flag),
          bound,
          most,
          bound - most,
          Phrase.of(evidence, Quantity.bytes(most), Quantity.bytes(bound - most)));
    }

    private void stacks() {
      if (peaks.threads().isEmpty() || sizing.threadStack().isEmpty()) {
        return;
      }
      long threads = peaks.threads().getAsLong();
      long each = sizing.threadStack().getAsLong();
      long resident = peaks.threadStacks().orElse(0);
      line(
          Phrase.of("sizing.leave.stack", Quantity.bytes(each)),
          each * threads,
          resident,
          each * threads - resident,
          Phrase.of(
              "sizing.stacks",
              threads,
              peaks.threadStacks().isEmpty()
                  ? Phrase.NONE
                  : Phrase.of("sizing.stacks.resident", Quantity.bytes(resident)),
              Quantity.bytes(each * threads)));
    }

    private void arenas(long limit) {
      if (peaks.mallocKept().isEmpty()) {
        return;
      }
      long kept = peaks.mallocKept().getAsLong();
      if (kept < KEPT_TOO_MUCH * limit) {
        remarks.add(Phrase.of("sizing.no-arenas", Quantity.bytes(kept)));
        return;
      }
      line(
          Phrase.text("MALLOC_ARENA_MAX=2"),
          0,
          kept,
          kept,
          Phrase.of("sizing.arenas", Quantity.bytes(kept)));
    }

    private void line(Phrase setting, long bytes, long measured, long headroom, Phrase evidence) {
      lines.add(new Line(setting, bytes, measured, headroom, evidence));
    }
  }
}

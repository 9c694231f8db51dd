package io.memguard.detect;

import static io.memguard.detect.Sizing.MIB;

import io.memguard.ledger.Peaks;
import io.memguard.verdict.Quantity;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link Sizing} comes to: settings to paste, each with its evidence.
 *
 * @param basis how long was measured, as a clause
 * @param lines in the order to think of them; empty when it is too early to advise
 * @param remarks what else should be known, as sentences; why there are no lines, where there are
 *     none
 * @param options the flags among the lines in one line; empty when none is needed
 */
public record SizingAdvice(String basis, List<Line> lines, List<String> remarks, String options) {

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
  public record Line(String setting, long bytes, long measured, long headroom, String evidence) {}

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
    if (!sizing.refusal().isEmpty()) {
      return new SizingAdvice(basis(sizing), List.of(), List.of(sizing.refusal()), "");
    }
    return new Draft(sizing).advice();
  }

  private static String basis(Sizing sizing) {
    Peaks peaks = sizing.peaks();
    return "measured over %s: %d samples, %d %s of the live set"
        .formatted(
            Quantity.duration(Math.round(peaks.seconds())),
            peaks.samples(),
            peaks.liveFigures(),
            peaks.liveFigures() == 1 ? "figure" : "figures");
  }

  private static final class Draft {
    private final Sizing sizing;
    private final Peaks peaks;
    private final List<Line> lines = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
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
          "Heap, direct memory and metaspace at their bounds and the rest at its highest are %s; the limit of %s %s."
              .formatted(
                  Quantity.bytes(together),
                  Quantity.bytes(limit),
                  together <= limit
                      ? "holds that"
                      : "is %s less, so the bounds stop one of them, not all at once"
                          .formatted(Quantity.bytes(together - limit))));
      if (peaks.liveSet().isEmpty()) {
        remarks.add(
            "No collection has looked at the whole heap yet, so its live set is not known: jcmd %d GC.run makes one."
                .formatted(ProcessHandle.current().pid()));
      }
      remarks.add(
          "These are peaks of the time that was measured: a load that did not come in it is not in them.");
      return new SizingAdvice(
          basis(sizing), List.copyOf(lines), List.copyOf(remarks), String.join(" ", flags));
    }

    /** The limit that the lines are for. */
    private long heapAndLimit() {
      long least = sizing.leastHeap();
      if (sizing.limit().isEmpty()) {
        long heap = Math.max(sizing.heapMax(), least);
        long limit = sizing.limitForBounds(heap);
        heap(heap, limit, "");
        limit(
            limit, heap, "there is none now; it holds this heap and all bounds with 5 % to spare");
        return limit;
      }
      long limit = sizing.limit().getAsLong();
      if (!sizing.anyHeapFits()) {
        long raised = sizing.limitFor(least);
        limit(
            raised,
            least,
            "no sufficient heap fits the limit of %s; this is the smallest limit that would do"
                .formatted(Quantity.bytes(limit)));
        heap(least, raised, "in a container of that size; ");
        return raised;
      }
      long fits = sizing.heapThatFits();
      if (sizing.heapMax() > fits) {
        heap(
            fits,
            limit,
            "the heap of %s does not fit; ".formatted(Quantity.bytes(sizing.heapMax())));
        if (limit >= LEAST_FOR_PERCENTAGE) {
          line(
              "-XX:MaxRAMPercentage=%d".formatted(100 * fits / limit),
              fits,
              peaks.liveSet().orElse(0),
              limit - fits - sizing.peak(),
              "in place of -Xmx: the same heap, and it follows the limit");
        }
        limit(sizing.limitThatFits(), sizing.heapMax(), "or this limit, for the heap as it is");
        return limit;
      }
      long heap = Math.max(sizing.heapMax(), least);
      heap(heap, limit, "");
      long enough = sizing.limitForBounds(heap);
      if (enough <= MUCH_SMALLER * limit) {
        limit(
            enough,
            heap,
            "would do: it holds this heap and all bounds below with 5 %% to spare, %s less than now"
                .formatted(Quantity.bytes(limit - enough)));
      } else {
        limit(limit, heap, "");
      }
      return limit;
    }

    private void heap(long heap, long limit, String before) {
      boolean stays = heap == sizing.heapMax();
      String setting =
          stays
              ? "-Xmx: leave it, %s".formatted(Quantity.bytes(heap))
              : "-Xmx%dm".formatted(heap / MIB);
      if (!stays) {
        flags.add(setting);
      }
      advised = heap;
      line(
          setting,
          heap,
          peaks.liveSet().orElse(0),
          limit - heap - sizing.peak(),
          before + live(heap) + beside(limit - heap - sizing.peak()));
    }

    private String live(long heap) {
      if (peaks.liveSet().isEmpty()) {
        return "no collection has told the live set yet, at the lowest %s were in use"
            .formatted(Quantity.bytes(sizing.lowestHeapUsed()));
      }
      long live = peaks.liveSet().getAsLong();
      return "%.1f times the live set of at most %s"
          .formatted((double) heap / Math.max(1, live), Quantity.bytes(live));
    }

    private String beside(long left) {
      return "; the rest took at most %s, which leaves %s of the limit"
          .formatted(Quantity.bytes(sizing.peak()), Quantity.bytes(left));
    }

    private void limit(long limit, long heap, String why) {
      boolean stays = why.isEmpty();
      line(
          stays
              ? "container limit: leave it, %s".formatted(Quantity.bytes(limit))
              : "resources.limits.memory: %dMi".formatted(limit / MIB),
          limit,
          heap + sizing.peak(),
          limit - heap - sizing.peak(),
          stays
              ? "heap and rest at their highest take %s"
                  .formatted(Quantity.bytes(heap + sizing.peak()))
              : why);
    }

    private void direct() {
      if (peaks.offHeap().isEmpty()) {
        return;
      }
      long most = peaks.offHeap().getAsLong();
      long bound = sizing.directBound();
      String flag = "-XX:MaxDirectMemorySize=%dm".formatted(bound / MIB);
      flags.add(flag);
      line(
          flag,
          bound,
          most,
          bound - most,
          "direct buffers and what else Java holds off the heap took at most %s; leaves %s above that"
              .formatted(Quantity.bytes(most), Quantity.bytes(bound - most)));
    }

    private void metaspace() {
      if (peaks.metaspace().isEmpty()) {
        return;
      }
      long most = peaks.metaspace().getAsLong();
      long bound = sizing.metaspaceBound();
      String flag = "-XX:MaxMetaspaceSize=%dm".formatted(bound / MIB);
      flags.add(flag);
      line(
          flag,
          bound,
          most,
          bound - most,
          "classes took at most %s; leaves %s above that"
              .formatted(Quantity.bytes(most), Quantity.bytes(bound - most)));
    }

    private void stacks() {
      if (peaks.threads().isEmpty() || sizing.threadStack().isEmpty()) {
        return;
      }
      long threads = peaks.threads().getAsLong();
      long each = sizing.threadStack().getAsLong();
      long resident = peaks.threadStacks().orElse(0);
      line(
          "-Xss: leave it, %s".formatted(Quantity.bytes(each)),
          each * threads,
          resident,
          each * threads - resident,
          "at most %d threads%s; all stacks full would be %s"
              .formatted(
                  threads,
                  peaks.threadStacks().isEmpty()
                      ? ""
                      : " with %s of stacks resident".formatted(Quantity.bytes(resident)),
                  Quantity.bytes(each * threads)));
    }

    private void arenas(long limit) {
      if (peaks.mallocKept().isEmpty()) {
        return;
      }
      long kept = peaks.mallocKept().getAsLong();
      if (kept < KEPT_TOO_MUCH * limit) {
        remarks.add(
            "MALLOC_ARENA_MAX is not needed: the C library kept at most %s that was freed."
                .formatted(Quantity.bytes(kept)));
        return;
      }
      line(
          "MALLOC_ARENA_MAX=2",
          0,
          kept,
          kept,
          "in the environment: the C library kept up to %s that was freed; fewer arenas keep less, at some cost to threads that allocate much"
              .formatted(Quantity.bytes(kept)));
    }

    private void line(String setting, long bytes, long measured, long headroom, String evidence) {
      lines.add(new Line(setting, bytes, measured, headroom, evidence));
    }
  }
}

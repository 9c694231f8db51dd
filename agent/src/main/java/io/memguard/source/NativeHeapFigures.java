package io.memguard.source;

import io.memguard.snapshot.MemoryRange;
import io.memguard.snapshot.NativeHeap;
import io.memguard.snapshot.Reading;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The C library's malloc figures, from {@code VM.info}.
 *
 * <p>glibc walks its free chunks for them under the arena locks, which with half a million chunks
 * takes a tenth of a second. CPU for that is earned, a thousandth of the time that passes; while
 * there is none the last reading stands. Not thread-safe.
 */
public final class NativeHeapFigures implements Source<NativeHeap> {

  /** Wall time per CPU time spent: 0.1 %. */
  private static final long NANOS_PER_NANO_EARNED = 1_000;

  /** One minute's worth, so that one slow call does not blind the next minutes. */
  private static final long MOST_EARNED_NANOS = 60_000_000;

  private final CommandRunner commands;
  private final LongSupplier nanoClock;
  private final LongSupplier cpuClock;
  private Reading<NativeHeap> last = Reading.unavailable("not read yet");
  private long earnedNanos = MOST_EARNED_NANOS;
  private long earnedUntil;

  /** The clocks: of the time that passes, and of what a call costs. */
  public NativeHeapFigures(CommandRunner commands, LongSupplier nanoClock, LongSupplier cpuClock) {
    this.commands = commands;
    this.nanoClock = nanoClock;
    this.cpuClock = cpuClock;
    this.earnedUntil = nanoClock.getAsLong();
  }

  @Override
  public String name() {
    return "native-heap";
  }

  @Override
  public Reading<NativeHeap> read() {
    long start = nanoClock.getAsLong();
    long newlyEarned = (start - earnedUntil) / NANOS_PER_NANO_EARNED;
    earnedNanos = Math.min(MOST_EARNED_NANOS, earnedNanos + newlyEarned);
    earnedUntil = start;
    if (earnedNanos > 0) {
      long begin = cpuClock.getAsLong();
      last = parsed();
      earnedNanos -= cpuClock.getAsLong() - begin;
    }
    return last;
  }

  /**
   * Address ranges of this JVM as they are now; empty when the JVM does not tell them. The malloc
   * figures come with them at no cost and are the next reading, so that they are as old as the
   * pages counted with these ranges.
   */
  public List<MemoryRange> ranges() {
    return commands
        .run("VM.info")
        .value()
        .map(
            text -> {
              VmInfo info = new VmInfo(text);
              last = info.nativeHeap();
              return info.ranges();
            })
        .orElse(List.of());
  }

  /** The figures at this moment, whatever that costs; for experiments. */
  public Reading<NativeHeap> readNow() {
    last = parsed();
    return last;
  }

  private Reading<NativeHeap> parsed() {
    return commands.run("VM.info").flatMap(text -> new VmInfo(text).nativeHeap());
  }
}

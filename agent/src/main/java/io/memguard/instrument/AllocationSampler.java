package io.memguard.instrument;

import io.memguard.snapshot.AllocationSite;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongBinaryOperator;
import java.util.function.LongConsumer;

/**
 * Listens to the allocator and estimates what is retained, by allocation site, from a sample.
 *
 * <p>Each allocation is taken with probability {@code p = min(1, bytes / mean)} and then stands for
 * {@code bytes / p} bytes, that is {@code max(bytes, mean)}, and {@code 1 / p} allocations (Horvitz
 * and Thompson 1952). So a sum of samples is unbiased whatever the sizes, blocks above the mean are
 * counted exactly, and the error of {@code n} samples is about {@code 1 / sqrt(n)}. The choice
 * needs no state: threads do not meet here.
 */
final class AllocationSampler implements LongBinaryOperator, LongConsumer {

  private final LiveBlocks live = new LiveBlocks();
  private final CallStacks stacks = new CallStacks();
  private final SamplingPace pace = new SamplingPace(System.nanoTime());

  /**
   * Set while a thread takes a sample, in case that makes the JDK allocate native memory itself.
   * Looked at for samples only, and removed from the thread each time.
   */
  private final ThreadLocal<Boolean> sampling = new ThreadLocal<>();

  @Override
  public long applyAsLong(long address, long bytes) {
    int meanShift = pace.meanShift();
    int chance = ThreadLocalRandom.current().nextInt() & ((1 << meanShift) - 1);
    if (bytes > chance && sampling.get() == null) {
      sampling.set(Boolean.TRUE);
      try {
        sample(address, bytes, meanShift);
      } finally {
        sampling.remove();
      }
    }
    return 0;
  }

  @Override
  public void accept(long address) {
    live.remove(address);
  }

  /**
   * Takes one sample of a block that does not exist, so that what must be loaded and linked for it
   * is not loaded inside an allocation of the host.
   */
  void rehearse() {
    long nowhere = 8;
    applyAsLong(nowhere, 1L << SamplingPace.COARSEST);
    accept(nowhere);
  }

  private void sample(long address, long bytes, int meanShift) {
    if (!live.put(address, bytes, meanShift, stacks.current())) {
      pace.crowded();
    }
    pace.sampled(System.nanoTime());
  }

  /** Estimate of the bytes that were allocated since tracking began and are not freed. */
  long retainedBytes() {
    long[] total = {0};
    live.scan((bytes, meanShift, site) -> total[0] += weight(bytes, meanShift));
    return total[0];
  }

  /** The sites that retain most, largest first. */
  List<AllocationSite> sites(int limit) {
    long[] retained = new long[stacks.size()];
    double[] counts = new double[retained.length];
    live.scan(
        (bytes, meanShift, site) -> {
          // A stack numbered since the arrays were made waits for the next reading.
          if (site < retained.length) {
            retained[site] += weight(bytes, meanShift);
            counts[site] += (double) weight(bytes, meanShift) / bytes;
          }
        });
    List<AllocationSite> sites = new ArrayList<>();
    for (int site = 0; site < retained.length; site++) {
      if (retained[site] > 0) {
        List<String> frames = frames(site);
        sites.add(
            new AllocationSite(
                ApplicationFrames.top(frames).orElse(frames.isEmpty() ? "?" : frames.get(0)),
                frames,
                retained[site],
                Math.round(counts[site])));
      }
    }
    sites.sort(Comparator.comparingLong(AllocationSite::bytes).reversed());
    return List.copyOf(sites.subList(0, Math.min(limit, sites.size())));
  }

  private static long weight(long bytes, int meanShift) {
    return Math.max(bytes, 1L << meanShift);
  }

  private List<String> frames(int site) {
    if (site == CallStacks.OTHER) {
      return List.of("(other sites)");
    }
    List<String> frames = new ArrayList<>();
    for (StackTraceElement frame : stacks.frames(site)) {
      frames.add(text(frame));
    }
    return List.copyOf(frames);
  }

  /** {@code pkg.Class.method(File.java:42)}, without loader and module. */
  private static String text(StackTraceElement frame) {
    String place = frame.getFileName();
    if (frame.isNativeMethod()) {
      place = "Native Method";
    } else if (place == null) {
      place = "Unknown Source";
    } else if (frame.getLineNumber() >= 0) {
      place += ":" + frame.getLineNumber();
    }
    return frame.getClassName() + "." + frame.getMethodName() + "(" + place + ")";
  }
}

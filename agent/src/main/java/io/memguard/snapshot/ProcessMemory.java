package io.memguard.snapshot;

/**
 * This process as {@code /proc/self/status} counts it. All in bytes, except {@code threads}.
 *
 * <p>On JDK 17 ZGC maps its heap three times and the kernel counts each touched view: {@link
 * ResidentPages#duplicates()} tells by how much {@code rss} is too high.
 *
 * @param peakRss the highest {@code rss} of this process's life ({@code VmHWM})
 * @param swap private memory that was swapped out ({@code VmSwap})
 */
public record ProcessMemory(
    long rss, long anonymous, long file, long shared, long peakRss, long swap, int threads) {}

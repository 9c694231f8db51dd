package io.memguard.snapshot;

import java.util.Map;

/**
 * Resident bytes of this process by use, counted page by page.
 *
 * @param epochMillis when the pages were counted; later snapshots carry the same count until the
 *     next one
 * @param rss resident bytes at that moment as {@code /proc/self/status} counts them
 * @param duplicates bytes that {@code rss} counts more than once because one page is mapped at
 *     several addresses
 * @param mappings how many mappings this process has; the kernel bounds them
 * @param mappedFiles address space of mapped files that are no code, the JDK's own left out; bytes,
 *     resident or not
 */
public record ResidentPages(
    long epochMillis,
    long rss,
    Map<MemoryRange.Use, Long> bytes,
    long duplicates,
    long mappings,
    long mappedFiles) {

  public long of(MemoryRange.Use use) {
    return bytes.getOrDefault(use, 0L);
  }
}

package io.memguard.source;

import io.memguard.snapshot.BufferPools;
import io.memguard.snapshot.Reading;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/** The pools {@code direct}, {@code mapped} and {@code mapped - 'non-volatile memory'}. */
final class BufferPoolBeans implements Source<BufferPools> {

  private final List<BufferPoolMXBean> pools;
  private final long directMax;

  BufferPoolBeans(List<BufferPoolMXBean> pools, long directMax) {
    this.pools = pools;
    this.directMax = directMax;
  }

  static Source<BufferPools> open(long directMax) {
    return new BufferPoolBeans(
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class), directMax);
  }

  @Override
  public String name() {
    return "buffer-pools";
  }

  @Override
  public Reading<BufferPools> read() {
    long directCount = 0;
    long directBytes = 0;
    long mappedCount = 0;
    long mappedBytes = 0;
    for (BufferPoolMXBean pool : pools) {
      if (pool.getName().equals("direct")) {
        directCount += pool.getCount();
        directBytes += pool.getMemoryUsed();
      } else if (pool.getName().startsWith("mapped")) {
        mappedCount += pool.getCount();
        mappedBytes += pool.getMemoryUsed();
      }
    }
    return Reading.known(
        new BufferPools(directCount, directBytes, directMax, mappedCount, mappedBytes));
  }
}

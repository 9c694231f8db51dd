package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Series;
import io.memguard.ledger.Trend;
import io.memguard.ledger.Window;
import io.memguard.snapshot.BufferPools;
import io.memguard.snapshot.NettyMemory;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Memory that Java code holds off the heap: the buffer pool {@code direct}, which has a maximum of
 * its own, and what lies beside it (Unsafe, foreign memory, Netty), which only the container
 * bounds.
 *
 * @param pools the buffer pools
 * @param bytes pool and beside together
 * @param poolGrows whether the pool makes the greater part of the growth, so that its maximum binds
 * @param room the limit that everything shares; empty when unknown
 */
record OffHeap(BufferPools pools, long bytes, boolean poolGrows, Optional<Room> room) {

  static OffHeap of(Window window, BufferPools pools) {
    Series all = window.series(Account.OFF_HEAP);
    Series pool = window.series(Account.DIRECT);
    double beside = risen(all) - risen(pool);
    // Without native tracking the account lacks what Netty took before the hooks were armed.
    long withNetty = pools.directBytes() + pools.netty().map(NettyMemory::used).orElse(0L);
    long bytes = Math.max((long) all.last(), withNetty);
    return new OffHeap(pools, bytes, risen(pool) >= beside, Room.of(window));
  }

  private static double risen(Series series) {
    return series.last() - series.min();
  }

  long beside() {
    return Math.max(0, bytes - pools.directBytes());
  }

  /** Netty's own count where Netty makes the greater part of what lies beside the pool. */
  Optional<NettyMemory> netty() {
    return poolGrows ? Optional.empty() : pools.netty().filter(n -> n.used() >= beside() / 2);
  }

  /** How large it can get; empty when nothing known bounds it. */
  OptionalLong capacity() {
    long ofPool = poolGrows ? Math.max(0, pools.directMax() - pools.directBytes()) : Long.MAX_VALUE;
    long ofNetty =
        netty().map(counted -> Math.max(0, counted.max() - counted.used())).orElse(Long.MAX_VALUE);
    long shared = room.map(Room::left).orElse(Long.MAX_VALUE);
    long left = Math.min(Math.min(ofPool, ofNetty), shared);
    return left == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(bytes + left);
  }

  /** Share of the limit that binds: of the pool's maximum, or of what everything shares. */
  double level(Window window, Trend trend) {
    double ofPool = poolGrows ? (double) pools.directBytes() / Math.max(1, pools.directMax()) : 0;
    double ofNetty =
        netty().map(counted -> (double) counted.used() / Math.max(1, counted.max())).orElse(0.0);
    return Math.max(
        Math.max(ofPool, ofNetty), room.map(shared -> shared.levelFor(window, trend)).orElse(0.0));
  }

  /** {@code 300.0 MiB in 40 buffers}, or what of it is where. */
  Phrase words() {
    if (beside() < bytes / 50) {
      return Phrase.of("off-heap.buffers", Quantity.bytes(bytes), pools.directCount());
    }
    return Phrase.of(
        "off-heap.parts",
        Quantity.bytes(bytes),
        Quantity.bytes(pools.directBytes()),
        pools.directCount(),
        Quantity.bytes(beside()),
        netty()
            .map(counted -> Phrase.of("off-heap.netty", Quantity.bytes(counted.max())))
            .orElse(Phrase.of("off-heap.others")));
  }
}

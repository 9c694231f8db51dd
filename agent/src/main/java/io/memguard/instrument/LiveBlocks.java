package io.memguard.instrument;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The sampled blocks that have not been freed, by address. Fixed size, without locks: every free of
 * the host looks in here.
 *
 * <p>An address belongs to one bucket of eight slots, one cache line. What finds its bucket full is
 * not recorded. Two threads never insert or remove the <em>same</em> address at the same time,
 * because a block has one owner until it is freed; they only compete for slots.
 */
final class LiveBlocks {

  /** Receives one block of a scan. */
  interface Visitor {
    void block(long bytes, int meanShift, int site);
  }

  private static final int BUCKET_BITS = 13;
  private static final int BUCKET = 8;
  private static final long EMPTY = 0;
  private static final long CLAIMED = 1;

  /** 2^64 divided by the golden ratio: multiplying spreads the aligned addresses (Knuth 6.4). */
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final AtomicLongArray addresses = new AtomicLongArray(BUCKET << BUCKET_BITS);
  private final long[] sizes = new long[addresses.length()];
  private final byte[] meanShifts = new byte[addresses.length()];
  private final short[] sites = new short[addresses.length()];

  /** Records a block; false if there was no room. */
  boolean put(long address, long bytes, int meanShift, int site) {
    remove(address);
    int bucket = bucket(address);
    for (int slot = bucket; slot < bucket + BUCKET; slot++) {
      if (addresses.get(slot) == EMPTY && addresses.compareAndSet(slot, EMPTY, CLAIMED)) {
        sizes[slot] = bytes;
        meanShifts[slot] = (byte) meanShift;
        sites[slot] = (short) site;
        addresses.set(slot, address);
        return true;
      }
    }
    return false;
  }

  void remove(long address) {
    int bucket = bucket(address);
    for (int slot = bucket; slot < bucket + BUCKET; slot++) {
      if (addresses.get(slot) == address && address != EMPTY) {
        addresses.set(slot, EMPTY);
        return;
      }
    }
  }

  /** Shows every block that is there during the whole scan; others perhaps. */
  void scan(Visitor visitor) {
    for (int slot = 0; slot < addresses.length(); slot++) {
      long address = addresses.get(slot);
      if (address == EMPTY || address == CLAIMED) {
        continue;
      }
      long bytes = sizes[slot];
      int meanShift = meanShifts[slot];
      int site = sites[slot];
      // Else a weak processor may read the address again before the plain fields.
      VarHandle.loadLoadFence();
      if (addresses.get(slot) == address) {
        visitor.block(bytes, meanShift, site);
      }
    }
  }

  private static int bucket(long address) {
    return (int) ((address * GOLDEN) >>> (Long.SIZE - BUCKET_BITS)) * BUCKET;
  }
}

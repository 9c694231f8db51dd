package io.memguard.source;

import io.memguard.snapshot.MemoryRange;
import io.memguard.snapshot.MemoryRange.Use;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the memory of glibc's malloc arenas other than the main one. An arena is made of heaps,
 * each in 64 MB of address space of its own that starts at a multiple of 64 MB ({@code
 * HEAP_MAX_SIZE}, malloc/arena.c).
 *
 * <p>In {@code maps} a heap looks just like a block of metaspace or anything else that was reserved
 * at such an address and is filled from the bottom. So the header decides, which every heap starts
 * with:
 *
 * <pre>
 * struct heap_info { mstate ar_ptr; heap_info *prev; size_t size; size_t mprotect_size; ... }
 * </pre>
 *
 * <p>{@code ar_ptr} points right behind the header of the arena's first heap.
 */
final class GlibcArenas {

  static final long HEAP = 64L << 20;
  private static final int HEADER = 4 * Long.BYTES;
  private static final int LARGEST_HEADER = 256;
  private static final int MOST_PROBES = 4096;

  private final Path memory;

  GlibcArenas(Path root) {
    this.memory = root.resolve("proc/self/mem");
  }

  /** The heaps among the mappings, where nobody else claims the address. */
  List<MemoryRange> among(List<Mapping> mappings, AddressUses claimed) {
    Set<Long> candidates = candidates(mappings, claimed);
    List<MemoryRange> heaps = new ArrayList<>();
    try (RandomAccessFile file = new RandomAccessFile(memory.toFile(), "r")) {
      for (long candidate : candidates) {
        if (isHeap(file, candidate)) {
          heaps.add(heapAt(candidate));
        }
      }
    } catch (IOException unreadable) {
      return alike(mappings, candidates);
    }
    return heaps;
  }

  private static Set<Long> candidates(List<Mapping> mappings, AddressUses claimed) {
    Set<Long> candidates = new LinkedHashSet<>();
    for (Mapping mapping : mappings) {
      if (mapping.isPrivateAnonymous() && mapping.access().startsWith("rw-")) {
        // Full heaps that lie side by side are one mapping.
        for (long at = (mapping.start() + HEAP - 1) & -HEAP;
            at < mapping.end() && candidates.size() < MOST_PROBES;
            at += HEAP) {
          if (!claimed.isClaimed(at)) {
            candidates.add(at);
          }
        }
      }
    }
    return candidates;
  }

  private static boolean isHeap(RandomAccessFile memory, long address) {
    byte[] header = new byte[HEADER];
    try {
      memory.seek(address);
      memory.readFully(header);
    } catch (IOException unmappedMeanwhile) {
      return false;
    }
    ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.nativeOrder());
    long behindHeader = fields.getLong() % HEAP;
    long previous = fields.getLong();
    long size = fields.getLong();
    long accessible = fields.getLong();
    return behindHeader >= HEADER
        && behindHeader <= LARGEST_HEADER
        && previous % HEAP == 0
        && size > 0
        && size <= accessible
        && accessible <= HEAP;
  }

  /** Without the header: accessible from the start, then nothing up to the next multiple. */
  private static List<MemoryRange> alike(List<Mapping> mappings, Set<Long> candidates) {
    List<MemoryRange> heaps = new ArrayList<>();
    for (int i = 0; i + 1 < mappings.size(); i++) {
      Mapping used = mappings.get(i);
      Mapping rest = mappings.get(i + 1);
      if (candidates.contains(used.start())
          && rest.access().startsWith("---")
          && rest.start() == used.end()
          && rest.end() % HEAP == 0
          && rest.end() - used.start() == HEAP) {
        heaps.add(heapAt(used.start()));
      }
    }
    return heaps;
  }

  private static MemoryRange heapAt(long start) {
    return new MemoryRange(Use.MALLOC_ARENA, start, start + HEAP);
  }
}

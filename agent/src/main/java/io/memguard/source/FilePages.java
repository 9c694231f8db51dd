package io.memguard.source;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The pages of files that are mapped shared at several addresses, as ZGC of JDK 17 maps its heap
 * three times. The kernel counts such a page in {@code VmRSS} at each address.
 */
final class FilePages {

  /** 256 GB in small pages, 8 MB of bits. */
  private static final long LARGEST_SPAN = 1L << 26;

  private final Map<String, SeenPages> files = new HashMap<>();
  private final long pageSize;

  FilePages(List<Mapping> mappings, long pageSize) {
    this.pageSize = pageSize;
    Map<String, List<Mapping>> byFile = new HashMap<>();
    for (Mapping mapping : mappings) {
      if (mapping.isShared() && mapping.inode() != 0 && mapping.countsAsResident()) {
        byFile.computeIfAbsent(key(mapping), k -> new ArrayList<>(1)).add(mapping);
      }
    }
    byFile.forEach(this::watchIfOverlapping);
  }

  private void watchIfOverlapping(String key, List<Mapping> mappings) {
    mappings.sort((a, b) -> Long.compareUnsigned(a.offset(), b.offset()));
    boolean overlapping = false;
    long end = mappings.get(0).offset();
    for (Mapping mapping : mappings) {
      overlapping |= mapping.offset() < end;
      end = Math.max(end, mapping.offset() + mapping.length());
    }
    long first = mappings.get(0).offset() / pageSize;
    if (overlapping && end / pageSize - first <= LARGEST_SPAN) {
      files.put(key, new SeenPages(first, new BitSet()));
    }
  }

  /** The pages of this mapping's file that were seen already; null when nothing can repeat. */
  SeenPages seen(Mapping mapping) {
    return mapping.isShared() ? files.get(key(mapping)) : null;
  }

  private static String key(Mapping mapping) {
    return mapping.device() + ' ' + mapping.inode();
  }

  /** One file's pages; {@code first} is the lowest page number that is mapped. */
  record SeenPages(long first, BitSet bits) {

    /** Whether the page is new; it is not the next time. */
    boolean add(long page) {
      int bit = (int) (page - first);
      boolean isNew = !bits.get(bit);
      bits.set(bit);
      return isNew;
    }
  }
}

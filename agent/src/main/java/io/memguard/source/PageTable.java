package io.memguard.source;

import io.memguard.snapshot.MemoryRange;
import io.memguard.snapshot.MemoryRange.Use;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Path;

/**
 * {@code /proc/self/pagemap}: one native long for each page of the address space (kernel, {@code
 * Documentation/admin-guide/mm/pagemap.rst}). Reading it takes the lock of the address space for 2
 * MB at a time only.
 */
final class PageTable implements Closeable {

  private static final long PRESENT = 1L << 63;
  private static final long FILE_OR_SHARED = 1L << 61;

  /** Mapped here only. A present page that is neither this nor a file's is nearly always zeroes. */
  private static final long EXCLUSIVE = 1L << 56;

  private static final int PAGES_AT_ONCE = 8192;

  private final RandomAccessFile file;
  private final long pageSize;
  private final byte[] chunk = new byte[PAGES_AT_ONCE * Long.BYTES];
  private final LongBuffer chunkAsLongs =
      ByteBuffer.wrap(chunk).order(ByteOrder.nativeOrder()).asLongBuffer();

  /** An array of longs, because the loops over it run interpreted the first time. */
  private final long[] entries = new long[PAGES_AT_ONCE];

  PageTable(Path root, long pageSize) throws IOException {
    this.file = new RandomAccessFile(root.resolve("proc/self/pagemap").toFile(), "r");
    this.pageSize = pageSize;
  }

  /** Adds the resident pages of a piece of a mapping to the tally. */
  void count(Mapping mapping, MemoryRange piece, FilePages.SeenPages seen, PageTally tally)
      throws IOException {
    long page = piece.start() / pageSize;
    long end = piece.end() / pageSize;
    long filePage = (mapping.offset() + piece.start() - mapping.start()) / pageSize;
    file.seek(page * Long.BYTES);
    while (page < end) {
      int bytes = file.read(chunk, 0, (int) Math.min(chunk.length, (end - page) * Long.BYTES));
      int pages = bytes / Long.BYTES;
      if (pages <= 0) {
        return;
      }
      chunkAsLongs.get(0, entries, 0, pages);
      if (seen == null) {
        count(pages, mapping, piece.use(), tally);
      } else {
        countOnce(pages, filePage, seen, piece.use(), tally);
      }
      page += pages;
      filePage += pages;
    }
  }

  private void count(int pages, Mapping mapping, Use use, PageTally tally) {
    // A page of private anonymous memory that counts as a file's is the huge zero page.
    long wanted = mapping.isPrivateAnonymous() ? EXCLUSIVE : EXCLUSIVE | FILE_OR_SHARED;
    long resident = 0;
    long doubtful = 0;
    for (int i = 0; i < pages; i++) {
      long entry = entries[i];
      if ((entry & PRESENT) != 0) {
        if ((entry & wanted) != 0) {
          resident++;
        } else if ((entry & FILE_OR_SHARED) == 0) {
          doubtful++;
        }
      }
    }
    tally.add(use, resident * pageSize);
    tally.addDoubtful(use, doubtful * pageSize);
  }

  private void countOnce(
      int pages, long firstPage, FilePages.SeenPages seen, Use use, PageTally tally) {
    long resident = 0;
    long distinct = 0;
    for (int i = 0; i < pages; i++) {
      if ((entries[i] & PRESENT) != 0) {
        resident++;
        distinct += seen.add(firstPage + i) ? 1 : 0;
      }
    }
    tally.add(use, distinct * pageSize);
    tally.addDuplicates((resident - distinct) * pageSize);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}

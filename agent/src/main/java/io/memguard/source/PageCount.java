package io.memguard.source;

import io.memguard.snapshot.MemoryRange;
import io.memguard.snapshot.Reading;
import io.memguard.snapshot.ResidentPages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Counts the resident pages of this process by use. Costs milliseconds for each gigabyte of address
 * space, so it is done on request and not every tick. Where more than 64 GB are mapped or single
 * pages cannot be read, whole mappings are counted from {@code smaps}.
 */
public final class PageCount {

  /** Beyond this the entries alone, 8 bytes a page, cost more than what {@code smaps} does. */
  private static final long MOST_ADDRESS_SPACE = 64L << 30;

  private final Path root;
  private final long pageSize;
  private final long mostAddressSpace;

  PageCount(Path root) {
    this(root, MOST_ADDRESS_SPACE);
  }

  PageCount(Path root, long mostAddressSpace) {
    this.root = root;
    this.pageSize = PageSize.of(root);
    this.mostAddressSpace = mostAddressSpace;
  }

  public static PageCount ofThisProcess() {
    return new PageCount(Path.of("/"));
  }

  /**
   * Counts now. All uses and the duplicates together are what {@code smaps_rollup} says; before
   * Linux 6.2 {@code VmRSS} lags behind by up to 64 pages a thread.
   *
   * @param known ranges whose use the JVM told; of overlapping ones the first holds
   * @param rss what {@code /proc/self/status} says at the moment
   */
  public Reading<ResidentPages> count(List<MemoryRange> known, long rss) {
    try {
      List<Mapping> mappings = Mapping.readAll(root.resolve("proc/self/maps"));
      PageTally tally = tally(mappings, known);
      tally.settle(presentRss().orElse(rss));
      return Reading.known(
          new ResidentPages(
              System.currentTimeMillis(),
              rss,
              tally.byUse(),
              tally.duplicates(),
              mappings.size(),
              MappedFiles.bytes(mappings)));
    } catch (IOException e) {
      return Reading.unavailable(
          "neither /proc/self/pagemap nor /proc/self/smaps can be read ("
              + e.getMessage()
              + "), which needs a kernel with CONFIG_PROC_PAGE_MONITOR and an unrestricted /proc");
    }
  }

  /** What was read before the pages were counted may be old by now. */
  private OptionalLong presentRss() {
    return KeyedFile.readOrEmpty(root.resolve("proc/self/status")).value("VmRSS");
  }

  private PageTally tally(List<Mapping> mappings, List<MemoryRange> known) throws IOException {
    AddressUses uses = new AddressUses(pageSize);
    known.forEach(uses::claim);
    new GlibcArenas(root).among(mappings, uses).forEach(uses::claim);
    MappingUse byName = MappingUse.read(root);
    FilePages filePages = new FilePages(mappings, pageSize);
    if (addressSpace(mappings) <= mostAddressSpace) {
      try (PageTable pages = new PageTable(root, pageSize)) {
        return byPage(mappings, uses, byName, filePages, pages);
      } catch (IOException unreadable) {
        return Smaps.tally(root, uses, byName, filePages);
      }
    }
    return Smaps.tally(root, uses, byName, filePages);
  }

  private static long addressSpace(List<Mapping> mappings) {
    long sum = 0;
    for (Mapping mapping : mappings) {
      sum += mapping.countsAsResident() ? mapping.length() : 0;
    }
    return sum;
  }

  private PageTally byPage(
      List<Mapping> mappings,
      AddressUses uses,
      MappingUse byName,
      FilePages filePages,
      PageTable pages)
      throws IOException {
    PageTally tally = new PageTally();
    for (Mapping mapping : mappings) {
      if (mapping.countsAsResident()) {
        FilePages.SeenPages seen = filePages.seen(mapping);
        for (MemoryRange piece : uses.split(mapping.start(), mapping.end(), byName.of(mapping))) {
          pages.count(mapping, piece, seen, tally);
        }
      }
    }
    return tally;
  }
}

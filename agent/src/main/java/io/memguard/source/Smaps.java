package io.memguard.source;

import io.memguard.snapshot.MemoryRange.Use;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /proc/self/smaps}: resident memory of whole mappings, where single pages cannot be had.
 *
 * <p>The kernel holds the lock of the address space for the whole of it, which stops every thread
 * that maps or unmaps memory.
 */
final class Smaps {

  private final AddressUses uses;
  private final MappingUse byName;
  private final FilePages filePages;
  private final PageTally tally = new PageTally();
  private final Map<String, Shared> shared = new HashMap<>();
  private Optional<Mapping> mapping = Optional.empty();
  private long resident;
  private long proportional;

  private Smaps(AddressUses uses, MappingUse byName, FilePages filePages) {
    this.uses = uses;
    this.byName = byName;
    this.filePages = filePages;
  }

  /** A mapping of several uses counts as what most of its addresses are. */
  static PageTally tally(Path root, AddressUses uses, MappingUse byName, FilePages filePages)
      throws IOException {
    Smaps smaps = new Smaps(uses, byName, filePages);
    try (BufferedReader lines = Mapping.reader(root.resolve("proc/self/smaps"))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        smaps.accept(line);
      }
    }
    smaps.endOfMapping();
    smaps.shared.values().forEach(smaps::add);
    return smaps.tally;
  }

  /**
   *
   *
   * <pre>
   * fa000000-fa2a0000 rw-p 00000000 00:00 0
   * Rss:                 128 kB
   * Pss:                 128 kB
   * </pre>
   */
  private void accept(String line) {
    if (line.startsWith("Rss:")) {
      resident = new KeyedFile("smaps", line).valueOr("Rss", 0);
    } else if (line.startsWith("Pss:")) {
      proportional = new KeyedFile("smaps", line).valueOr("Pss", 0);
    } else {
      Optional<Mapping> next = Mapping.parse(line);
      if (next.isPresent()) {
        endOfMapping();
        mapping = next;
      }
    }
  }

  private void endOfMapping() {
    if (mapping.isPresent() && mapping.get().countsAsResident()) {
      Mapping ended = mapping.get();
      Use use = uses.mostly(ended.start(), ended.end(), byName.of(ended));
      if (filePages.seen(ended) != null) {
        Shared file = new Shared(use, resident, resident, proportional);
        shared.merge(ended.device() + ' ' + ended.inode(), file, Shared::plus);
      } else {
        tally.add(use, resident);
      }
    }
    mapping = Optional.empty();
    resident = 0;
    proportional = 0;
  }

  private void add(Shared file) {
    // A page mapped three times here adds three thirds to Pss; other processes' share is lost.
    long distinct = Math.min(file.resident(), Math.max(file.largest(), file.proportional()));
    tally.add(file.use(), distinct);
    tally.addDuplicates(file.resident() - distinct);
  }

  /** The shared mappings of a file that overlap in it. */
  private record Shared(Use use, long resident, long largest, long proportional) {

    Shared plus(Shared other) {
      return new Shared(
          use,
          resident + other.resident,
          Math.max(largest, other.largest),
          proportional + other.proportional);
    }
  }
}

package io.memguard.source;

import io.memguard.snapshot.MemoryRange;
import io.memguard.snapshot.MemoryRange.Use;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/**
 * Finds the address ranges in {@code VM.info}: heap, class space, class archive, code, and what the
 * collector prints of its tables, whole reservations each.
 *
 * <p>Not printed by any JVM from 17 to 25: thread stacks, non-class metaspace, ZGC's heap (its
 * mappings bear a name), Shenandoah's mark bitmaps, and small tables of the other collectors.
 */
final class VmInfoRanges {

  private final List<MemoryRange> ranges = new ArrayList<>();
  private final List<MemoryRange> heap = new ArrayList<>();
  private boolean inHeap;

  private VmInfoRanges() {}

  static List<MemoryRange> parse(String text) {
    VmInfoRanges parser = new VmInfoRanges();
    Iterator<String> lines = text.lines().iterator();
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.startsWith("Dynamic libraries:")) {
        break;
      }
      parser.line(line);
    }
    List<MemoryRange> all = merged(parser.heap);
    all.addAll(parser.ranges);
    return List.copyOf(all);
  }

  private void line(String line) {
    if (line.isEmpty()) {
      inHeap = false;
    } else if (line.equals("Heap:")) {
      inHeap = true;
    } else if (inHeap) {
      // " garbage-first heap   total 81920K, used 23547K [0x00000000f0000000, 0x0000000100000000)"
      add(heap, Use.JAVA_HEAP, line, "[", "])");
    } else if (line.startsWith("CDS archive(s) mapped at:")) {
      // "... [0x00007fb723000000-0x00007fb723bc7000-0x00007fb723bc7000), size 12349440, ..."
      add(ranges, Use.CLASS_ARCHIVE, line, "[", "])");
    } else if (line.startsWith("Compressed class space mapped at:")) {
      // "... 0x00007fb724000000-0x00007fb764000000, reserved size: 1073741824"
      add(ranges, Use.CLASS_SPACE, line, "at: ", ",");
    } else if (line.startsWith(" bounds [")) {
      // low, committed end, reserved end of a code heap
      add(ranges, Use.CODE, line, "[", "])");
    } else if (line.startsWith("Card table byte_map:") || isBitmap(line)) {
      add(ranges, Use.COLLECTOR, line, "[", "])");
    }
  }

  /** {@code " Prev Bits: [..)"}, Next, Begin, End, or plain {@code " Bits: [..)"}. */
  private static boolean isBitmap(String line) {
    int label = line.indexOf("Bits: ");
    return line.startsWith(" ") && label > 0 && line.indexOf('[', label) > 0;
  }

  private static void add(
      List<MemoryRange> target, Use use, String line, String before, String terminators) {
    int start = line.indexOf(before) + before.length();
    int end = start;
    while (end < line.length() && terminators.indexOf(line.charAt(end)) < 0) {
      end++;
    }
    String[] addresses = line.substring(start, end).split("[,-]", -1);
    try {
      long low = address(addresses[0]);
      long high = address(addresses[addresses.length - 1]);
      if (low < high) {
        target.add(new MemoryRange(use, low, high));
      }
    } catch (NumberFormatException e) {
      // A line of the same beginning that holds no addresses.
    }
  }

  private static long address(String text) {
    String trimmed = text.strip();
    if (!trimmed.startsWith("0x")) {
      throw new NumberFormatException(trimmed);
    }
    return Long.parseLong(trimmed.substring(2), 16);
  }

  /** Spaces lie inside their generations, and generations beside each other. */
  private static List<MemoryRange> merged(List<MemoryRange> parts) {
    List<MemoryRange> sorted = new ArrayList<>(parts);
    sorted.sort(Comparator.comparingLong(MemoryRange::start));
    List<MemoryRange> merged = new ArrayList<>();
    for (MemoryRange part : sorted) {
      int last = merged.size() - 1;
      if (last >= 0 && part.start() <= merged.get(last).end()) {
        MemoryRange previous = merged.remove(last);
        long end = Math.max(previous.end(), part.end());
        merged.add(new MemoryRange(part.use(), previous.start(), end));
      } else {
        merged.add(part);
      }
    }
    return merged;
  }
}

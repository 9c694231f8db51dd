package io.memguard.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The kernel's free lists, {@code /proc/buddyinfo} (kernel, {@code
 * Documentation/filesystems/proc.rst}): free blocks of 2<sup>n</sup> pages, a column for each n.
 *
 * <pre>
 * Node 0, zone      DMA      0      0      0      0      0      0      0      0      1      1      3
 * Node 0, zone   Normal   1979    343    147    236    181     57     40      5    309      5     74
 * </pre>
 */
final class BuddyInfo {

  private BuddyInfo() {}

  /**
   * The zones added up; empty when there is no such file. Zone DMA is left out: the kernel keeps
   * its large blocks for devices, so they are there when nobody else can have one.
   */
  static List<Long> read(Path file) {
    try {
      return parse(KernelFile.text(file));
    } catch (IOException absent) {
      return List.of();
    }
  }

  static List<Long> parse(String text) {
    List<Long> blocks = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      String[] fields = line.strip().split("\\s+", -1);
      if (fields.length < 5 || !fields[2].equals("zone") || fields[3].equals("DMA")) {
        continue;
      }
      for (int order = 0; order + 4 < fields.length; order++) {
        OptionalLong count = KeyedFile.number(fields[order + 4]);
        if (count.isEmpty()) {
          return List.of();
        }
        if (order == blocks.size()) {
          blocks.add(0L);
        }
        blocks.set(order, KeyedFile.sum(blocks.get(order), count.getAsLong()));
      }
    }
    return List.copyOf(blocks);
  }
}

package io.memguard.source;

import io.memguard.snapshot.NativeMemory;
import io.memguard.snapshot.NativeMemory.Category;
import io.memguard.snapshot.Reading;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the text of {@code VM.native_memory summary scale=b} (HotSpot's {@code memReporter.cpp}, 17
 * to 25):
 *
 * <pre>{@code
 * Total: reserved=1833618066, committed=214735506
 *        malloc: 67332754 #20883
 *        mmap:   reserved=1766285312, committed=147402752
 *
 * -                     Class (reserved=1073916599, committed=633527)
 *                             (classes #1597)
 *                             (malloc=174775 tag=Class #2506) (peak=180000 #2600)
 *                             (mmap: reserved=1073741824, committed=458752, at peak)
 *                             (  Metadata:   )
 *                             (    reserved=67108864, committed=3211264)
 * }</pre>
 *
 * <p>{@code Metadata} and {@code Class space} repeat what the Metaspace category and the mmap line
 * hold. A stack is committed as far as it is resident.
 */
final class NativeMemoryParser {

  private final Map<String, Category> categories = new LinkedHashMap<>();
  private long reserved = -1;
  private long committed;

  private String name = "";
  private long categoryReserved;
  private long categoryCommitted;
  private long malloc;
  private long mallocCount;
  private long arena;
  private long mapped;

  private NativeMemoryParser() {}

  static Reading<NativeMemory> parse(String text) {
    if (text.contains("Native memory tracking is not enabled")) {
      return Reading.unavailable(
          "Native Memory Tracking is off:"
              + " add -XX:NativeMemoryTracking=summary to itemise native memory");
    }
    try {
      NativeMemoryParser parser = new NativeMemoryParser();
      text.lines().map(String::strip).forEach(parser::line);
      parser.endCategory();
      if (parser.reserved >= 0 && !parser.categories.isEmpty()) {
        return Reading.known(
            new NativeMemory(
                parser.reserved, parser.committed, Collections.unmodifiableMap(parser.categories)));
      }
    } catch (NumberFormatException e) {
      // Reported below: half a summary would not add up.
    }
    return Reading.unavailable(
        "the answer of VM.native_memory was not understood: " + firstLine(text));
  }

  private void line(String line) {
    if (line.startsWith("- ") && line.contains("(")) {
      endCategory();
      name = line.substring(1, line.indexOf('(')).strip();
      categoryReserved = number(line, "reserved=");
      categoryCommitted = number(line, "committed=");
    } else if (line.startsWith("Total:")) {
      reserved = number(line, "reserved=");
      committed = number(line, "committed=");
    } else if (line.startsWith("(malloc=")) {
      malloc += number(line, "malloc=");
      mallocCount += number(line, "#");
    } else if (line.startsWith("(arena=")) {
      arena += number(line, "arena=");
    } else if (line.startsWith("(mmap:") || line.startsWith("(stack:")) {
      mapped += number(line, "committed=");
    } else if (line.startsWith("(tracking overhead=")) {
      // NMT's own block headers are malloc'd too.
      malloc += number(line, "overhead=");
    }
  }

  private void endCategory() {
    if (!name.isEmpty()) {
      categories.put(
          name,
          new Category(
              name, categoryReserved, categoryCommitted, malloc, mallocCount, arena, mapped));
    }
    malloc = 0;
    mallocCount = 0;
    arena = 0;
    mapped = 0;
  }

  private static long number(String line, String label) {
    int found = line.indexOf(label);
    if (found < 0) {
      throw new NumberFormatException(line);
    }
    int start = found + label.length();
    int end = start;
    while (end < line.length() && Character.isDigit(line.charAt(end))) {
      end++;
    }
    return Long.parseLong(line.substring(start, end));
  }

  private static String firstLine(String text) {
    return text.lines().filter(line -> !line.isBlank()).findFirst().orElse("empty");
  }
}

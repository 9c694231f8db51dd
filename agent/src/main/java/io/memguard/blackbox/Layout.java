package io.memguard.blackbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the parts of a black box lie, in bytes from its beginning. Written into the header, and
 * read from there, so that a later version may move them. {@code src/docs/blackbox.md} describes
 * the format.
 *
 * @param record bytes of one sample's record
 * @param figures the names of a record's figures, in order
 */
record Layout(
    Part end,
    Part action,
    Part cases,
    Part samples,
    Part minutes,
    int record,
    List<String> figures) {

  static final int FILE_BYTES = 1 << 20;
  static final int HEADER_BYTES = 16 << 10;

  /** Sequence, wall clock and monotonic clock, behind the checksum. */
  static final int RECORD_HEAD = 4 + 4 + 8 + 8 + 8;

  private static final int SAMPLES = 3_000;
  private static final int MINUTES = 24 * 60;
  static final int RECORD = 176;

  /**
   * A ring of records, or a text in two halves.
   *
   * @param count records, or bytes of one half
   */
  record Part(int offset, int count) {
    @Override
    public String toString() {
      return offset + "+" + count;
    }
  }

  /** Ten minutes of samples at the shortest interval, the worst of each minute of a day. */
  static Layout current() {
    int samples = 160 << 10;
    int minutes = samples + SAMPLES * RECORD;
    return new Layout(
        new Part(HEADER_BYTES, 1 << 10),
        new Part(HEADER_BYTES + (2 << 10), 4 << 10),
        new Part(32 << 10, 64 << 10),
        new Part(samples, SAMPLES),
        new Part(minutes, MINUTES),
        RECORD,
        Stream.of(Figure.values()).map(Figure::label).toList());
  }

  void describe(Map<String, String> header) {
    header.put("layout.end", end.toString());
    header.put("layout.action", action.toString());
    header.put("layout.cases", cases.toString());
    header.put("layout.samples", samples.toString());
    header.put("layout.minutes", minutes.toString());
    header.put("layout.record", Integer.toString(record));
    header.put("layout.figures", String.join(",", figures));
  }

  /** The layout that a header describes; empty when it makes no sense. */
  static Optional<Layout> of(Map<String, String> header) {
    try {
      int record = Integer.parseInt(header.getOrDefault("layout.record", ""));
      List<String> figures = new ArrayList<>();
      for (String name : header.getOrDefault("layout.figures", "").split(",", -1)) {
        figures.add(name);
      }
      if (record < RECORD_HEAD + 4 * figures.size() || record > 1 << 16) {
        return Optional.empty();
      }
      return Optional.of(
          new Layout(
              part(header, "layout.end"),
              part(header, "layout.action"),
              part(header, "layout.cases"),
              part(header, "layout.samples"),
              part(header, "layout.minutes"),
              record,
              List.copyOf(figures)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Part part(Map<String, String> header, String key) {
    String[] numbers = header.getOrDefault(key, "").split("\\+", 2);
    if (numbers.length < 2) {
      throw new NumberFormatException(key);
    }
    int offset = Integer.parseInt(numbers[0]);
    int count = Integer.parseInt(numbers[1]);
    if (offset < 0 || count < 0 || count > 1 << 24) {
      throw new NumberFormatException(key);
    }
    return new Part(offset, count);
  }
}

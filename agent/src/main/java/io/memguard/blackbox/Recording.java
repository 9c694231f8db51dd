package io.memguard.blackbox;

import io.memguard.snapshot.Reading;
import io.memguard.verdict.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A black box as it was read. Whatever the bytes are, reading them never fails: what does not fit
 * its checksum is left out.
 *
 * @param facts whose life it was
 * @param samples the newest samples, oldest first
 * @param minutes the worst sample of each minute, oldest first, without the minute of the end
 * @param verdicts the cases that were open when they were last written
 * @param casesEpochMillis when that was; 0 when never
 * @param action what was done last
 * @param ending how the JVM began to end by itself; empty when it did not
 * @param torn records that did not fit their checksum although something is written in them
 */
public record Recording(
    Map<String, String> facts,
    List<Sample> samples,
    List<Sample> minutes,
    List<Verdict> verdicts,
    long casesEpochMillis,
    String action,
    Optional<Ending> ending,
    int torn) {

  /** A later version may need more than this one. */
  private static final int LARGEST_FILE = 16 << 20;

  private record Ring(List<Sample> samples, int torn) {}

  public String fact(Fact fact) {
    return facts.getOrDefault(fact.key(), "");
  }

  /** A fact that is a number; 0 when it is missing. */
  public long number(Fact fact) {
    try {
      return Long.parseLong(fact(fact));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Empty when the JVM ended before its first tick. */
  public Optional<Sample> last() {
    return samples.isEmpty() ? Optional.empty() : Optional.of(samples.get(samples.size() - 1));
  }

  /** When it was last heard of, milliseconds since 1970. */
  public long lastEpochMillis() {
    return last().map(Sample::epochMillis).orElse(number(Fact.STARTED));
  }

  /** Reads the black box of a life, while it is being written or long after. */
  public static Reading<Recording> ofLife(Path life) {
    Path file = life.resolve(BlackBox.FILE);
    try (InputStream in = Files.newInputStream(file)) {
      Reading<Recording> read = of(in.readNBytes(LARGEST_FILE));
      return read.isKnown()
          ? read
          : Reading.unavailable(file + " cannot be read: " + read.reason());
    } catch (IOException | RuntimeException e) {
      return Reading.unavailable("there is no readable black box in " + life + " (" + e + ")");
    }
  }

  /** Whose life it was, without the rest; empty when that cannot be read. */
  static Map<String, String> factsOfLife(Path life) {
    try (InputStream in = Files.newInputStream(life.resolve(BlackBox.FILE))) {
      ByteBuffer begin =
          ByteBuffer.wrap(in.readNBytes(Layout.HEADER_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
      return Header.read(begin).value().map(Header::facts).orElse(Map.of());
    } catch (IOException | RuntimeException e) {
      return Map.of();
    }
  }

  static Reading<Recording> of(byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Reading<Header> header = Header.read(file);
    if (!header.isKnown()) {
      return Reading.unavailable(header.reason());
    }
    Map<String, String> facts = header.value().map(Header::facts).orElse(Map.of());
    Optional<Layout> layout = Layout.of(facts);
    return layout.isPresent()
        ? Reading.known(of(facts, layout.get(), file))
        : Reading.unavailable("its header does not say where its parts lie");
  }

  private static Recording of(Map<String, String> facts, Layout layout, ByteBuffer file) {
    List<Figure> figures = new ArrayList<>();
    for (String name : layout.figures()) {
      figures.add(
          Stream.of(Figure.values())
              .filter(figure -> figure.label().equals(name))
              .findFirst()
              .orElse(null));
    }
    Ring samples = ring(file, layout.samples(), layout.record(), figures);
    Ring minutes = ring(file, layout.minutes(), layout.record(), figures);
    Optional<TextSlot.Text> cases = TextSlot.read(file, layout.cases());
    return new Recording(
        facts,
        samples.samples(),
        minutes.samples(),
        cases.map(slot -> VerdictLines.read(slot.text())).orElse(List.of()),
        cases.map(TextSlot.Text::epochMillis).orElse(0L),
        TextSlot.read(file, layout.action()).map(TextSlot.Text::text).orElse(""),
        TextSlot.read(file, layout.end()).map(Ending::parse),
        samples.torn() + minutes.torn());
  }

  private static Ring ring(ByteBuffer file, Layout.Part part, int record, List<Figure> figures) {
    List<Sample> samples = new ArrayList<>();
    int torn = 0;
    byte[] bytes = new byte[record];
    ByteBuffer one = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    CRC32C checksum = new CRC32C();
    for (int i = 0; i < part.count(); i++) {
      long offset = part.offset() + (long) i * record;
      if (offset + record > file.limit()) {
        break;
      }
      file.get((int) offset, bytes);
      checksum.reset();
      checksum.update(bytes, 4, record - 4);
      long sequence = one.getLong(8);
      if (one.getInt(0) == (int) checksum.getValue()) {
        samples.add(sample(one, sequence, figures));
      } else if (sequence != 0) {
        torn++;
      }
    }
    samples.sort(Comparator.comparingLong(Sample::sequence));
    return new Ring(List.copyOf(samples), torn);
  }

  private static Sample sample(ByteBuffer record, long sequence, List<Figure> figures) {
    Map<Figure, Long> values = new EnumMap<>(Figure.class);
    for (int i = 0; i < figures.size(); i++) {
      int stored = record.getInt(Layout.RECORD_HEAD + 4 * i);
      Figure figure = figures.get(i);
      if (figure != null && stored != Figures.ABSENT) {
        values.put(figure, figure.restored(stored));
      }
    }
    return new Sample(sequence, record.getLong(16), record.getLong(24), values);
  }
}

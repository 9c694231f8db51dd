package io.memguard.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.ledger.Statement;
import io.memguard.report.PostMortemJson;
import io.memguard.report.PostMortemText;
import io.memguard.report.Verdicts;
import io.memguard.snapshot.Snapshot;
import io.memguard.snapshot.Ticks;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Language;
import io.memguard.verdict.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever the bytes are: a reason or a recording, never an exception, never a sample or a verdict
 * that nobody wrote, and no OOM kill of a life that was far from its limit. {@code
 * -Dmemguard.fuzz=100000} is the long form, {@code -Dmemguard.seed} repeats one.
 */
class BlackBoxFuzzTest {
  private static final int INPUTS = Integer.getInteger("memguard.fuzz", 2_000);
  private static final int RECORDS = 50;
  private static final int HEADER_TEXT = 20;

  @TempDir Path life;
  private final long seed = Long.getLong("memguard.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private byte[] whole;

  @BeforeEach
  void recordALife() throws IOException {
    BlackBox box = BlackBox.create(life, Map.of(Fact.PID, "4711"), problem -> {});
    Ticks service = new Ticks(1);
    for (int i = 0; i < RECORDS; i++) {
      Snapshot snapshot = service.next();
      box.sample(snapshot, Statement.of(snapshot), 0);
    }
    box.cases(1_000, List.of(Verdicts.directLeak()), Language.EN);
    box.ends(2_000, Ending.How.SIGNAL, "SIGTERM");
    int used = Layout.current().samples().offset() + (RECORDS + 10) * Layout.RECORD;
    whole = Arrays.copyOf(Files.readAllBytes(life.resolve(BlackBox.FILE)), used);
    System.out.println("fuzz: seed " + seed + ", " + INPUTS + " inputs");
  }

  @Test
  void noiseAndDamageAreNeverTakenForWhatWasWritten() {
    Recording original = Recording.of(whole).value().orElseThrow();
    Set<Sample> written = new HashSet<>(original.samples());
    assertThat(Judge.judge(original, Remains.none()).cause()).isNotEqualTo(Cause.OOM_KILLED);
    for (int i = 0; i < INPUTS / 2; i++) {
      var reading = Recording.of(random.nextInt(3) == 0 ? noise() : damaged());
      assertThat(reading.isKnown() || !reading.reason().isBlank()).as(input(i)).isTrue();
      Recording read = reading.value().orElse(null);
      if (read != null) {
        assertThat(written.containsAll(read.samples())).as(input(i)).isTrue();
        assertThat(read.verdicts().stream().map(Verdict::kind))
            .as(input(i))
            .allMatch(kind -> kind == Kind.DIRECT_LEAK);
        assertThat(Judge.judge(read, Remains.none()).cause())
            .as(input(i))
            .isNotEqualTo(Cause.OOM_KILLED);
      }
    }
  }

  /** A later version, or memory that went bad: the checksums fit, the contents make no sense. */
  @Test
  void contentsThatFitTheirChecksumsAreTold() {
    for (int i = 0; i < INPUTS / 2; i++) {
      var reading = Recording.of(forged());
      assertThat(reading.isKnown() || !reading.reason().isBlank()).as(input(i)).isTrue();
      if (reading.isKnown()) {
        PostMortem told = told(reading.value().orElseThrow());
        assertThat(PostMortemText.of(told, Language.EN)).as(input(i)).isNotBlank();
        assertThat(PostMortemJson.of(told, Language.ZH)).as(input(i)).endsWith("}");
      }
    }
  }

  private PostMortem told(Recording read) {
    Conclusion conclusion = Judge.judge(read, Remains.none());
    return new PostMortem(life, read, conclusion, Growth.of(read), false);
  }

  private String input(int i) {
    return "seed " + seed + ", input " + i;
  }

  private byte[] noise() {
    byte[] bytes = new byte[random.nextInt(40_000)];
    random.nextBytes(bytes);
    byte[] begin = "MEMGUARD\1\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(begin, 0, bytes, 0, Math.min(random.nextInt(13), bytes.length));
    return bytes;
  }

  private byte[] damaged() {
    byte[] bytes =
        Arrays.copyOf(whole, random.nextInt(4) == 0 ? random.nextInt(whole.length) : whole.length);
    // Mostly behind the header, or nothing would be read at all.
    int from = random.nextInt(4) == 0 ? 0 : Layout.HEADER_BYTES;
    for (int i = random.nextInt(200); i > 0 && bytes.length > from; i--) {
      bytes[from + random.nextInt(bytes.length - from)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private byte[] forged() {
    byte[] bytes = whole.clone();
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (random.nextInt(3) > 0) {
      forgeHeader(file);
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      forgeRecord(file);
    }
    if (random.nextBoolean()) {
      Layout layout = Layout.current();
      String cases = VerdictLines.write(List.of(Verdicts.directLeak()), 60_000, Language.EN);
      new TextSlot(file, layout.cases()).write(random.nextLong(), garbled(cases));
      new TextSlot(file, layout.action())
          .write(random.nextLong(), garbled("A heap dump was taken."));
      new TextSlot(file, layout.end()).write(random.nextLong(), garbled("signal\tSIGTERM"));
    }
    return bytes;
  }

  private void forgeHeader(ByteBuffer file) {
    byte[] text = new byte[file.getInt(12)];
    file.get(HEADER_TEXT, text);
    byte[] forged =
        garbled(new String(text, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    int length = Math.min(forged.length, Layout.HEADER_BYTES - HEADER_TEXT);
    CRC32C checksum = new CRC32C();
    checksum.update(forged, 0, length);
    file.putInt(12, length);
    file.putInt(16, (int) checksum.getValue());
    file.put(HEADER_TEXT, forged, 0, length);
  }

  private void forgeRecord(ByteBuffer file) {
    int size = Layout.RECORD;
    byte[] record = new byte[size];
    int offset = Layout.current().samples().offset() + random.nextInt(RECORDS + 10) * size;
    file.get(offset, record);
    ByteBuffer forged = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = random.nextInt(6); i >= 0; i--) {
      forged.putInt(8 + 4 * random.nextInt((size - 8) / 4), wild());
    }
    CRC32C checksum = new CRC32C();
    checksum.update(record, 4, size - 4);
    forged.putInt(0, (int) checksum.getValue());
    file.put(offset, record);
  }

  private int wild() {
    return switch (random.nextInt(4)) {
      case 0 -> Integer.MAX_VALUE;
      case 1 -> Integer.MIN_VALUE + random.nextInt(2);
      default -> random.nextInt() >> random.nextInt(32);
    };
  }

  /** Numbers of any size in the place of numbers, characters of any kind, lines gone or doubled. */
  private String garbled(String text) {
    StringBuilder garbled = new StringBuilder(text);
    for (int i = random.nextInt(4); i >= 0 && !garbled.isEmpty(); i--) {
      int at = random.nextInt(garbled.length());
      int end = Math.min(garbled.length(), at + 1 + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> garbled.delete(at, end);
        case 1 -> garbled.insert(at, garbled.substring(at, end));
        case 2 -> garbled.setCharAt(at, (char) random.nextInt(0x10000));
        default -> number(garbled, at);
      }
    }
    return garbled.toString();
  }

  private void number(StringBuilder text, int from) {
    int at = from;
    while (at < text.length() && !Character.isDigit(text.charAt(at))) {
      at++;
    }
    int end = at;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    text.replace(at, end, Long.toString(random.nextLong() >> random.nextInt(64)));
  }
}

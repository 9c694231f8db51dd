package io.memguard.blackbox;

import io.memguard.snapshot.Reading;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The first part of a black box: whose life it is, and where the other parts lie.
 *
 * <pre>
 * 0 "MEMGUARD"  8 version of the format  12 length  16 CRC-32C of the text  20 UTF-8 lines key=value
 * </pre>
 *
 * @param facts by the keys of {@link Fact}, and those that a later version wrote
 */
record Header(Map<String, String> facts) {
  private static final int VERSION = 1;
  private static final byte[] MAGIC = "MEMGUARD".getBytes(StandardCharsets.US_ASCII);
  private static final int HEAD = 20;

  Header {
    facts = Map.copyOf(facts);
  }

  String text(Fact fact) {
    return facts.getOrDefault(fact.key(), "");
  }

  /** What does not fit is left out, longest values first: the layout must. */
  void write(ByteBuffer file) {
    byte[] text = lines();
    file.put(0, MAGIC);
    file.putInt(8, VERSION);
    file.putInt(12, text.length);
    file.putInt(16, checksum(text));
    file.put(HEAD, text);
  }

  private byte[] lines() {
    Map<String, String> fitting = new LinkedHashMap<>(facts);
    while (true) {
      StringBuilder lines = new StringBuilder();
      fitting.forEach(
          (key, value) ->
              lines.append(key).append('=').append(value.replace('\n', ' ')).append('\n'));
      byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
      if (bytes.length <= Layout.HEADER_BYTES - HEAD) {
        return bytes;
      }
      fitting.keySet().stream()
          .filter(key -> !key.startsWith("layout."))
          .max((a, b) -> Integer.compare(fitting.get(a).length(), fitting.get(b).length()))
          .ifPresent(fitting::remove);
    }
  }

  static Reading<Header> read(ByteBuffer file) {
    if (file.limit() < HEAD) {
      return Reading.unavailable("it has only " + file.limit() + " bytes: it was cut short");
    }
    byte[] magic = new byte[MAGIC.length];
    file.get(0, magic);
    if (!Arrays.equals(magic, MAGIC)) {
      return Reading.unavailable("it is no black box, or its first page was never written");
    }
    int version = file.getInt(8);
    if (version != VERSION) {
      return Reading.unavailable(
          "it has format "
              + Integer.toUnsignedString(version)
              + ", this MemGuard reads format "
              + VERSION
              + ": use the version that wrote it, or a later one");
    }
    int length = file.getInt(12);
    if (length < 0 || length > file.limit() - HEAD) {
      return Reading.unavailable("its header is torn");
    }
    byte[] text = new byte[length];
    file.get(HEAD, text);
    return file.getInt(16) == checksum(text)
        ? Reading.known(new Header(parse(new String(text, StandardCharsets.UTF_8))))
        : Reading.unavailable("its header does not fit its checksum");
  }

  private static Map<String, String> parse(String text) {
    Map<String, String> facts = new LinkedHashMap<>();
    text.lines()
        .forEach(
            line -> {
              int equals = line.indexOf('=');
              if (equals > 0) {
                facts.put(line.substring(0, equals), line.substring(equals + 1));
              }
            });
    return facts;
  }

  private static int checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, bytes.length);
    return (int) checksum.getValue();
  }
}

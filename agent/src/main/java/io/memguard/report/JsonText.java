package io.memguard.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** One JSON object as text. A field without a value is left out. */
final class JsonText {
  private static final String ON_ONE_LINE = "";
  private static final String A_FIELD_A_LINE = "  ";

  private JsonText() {}

  /** The fields of an object that is open. */
  @FunctionalInterface
  interface Fields {
    void into(JsonWriter json) throws IOException;
  }

  /** For programs. */
  static String of(Fields fields) {
    return of(ON_ONE_LINE, fields);
  }

  /** For people. */
  static String indented(Fields fields) {
    return of(A_FIELD_A_LINE, fields);
  }

  private static String of(String indent, Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent(indent);
      json.setSerializeNulls(false);
      json.beginObject();
      fields.into(json);
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}

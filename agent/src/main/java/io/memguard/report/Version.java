package io.memguard.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The version of this jar. */
public final class Version {
  private static final String FILE = "/io/memguard/version";

  private Version() {}

  /** Such as {@code 0.1.0}; empty where it is not told. */
  public static String text() {
    try (InputStream stream = Version.class.getResourceAsStream(FILE)) {
      return stream == null
          ? ""
          : new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }
}

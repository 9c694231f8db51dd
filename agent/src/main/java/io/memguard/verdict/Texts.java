package io.memguard.verdict;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Map;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sentences of one subject in one language: a UTF-8 file {@code
 * io/memguard/texts/<subject>_<language>.properties} of {@link MessageFormat} patterns, in which an
 * apostrophe is written twice. Figures come in as text, so that they are the same in each language.
 */
public final class Texts {
  /** By file; each is read when its first sentence is said. */
  private static final Map<String, Texts> READ = new ConcurrentHashMap<>();

  private final ResourceBundle patterns;

  private Texts(ResourceBundle patterns) {
    this.patterns = patterns;
  }

  /** Throws IllegalArgumentException for a subject that has no file. */
  public static Texts of(String subject, Language language) {
    return READ.computeIfAbsent(
        "/io/memguard/texts/" + subject + "_" + language.code() + ".properties", Texts::read);
  }

  private static Texts read(String file) {
    // Not ResourceBundle.getBundle: it asks for URLs, which the agent's class loader does not give.
    try (InputStream stream = Texts.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalArgumentException("no texts in " + file);
      }
      return new Texts(
          new PropertyResourceBundle(new InputStreamReader(stream, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean has(String key) {
    return patterns.containsKey(key);
  }

  /** The sentence with its figures; throws MissingResourceException for an unknown key. */
  public String say(String key, Object... figures) {
    return new MessageFormat(patterns.getString(key), Locale.ROOT).format(figures);
  }
}

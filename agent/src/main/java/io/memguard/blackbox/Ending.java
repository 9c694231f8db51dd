package io.memguard.blackbox;

import io.memguard.verdict.Phrase;
import java.util.Locale;

/**
 * How a JVM began to end by itself.
 *
 * @param by the signal, or the method that called {@code System.exit}; may be empty
 */
public record Ending(How how, String by, long epochMillis) {

  /** The ways that run shutdown hooks. */
  public enum How {
    /** SIGTERM, SIGINT or SIGHUP. */
    SIGNAL,
    EXIT,
    /** The last thread that was no daemon ended. */
    LAST_THREAD,
    UNKNOWN
  }

  /** As one clause: {@code it was asked to end by SIGTERM}. */
  public Phrase clause() {
    return switch (how) {
      case SIGNAL ->
          by.isEmpty() ? Phrase.of("ending.signal") : Phrase.of("ending.signal.named", by);
      case EXIT -> by.isEmpty() ? Phrase.of("ending.exit") : Phrase.of("ending.exit.named", by);
      case LAST_THREAD -> Phrase.of("ending.last-thread");
      case UNKNOWN -> Phrase.of("ending.unknown");
    };
  }

  static String text(How how, String by) {
    return how.name().toLowerCase(Locale.ROOT) + "\t" + by;
  }

  static Ending parse(TextSlot.Text slot) {
    String[] fields = slot.text().split("\t", 2);
    How how = How.UNKNOWN;
    for (How known : How.values()) {
      if (known.name().equalsIgnoreCase(fields[0])) {
        how = known;
      }
    }
    return new Ending(how, fields.length > 1 ? fields[1] : "", slot.epochMillis());
  }
}

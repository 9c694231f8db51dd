package io.memguard.report;

import io.memguard.detect.Sizing;
import io.memguard.detect.SizingAdvice;
import io.memguard.verdict.Language;
import io.memguard.verdict.Phrase;

/**
 * Advice on sizes as a block of text:
 *
 * <pre>
 * sizing, measured over 12 min: 144 samples, 4 figures of the live set
 *   -Xmx336m                          the heap of 512.0 MiB does not fit; 5.5 times ...
 *   -XX:MaxMetaspaceSize=64m          classes took at most 38.9 MiB; leaves 25.1 MiB
 *   to paste: JAVA_TOOL_OPTIONS="-Xmx336m -XX:MaxMetaspaceSize=64m"
 *   Heap, direct memory and metaspace ...
 * </pre>
 */
public final class SizingText {
  private static final int SETTING = 36;
  private static final String INDENT = "  ";

  private SizingText() {}

  /** Lines joined by newlines, without one at the end. */
  public static String of(Sizing sizing, Language language) {
    SizingAdvice advice = SizingAdvice.of(sizing);
    Paragraphs text = new Paragraphs();
    text.add("", INDENT, language.say("sizing.head", advice.basis()));
    for (SizingAdvice.Line line : advice.lines()) {
      String first = INDENT + language.say(line.setting()) + INDENT;
      text.add(
          Paragraphs.padded(first, SETTING), " ".repeat(SETTING), language.say(line.evidence()));
    }
    if (!advice.options().isEmpty()) {
      // In one piece, however long: it is to be copied.
      text.add(INDENT + language.say("sizing.paste", advice.options()), INDENT, "");
    }
    for (Phrase remark : advice.remarks()) {
      Phrase said = advice.lines().isEmpty() ? Phrase.of("sizing.none", remark) : remark;
      text.add(INDENT, INDENT + INDENT, language.say(said));
    }
    return text.toString();
  }
}

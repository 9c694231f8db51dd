package io.memguard.report;

import io.memguard.detect.Sizing;
import io.memguard.detect.SizingAdvice;

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
  public static String of(Sizing sizing) {
    SizingAdvice advice = SizingAdvice.of(sizing);
    Paragraphs text = new Paragraphs();
    text.add("sizing, ", INDENT, advice.basis());
    for (SizingAdvice.Line line : advice.lines()) {
      String first = INDENT + line.setting();
      String column = " ".repeat(SETTING);
      text.add(first + " ".repeat(Math.max(2, SETTING - first.length())), column, line.evidence());
    }
    if (!advice.options().isEmpty()) {
      // In one piece, however long: it is to be copied.
      text.add(INDENT + "to paste: JAVA_TOOL_OPTIONS=\"" + advice.options() + "\"", INDENT, "");
    }
    String first = advice.lines().isEmpty() ? "no advice: " : "";
    for (String remark : advice.remarks()) {
      text.add(INDENT + first, INDENT + INDENT, remark);
    }
    return text.toString();
  }
}

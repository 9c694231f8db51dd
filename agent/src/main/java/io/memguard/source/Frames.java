package io.memguard.source;

import java.util.List;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;

/** Text of what JFR recorded, of bounded length. */
final class Frames {
  private static final int MOST_FRAMES = 16;

  private Frames() {}

  /** Innermost first, as {@code class.method:line}; empty where no stack was recorded. */
  static List<String> of(RecordedStackTrace stack) {
    if (stack == null) {
      return List.of();
    }
    return stack.getFrames().stream()
        .filter(RecordedFrame::isJavaFrame)
        .limit(MOST_FRAMES)
        .map(Frames::words)
        .toList();
  }

  private static String words(RecordedFrame frame) {
    String place = frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    return NamePattern.cut(place) + (frame.getLineNumber() < 0 ? "" : ":" + frame.getLineNumber());
  }
}

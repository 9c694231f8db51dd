package io.memguard.instrument;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Remembers the first OutOfMemoryError about direct memory. {@code -XX:+HeapDumpOnOutOfMemoryError}
 * does not see it: Java code throws it, not the JVM.
 */
final class Refusals implements Consumer<String> {
  private volatile String first;

  /**
   * Called by the thread that is refused. Known messages: {@code Cannot reserve 4096 bytes of
   * direct buffer memory (allocated: 8192, limit: 8192)}, {@code Direct buffer memory}, and Netty's
   * {@code failed to allocate 16777216 byte(s) of direct memory (used: ..., max: ...)}.
   */
  @Override
  public void accept(String message) {
    if (first == null && message != null && isAboutDirectMemory(message)) {
      first = message;
    }
  }

  private static boolean isAboutDirectMemory(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    return lower.contains("direct memory") || lower.contains("direct buffer memory");
  }

  Optional<String> first() {
    return Optional.ofNullable(first);
  }
}

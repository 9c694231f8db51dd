package io.memguard.verdict;

import java.util.List;

/**
 * Who holds the memory.
 *
 * @param bytes what it holds; 0 when only its presence is known
 * @param count how many objects, buffers, threads
 * @param detail frames or the elements of a reference chain, nearest first
 */
public record Culprit(Type type, String name, long bytes, long count, List<String> detail) {

  /** What sort of thing is named. */
  public enum Type {
    ALLOCATION_SITE("allocation-site"),
    CLASS("class"),
    HOLDER("holder"),
    CLASS_LOADER("class-loader"),
    THREAD_GROUP("thread-group"),
    FILE("file"),
    LIBRARY("library"),
    PROCESS("process");

    private final String label;

    Type(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }
}

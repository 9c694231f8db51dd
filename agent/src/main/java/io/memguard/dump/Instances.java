package io.memguard.dump;

import java.util.Iterator;

/** The reader's iterator over all instances, which stumbles over roots between them. */
final class Instances {
  private Instances() {}

  /**
   * Roots of virtual threads lie among the objects since JDK 21. The iterator throws where such a
   * root is a class, but stands behind it by then; damaged records were found when the dump was
   * opened.
   */
  static boolean hasNext(Iterator<?> instances) {
    while (true) {
      try {
        return instances.hasNext();
      } catch (IllegalArgumentException e) {
        // The next one is tried.
      }
    }
  }
}

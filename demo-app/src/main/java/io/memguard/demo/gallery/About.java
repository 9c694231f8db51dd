package io.memguard.demo.gallery;

import java.util.List;

/**
 * What a case is, and what is true of it.
 *
 * @param flags the JVM options under which the truth holds in a container of 512 MB
 * @param since the first JDK on which it can run
 */
public record About(String name, String description, Truth truth, List<String> flags, int since) {

  private static final int OLDEST_JDK = 17;
  private static final List<String> USUAL = List.of("-Xmx192m");

  static About healthy(String name, String description) {
    return new About(name, description, Truth.HEALTHY, USUAL, OLDEST_JDK);
  }

  static About sick(String name, String description, String kind, String culprit) {
    return new About(name, description, new Truth(kind, "warning", culprit), USUAL, OLDEST_JDK);
  }

  /** Nothing is wrong, but whoever looks at the numbers would ask. */
  static About remarkable(String name, String description, String kind) {
    return new About(name, description, new Truth(kind, "info", ""), USUAL, OLDEST_JDK);
  }

  /** Other JVM options than the usual maximum heap. */
  About with(String... options) {
    return new About(name, description, truth, List.of(options), since);
  }

  About sinceJdk(int feature) {
    return new About(name, description, truth, flags, feature);
  }
}

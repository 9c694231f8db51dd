package io.memguard.demo.gallery;

import java.util.List;

/**
 * What a case is, and what is true of it.
 *
 * @param flags the JVM options under which the truth holds in a container of 512 MB
 */
public record About(String name, String description, Truth truth, List<String> flags) {

  static About healthy(String name, String description) {
    return new About(name, description, Truth.HEALTHY, List.of("-Xmx192m"));
  }

  static About sick(String name, String description, String kind, String culprit) {
    return new About(name, description, new Truth(kind, culprit), List.of("-Xmx192m"));
  }

  About with(String... options) {
    return new About(name, description, truth, List.of(options));
  }
}

package io.memguard.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Where a case runs: a JDK and one of its collectors. */
record Place(Jdk jdk, String collector) {

  private static final List<String> COLLECTORS =
      List.of("G1", "Serial", "Parallel", "Z", "Shenandoah");

  /** The running JDK with the collector that most services have. */
  static Place usual() {
    return new Place(Jdk.running(), "G1");
  }

  /** Every collector that this JDK has. */
  static Stream<Place> on(Jdk jdk) {
    return COLLECTORS.stream().map(collector -> new Place(jdk, collector));
  }

  /** Whether this JDK was built with that collector. */
  boolean isThere() {
    List<String> command = new ArrayList<>(List.of(jdk.tool("java")));
    command.addAll(flags());
    command.add("-version");
    try {
      return new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  List<String> flags() {
    String use = "-XX:+Use" + collector + "GC";
    // Generational ZGC is an option of 21 only: 17 has none, later ones have nothing else.
    return collector.equals("Z") && jdk.feature() == 21
        ? List.of(use, "-XX:+ZGenerational")
        : List.of(use);
  }

  /** Whether the truth of that case holds here. */
  boolean suits(Gallery habit) {
    boolean choosesItsOwn =
        habit.flags().stream().anyMatch(flag -> flag.matches("-XX:\\+Use\\w+GC"));
    return jdk.feature() >= habit.since()
        && !(choosesItsOwn && !habit.flags().containsAll(flags()))
        && !(habit.kind().equals("direct-uncollected") && collectsByItself());
  }

  /** Such a collector looks at the whole heap again and again: nothing stays uncollected. */
  private boolean collectsByItself() {
    return collector.equals("Z") || collector.equals("Shenandoah");
  }

  @Override
  public String toString() {
    return jdk.feature() + "/" + collector.toLowerCase(Locale.ROOT);
  }
}

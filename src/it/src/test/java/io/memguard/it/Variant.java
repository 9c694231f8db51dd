package io.memguard.it;

import java.util.List;
import java.util.stream.Stream;

/** A way to start a JVM with the agent, by what it takes away from the usual one. */
record Variant(String name, Place place, List<String> flags, List<String> options) {

  private static final String NMT = "-XX:NativeMemoryTracking=summary";

  /** Every collector of that JDK as it comes, and everything else with one of them. */
  static Stream<Variant> on(Jdk jdk) {
    Place usual = new Place(jdk, "G1");
    return Stream.concat(
        Place.on(jdk)
            .filter(Place::isThere)
            .map(place -> new Variant("", place, List.of(NMT), List.of())),
        Stream.of(
            new Variant("no NMT", usual, List.of(), List.of()),
            new Variant("jfr=off", usual, List.of(NMT), List.of("jfr=off")),
            new Variant("no NMT, jfr=off", usual, List.of(), List.of("jfr=off")),
            new Variant("-Xint", usual, List.of(NMT, "-Xint"), List.of()),
            new Variant("C1 only", usual, List.of(NMT, "-XX:TieredStopAtLevel=1"), List.of()),
            new Variant(
                "one processor",
                new Place(jdk, "Serial"),
                List.of(NMT, "-XX:ActiveProcessorCount=1"),
                List.of()),
            new Variant("-Xshare:off", usual, List.of(NMT, "-Xshare:off"), List.of()),
            new Variant(
                "wide references", usual, List.of(NMT, "-XX:-UseCompressedOops"), List.of())));
  }

  Performance.Plan plan(int seconds) {
    return new Performance.Plan(seconds, 1, flags, options);
  }

  @Override
  public String toString() {
    return name.isEmpty() ? place.toString() : place + ", " + name;
  }
}

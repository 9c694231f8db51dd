package io.memguard.detect;

import java.util.List;

/** The detectors in the order in which their verdicts are shown. */
public final class Detectors {
  private Detectors() {}

  /**
   * All of them.
   *
   * @param mayCollect whether a collection may be run to tell retained memory from garbage
   */
  public static List<Detector> all(boolean mayCollect) {
    return List.of(
        new HeapLeakDetector(mayCollect),
        new DirectMemoryDetector(mayCollect),
        new OomRiskDetector());
  }
}

package io.memguard.detect;

import io.memguard.ledger.Window;
import io.memguard.verdict.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** All detectors, in the order in which their verdicts are shown. */
public final class Detectors {
  private final List<Detector> detectors;
  private final BiConsumer<String, RuntimeException> failures;

  /** {@code failures}: hears which detector failed, and of what. */
  Detectors(List<Detector> detectors, BiConsumer<String, RuntimeException> failures) {
    this.detectors = List.copyOf(detectors);
    this.failures = failures;
  }

  /**
   * All of them.
   *
   * @param mayExperiment whether a collection or a trim may be run to tell causes apart
   * @param failures hears which detector failed, and of what
   */
  public static Detectors all(
      boolean mayExperiment, BiConsumer<String, RuntimeException> failures) {
    return new Detectors(
        List.of(
            new HeapLeakDetector(mayExperiment),
            new HeapPressureDetector(mayExperiment),
            new CollectorOverheadDetector(),
            new MetaspaceLeakDetector(mayExperiment),
            new DirectMemoryDetector(mayExperiment),
            new ThreadLeakDetector(),
            new CodeCacheDetector(),
            new SharedMemoryDetector(),
            new NeighbourDetector(),
            new PageCacheDetector(),
            new SwapDetector(),
            new FragmentationDetector(),
            new LimitMismatchDetector(),
            new NativeLeakDetector(mayExperiment),
            new MallocRetentionDetector(),
            new MappedLeakDetector(mayExperiment),
            new OomRiskDetector()),
        failures);
  }

  /** One that fails does not silence the others. */
  private Finding examined(Detector detector, Window window) {
    try {
      return detector.examine(window);
    } catch (RuntimeException e) {
      failures.accept(detector.name(), e);
      return Finding.none("it failed: " + e);
    }
  }

  /**
   * What all detectors make of a window.
   *
   * @param open the cases that are followed, as they stood after the last tick
   */
  public Examination examine(Window window, List<Verdict> open) {
    List<Verdict> verdicts = new ArrayList<>();
    Set<Question> questions = EnumSet.noneOf(Question.class);
    TreeMap<String, String> silence = new TreeMap<>();
    for (Detector detector : detectors) {
      Finding finding = examined(detector, window);
      finding.verdict().ifPresent(verdicts::add);
      questions.addAll(finding.questions());
      if (finding.verdict().isEmpty()) {
        silence.put(detector.name(), finding.reason());
      }
    }
    List<Verdict> settled =
        Precedence.settle(verdicts, open, (kind, reason) -> silence.put(kind.label(), reason));
    return new Examination(settled, questions, silence);
  }
}

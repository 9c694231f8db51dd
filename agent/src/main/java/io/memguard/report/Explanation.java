package io.memguard.report;

import io.memguard.snapshot.CapturedContainer;
import io.memguard.verdict.Severity;
import java.util.List;

/**
 * What the figures of one look at a container mean. One look sees levels, not growth: it can tell
 * how near the kernel's kill is, not what leaks.
 *
 * @param verdict the answer in one sentence; its severity is the worst of all findings
 * @param findings what each group of figures means
 * @param advice what to do, in this order
 */
public record Explanation(
    CapturedContainer container, Finding verdict, List<Finding> findings, List<Finding> advice) {

  public Explanation {
    findings = List.copyOf(findings);
    advice = List.copyOf(advice);
  }

  /**
   * One sentence to be said in some language.
   *
   * @param key of the sentence in the texts {@code explain}
   * @param figures that the sentence has places for, ready to be printed
   */
  public record Finding(String key, Severity severity, List<String> figures) {
    public Finding {
      figures = List.copyOf(figures);
    }
  }

  public static Explanation of(CapturedContainer container) {
    return new ContainerJudgement(container).explanation();
  }

  public Severity severity() {
    return verdict.severity();
  }
}

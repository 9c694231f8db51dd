package io.memguard.demo.gallery;

import groovy.lang.GroovyShell;
import groovy.lang.Script;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Discount rules are Groovy scripts, compiled anew where they are needed and kept with the order: a
 * class and a class loader each time. MemGuard must say that metaspace leaks and name Groovy's
 * loader or the scripts, not the heap.
 */
final class ScriptLeak implements Case {

  /** Metaspace of one script, its closures and its loader, as measured on JDK 17 and 25. */
  private static final int SCRIPT_BYTES = 25 << 10;

  private static final long METASPACE = 72L << 20;
  private static final long OF_THE_SERVICE = 28L << 20;

  private final GroovyShell shell = new GroovyShell();
  private final Queue<Script> rules = new ConcurrentLinkedQueue<>();
  private Ramp ramp;

  @Override
  public About about() {
    return About.sick(
            "script-leak",
            "Groovy scripts compiled for each request and kept",
            "metaspace-leak",
            "\\bGroovyClassLoader\\b|\\bInnerLoader\\b|\\bDiscount\\d*\\b|\\bScript#?\\d*\\b")
        .with("-Xmx224m", "-XX:MaxMetaspaceSize=72m");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(METASPACE - OF_THE_SERVICE, 0.95);
  }

  @Override
  public void onRequest(long n) {
    for (int i = 0; i < ramp.due(n, SCRIPT_BYTES); i++) {
      Script rule = shell.parse(rule(n));
      if (!Long.valueOf(n * 20).equals(rule.run())) {
        throw new IllegalStateException("the discount of order " + n + " is wrong");
      }
      rules.add(rule);
    }
  }

  private static String rule(long order) {
    return """
        def lines = (1..4).collect { line -> %dL * line }
        def discounts = lines.collect { cents -> cents * 2 }
        long total = 0
        discounts.findAll { it > 0 }.each { total += it }
        total
        """
        .formatted(order);
  }
}

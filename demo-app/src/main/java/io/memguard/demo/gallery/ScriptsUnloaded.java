package io.memguard.demo.gallery;

import groovy.lang.Binding;
import groovy.lang.GroovyShell;

/**
 * A Groovy script is compiled for a part of the requests, run once and dropped. MemGuard may watch
 * metaspace rise between two collections; it must not warn, for each collection unloads them all.
 *
 * <p>Groovy knows its classes by soft references, so the options clear those after seconds, as
 * services with many scripts do, and let metaspace ask for a collection soon.
 */
final class ScriptsUnloaded implements Case {

  private static final double SCRIPTS_PER_SECOND = 15;

  private Ramp ramp;

  @Override
  public About about() {
    return About.healthy("scripts-unloaded", "scripts compiled, run once and dropped")
        .with(
            "-Xmx192m",
            "-XX:MetaspaceSize=28m",
            "-XX:MinMetaspaceFreeRatio=15",
            "-XX:MaxMetaspaceFreeRatio=25",
            "-XX:SoftRefLRUPolicyMSPerMB=10");
  }

  @Override
  public void start(Run run) {
    ramp = new Ramp(SCRIPTS_PER_SECOND / run.rate());
  }

  @Override
  public void onRequest(long n) {
    for (int i = 0; i < ramp.due(n, 1); i++) {
      Binding order = new Binding();
      order.setVariable("lines", n % 50);
      Object total =
          new GroovyShell(order)
              .evaluate("def total = %d; (1..lines + 1).each { total += it }; total".formatted(n));
      long last = n % 50 + 1;
      if (((Number) total).longValue() != n + last * (last + 1) / 2) {
        throw new IllegalStateException("the script of request %d says %s".formatted(n, total));
      }
    }
  }
}

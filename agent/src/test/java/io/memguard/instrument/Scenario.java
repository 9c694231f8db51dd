package io.memguard.instrument;

import java.lang.instrument.Instrumentation;

/** What a child JVM does; it prints {@code name=value} lines. */
interface Scenario {
  void run(Instrumentation instrumentation) throws Exception;
}

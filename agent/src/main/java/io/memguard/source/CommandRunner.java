package io.memguard.source;

import io.memguard.snapshot.Reading;

/** Runs one diagnostic command of this JVM, written as for {@code jcmd}. Never throws. */
public interface CommandRunner {

  Reading<String> run(String command);
}

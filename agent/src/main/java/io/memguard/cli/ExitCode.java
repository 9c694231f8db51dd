package io.memguard.cli;

import io.memguard.verdict.Severity;

/** How a command ended. */
final class ExitCode {
  static final int FINE = 0;

  /** A verdict of warning or worse was found. */
  static final int TROUBLE = 1;

  static final int USAGE = 2;

  /** It could not be done. */
  static final int IMPOSSIBLE = 3;

  private ExitCode() {}

  static int of(Severity severity) {
    return severity.compareTo(Severity.WARNING) >= 0 ? TROUBLE : FINE;
  }
}

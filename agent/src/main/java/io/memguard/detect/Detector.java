package io.memguard.detect;

import io.memguard.ledger.Window;

/** Looks for one trouble. Stateless: the same window gives the same finding. */
public interface Detector {

  /** Short name for the log of reasons, such as {@code heap-leak}. */
  String name();

  Finding examine(Window window);
}

package io.memguard.demo;

import java.util.concurrent.atomic.AtomicLong;

/** What became of the requests. */
final class Tally {

  final AtomicLong served = new AtomicLong();

  /** Requests that failed in the service or got no answer. */
  final AtomicLong errors = new AtomicLong();

  /** Answers that were given and were wrong. */
  final AtomicLong mismatches = new AtomicLong();

  final AtomicLong outOfMemory = new AtomicLong();

  @Override
  public String toString() {
    return "requests=%d errors=%d mismatches=%d out-of-memory=%d"
        .formatted(served.get(), errors.get(), mismatches.get(), outOfMemory.get());
  }
}

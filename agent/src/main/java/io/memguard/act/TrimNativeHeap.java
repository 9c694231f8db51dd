package io.memguard.act;

import io.memguard.snapshot.Reading;
import io.memguard.source.CommandRunner;
import java.util.function.Supplier;

/**
 * glibc's {@code malloc_trim} as an experiment: what it gives back was kept by the allocator, not
 * leaked. The account must be a resident figure, since glibc's own {@code retained} does not fall.
 */
public final class TrimNativeHeap {

  private final MeasuredCommand command;

  public TrimNativeHeap(CommandRunner commands, Budget budget) {
    this.command =
        new MeasuredCommand("trim", "attempt.no-trim", "System.trim_native_heap", commands, budget);
  }

  public Attempt run(Supplier<Reading<Long>> account) {
    return command.run(account);
  }
}

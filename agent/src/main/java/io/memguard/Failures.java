package io.memguard;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What goes wrong inside MemGuard is said once a kind, and never ends its thread. */
final class Failures {
  private final Predicate<Throwable> settled;
  private final Consumer<String> print;
  private final Set<String> told = new HashSet<>();

  /** {@code settled}: whether somebody else took care of a failure. */
  Failures(Predicate<Throwable> settled, Consumer<String> print) {
    this.settled = settled;
    this.print = print;
  }

  /** Says it; an OutOfMemoryError while it is said is not said. */
  void tell(String what, Throwable failure) {
    try {
      if (!settled.test(failure) && told.add(what + failure.getClass())) {
        print.accept(
            failure instanceof OutOfMemoryError
                ? "out of memory (" + failure.getMessage() + "): a sample was skipped"
                : "internal failure in " + what + ", going on: " + failure + at(failure));
      }
    } catch (Throwable outOfMemory) {
      // There is no memory to tell it; the next tick may have some.
    }
  }

  private static String at(Throwable failure) {
    StackTraceElement[] stack = failure.getStackTrace();
    return stack.length == 0 ? "" : " at " + stack[0];
  }
}

package io.memguard.investigate;

import io.memguard.snapshot.HeldObject;
import java.util.List;
import java.util.function.Predicate;

/** A sampled object with the steps of its chain, from the root on. */
record HeldSample(HeldObject object, List<Step> steps) {
  static HeldSample of(HeldObject object) {
    return new HeldSample(object, Step.of(object));
  }

  /** Whether one of its objects, itself included, is of such a class. */
  boolean has(Predicate<String> type) {
    return type.test(object.type()) || object.chain().stream().anyMatch(h -> type.test(h.type()));
  }
}

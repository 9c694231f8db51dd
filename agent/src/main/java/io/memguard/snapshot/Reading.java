package io.memguard.snapshot;

import java.util.Optional;
import java.util.function.Function;

/**
 * What a source answered: a known value, or the reason why there is none and what would make it
 * available. Absence is never a number.
 */
public sealed interface Reading<T> {

  /** A value that was read. */
  record Known<T>(T get) implements Reading<T> {}

  /** No value; {@code reason} is one plain clause, with the remedy where there is one. */
  record Unavailable<T>(String reason) implements Reading<T> {}

  static <T> Reading<T> known(T value) {
    return new Known<>(value);
  }

  static <T> Reading<T> unavailable(String reason) {
    return new Unavailable<>(reason);
  }

  default Optional<T> value() {
    return this instanceof Known<T> known ? Optional.of(known.get()) : Optional.empty();
  }

  /** Why there is no value; empty when there is one. */
  default String reason() {
    return this instanceof Unavailable<T> unavailable ? unavailable.reason() : "";
  }

  default boolean isKnown() {
    return this instanceof Known;
  }

  /** What comes of the value, which may be unavailable for a reason of its own. */
  default <R> Reading<R> flatMap(Function<? super T, Reading<R>> function) {
    return this instanceof Known<T> known ? function.apply(known.get()) : unavailable(reason());
  }

  default <R> Reading<R> map(Function<? super T, ? extends R> function) {
    return this instanceof Known<T> known
        ? known(function.apply(known.get()))
        : unavailable(reason());
  }
}

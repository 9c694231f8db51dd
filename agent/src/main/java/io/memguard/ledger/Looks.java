package io.memguard.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * The looks of one kind since suspicion began, oldest first. Immutable and bounded: when full,
 * every second look is dropped, so that a long suspicion keeps its whole shape.
 */
public final class Looks<T> {
  static final int CAPACITY = 48;

  private final List<Look<T>> looks;

  private Looks(List<Look<T>> looks) {
    this.looks = List.copyOf(looks);
  }

  public static <T> Looks<T> none() {
    return new Looks<>(List.of());
  }

  Looks<T> with(Look<T> look) {
    List<Look<T>> kept = new ArrayList<>();
    boolean full = looks.size() >= CAPACITY;
    for (int i = 0; i < looks.size(); i++) {
      if (!full || i % 2 == 0) {
        kept.add(looks.get(i));
      }
    }
    kept.add(look);
    return new Looks<>(kept);
  }

  public int size() {
    return looks.size();
  }

  public Optional<Look<T>> last() {
    return looks.isEmpty() ? Optional.empty() : Optional.of(looks.get(looks.size() - 1));
  }

  /** The newest look not later than {@code second}. */
  public Optional<Look<T>> lastUntil(double second) {
    return looks.stream().filter(look -> look.second() <= second).reduce((a, b) -> b);
  }

  /** The first look at or after {@code second}. */
  public Optional<Look<T>> firstFrom(double second) {
    return looks.stream().filter(look -> look.second() >= second).findFirst();
  }

  /** Median of the seconds from one look to the next; 0 before two. */
  public double usualGap() {
    double[] gaps =
        IntStream.range(1, looks.size())
            .mapToDouble(i -> looks.get(i).second() - looks.get(i - 1).second())
            .sorted()
            .toArray();
    return gaps.length == 0 ? 0 : gaps[gaps.length / 2];
  }

  /** A figure of the family that {@code is} knows, look by look; 0 where it was not found. */
  public Series series(Predicate<T> is, ToIntFunction<T> figure) {
    double[] seconds = new double[looks.size()];
    double[] values = new double[looks.size()];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = looks.get(i).second();
      values[i] = looks.get(i).found().stream().filter(is).mapToInt(figure).sum();
    }
    return new Series(seconds, values);
  }
}

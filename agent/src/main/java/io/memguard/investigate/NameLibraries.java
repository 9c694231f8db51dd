package io.memguard.investigate;

import io.memguard.detect.Question;
import io.memguard.ledger.Window;
import io.memguard.snapshot.ClassPopulation;
import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.Reading;
import io.memguard.source.ClassHistogram;
import io.memguard.source.NativeMethods;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Verdict;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Names who may own growing native memory. The heap is walked a few times while the growth lasts,
 * ever more rarely; a walk is a safepoint, not a collection.
 */
public final class NameLibraries implements Investigation {
  private static final int MOST_WALKS = 6;

  /** Ticks after the first walk; doubled after each. */
  private static final int FIRST_WAIT = 8;

  /** What a walk through a gigabyte of small objects takes, and how long it may take. */
  private static final double SECONDS_PER_BYTE = 0.32 / (1 << 30);

  private static final double LONGEST_WALK_SECONDS = 0.25;

  private final ClassHistogram histogram;
  private final NativeMethods nativeMethods;
  private final Supplier<Reading<List<String>>> libraries;
  private List<ClassPopulation> first = List.of();
  private List<Culprit> culprits = List.of();
  private int walks;
  private int wait = FIRST_WAIT;
  private int ticks;

  /**
   * The naming.
   *
   * @param libraries the libraries that came with the application, read at once
   */
  public NameLibraries(
      ClassHistogram histogram,
      NativeMethods nativeMethods,
      Supplier<Reading<List<String>>> libraries) {
    this.histogram = histogram;
    this.nativeMethods = nativeMethods;
    this.libraries = libraries;
  }

  @Override
  public void settle(Set<Question> questions, Window window) {
    if (!questions.contains(Question.LIST_LIBRARIES) || walks >= MOST_WALKS) {
      return;
    }
    ticks--;
    if (ticks > 0) {
      return;
    }
    ticks = wait;
    wait = walks == 0 ? wait : wait * 2;
    walks++;
    HeapMemory heap = window.snapshot().heap().value().orElse(null);
    boolean cheap = heap != null && heap.used() * SECONDS_PER_BYTE <= LONGEST_WALK_SECONDS;
    List<ClassPopulation> now =
        cheap ? histogram.all().value().orElse(List.of()) : List.<ClassPopulation>of();
    if (first.isEmpty()) {
      first = now;
    }
    culprits =
        NativeOwners.of(
            first, now, nativeMethods::among, libraries.get().value().orElse(List.of()));
  }

  @Override
  public Verdict enrich(Verdict verdict) {
    return verdict.kind() != Kind.NATIVE_LEAK || culprits.isEmpty()
        ? verdict
        : verdict.withCulprits(culprits, Phrase.of("libraries.suspect", culprits.get(0).name()));
  }

  @Override
  public void rest() {
    first = List.of();
    culprits = List.of();
    walks = 0;
    wait = FIRST_WAIT;
    ticks = 0;
  }
}

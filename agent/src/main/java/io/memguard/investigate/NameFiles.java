package io.memguard.investigate;

import io.memguard.detect.Question;
import io.memguard.ledger.Window;
import io.memguard.snapshot.FileMappings;
import io.memguard.snapshot.Reading;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Names the mapped files that grow, by pattern of their names. */
public final class NameFiles implements Investigation {
  private static final int MOST_CULPRITS = 5;

  /** Reading the list may take this share of the time: it grows with the number of mappings. */
  private static final long NANOS_PER_NANO = 500;

  private final Supplier<Reading<List<FileMappings>>> files;
  private final LongSupplier nanoClock;
  private Map<String, FileMappings> first = Map.of();
  private List<FileMappings> last = List.of();
  private long notBefore = Long.MIN_VALUE;

  /**
   * The naming.
   *
   * @param files the mapped files by pattern, read at once
   */
  public NameFiles(Supplier<Reading<List<FileMappings>>> files, LongSupplier nanoClock) {
    this.files = files;
    this.nanoClock = nanoClock;
  }

  @Override
  public void settle(Set<Question> questions, Window window) {
    long start = nanoClock.getAsLong();
    if (!questions.contains(Question.LIST_FILES) || start < notBefore) {
      return;
    }
    files.get().value().ifPresent(this::note);
    long end = nanoClock.getAsLong();
    notBefore = end + NANOS_PER_NANO * (end - start);
  }

  private void note(List<FileMappings> now) {
    if (first.isEmpty()) {
      Map<String, FileMappings> begin = new HashMap<>();
      now.forEach(one -> begin.put(one.pattern(), one));
      first = Map.copyOf(begin);
    }
    last = now;
  }

  @Override
  public Verdict enrich(Verdict verdict) {
    if (verdict.kind() != Kind.MAPPED_LEAK || last.isEmpty()) {
      return verdict;
    }
    List<FileMappings> sorted = new ArrayList<>(last);
    // What grew since the first look, then what is largest.
    sorted.sort(
        Comparator.comparingLong(this::grown).thenComparingLong(FileMappings::bytes).reversed());
    List<Culprit> culprits = sorted.stream().limit(MOST_CULPRITS).map(NameFiles::culprit).toList();
    return verdict.withCulprits(culprits, Phrase.of("files.named", culprits.get(0).name()));
  }

  private long grown(FileMappings now) {
    FileMappings then = first.get(now.pattern());
    return now.bytes() - (then == null ? 0 : then.bytes());
  }

  private static Culprit culprit(FileMappings files) {
    List<Phrase> detail = new ArrayList<>();
    detail.add(Phrase.of("files.example", files.example()));
    if (files.deleted() > 0) {
      detail.add(Phrase.of("files.deleted", files.deleted()));
    }
    return new Culprit(
        Culprit.Type.FILE, files.pattern(), files.bytes(), files.count(), List.copyOf(detail));
  }

  @Override
  public void rest() {
    first = Map.of();
    last = List.of();
  }
}

package io.memguard.investigate;

import io.memguard.detect.Question;
import io.memguard.ledger.Window;
import io.memguard.snapshot.HeldFile;
import io.memguard.snapshot.Reading;
import io.memguard.source.Source;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Which files fill the memory. Files are taken together by their name with its numbers left out,
 * and those that grew most since the first look come first: what was there before is not the
 * growth.
 */
public final class ListFiles implements Investigation {
  /** A list must be so many times as old as it took to make. */
  private static final int COST = 200;

  private static final long YOUNGEST_NANOS = 5_000_000_000L;
  private static final int MOST_CULPRITS = 5;
  private static final int MOST_NAMES = 3;

  /** Below this a file explains nothing. */
  private static final long LEAST_BYTES = 1 << 20;

  /** What differs between files of one sort: counters, dates, process ids, hashes, random names. */
  private static final Pattern NUMBER =
      Pattern.compile("(?<![0-9a-fA-F])(?=[0-9a-fA-F]*[0-9])[0-9a-fA-F]{8,}|\\d+");

  private final Source<List<HeldFile>> files;
  private final LongSupplier nanos;
  private final Consumer<Phrase> log;
  private Map<String, Long> first = Map.of();
  private List<HeldFile> last = List.of();
  private boolean listed;
  private boolean refused;
  private long notBefore;

  /**
   * The list with its clock.
   *
   * @param log told once when the files cannot be listed
   */
  public ListFiles(Source<List<HeldFile>> files, LongSupplier nanos, Consumer<Phrase> log) {
    this.files = files;
    this.nanos = nanos;
    this.log = log;
  }

  @Override
  public void settle(Set<Question> questions, Window window) {
    long begin = nanos.getAsLong();
    if (!questions.contains(Question.LIST_FILES) || refused || (listed && begin - notBefore < 0)) {
      return;
    }
    Reading<List<HeldFile>> reading = files.read();
    if (!reading.isKnown()) {
      refused = true;
      log.accept(Phrase.text(reading.reason()));
      return;
    }
    last = reading.value().orElseThrow();
    if (!listed) {
      first = byPattern(last);
    }
    listed = true;
    long end = nanos.getAsLong();
    notBefore = end + Math.max(YOUNGEST_NANOS, COST * (end - begin));
  }

  @Override
  public Verdict enrich(Verdict verdict) {
    boolean shared = verdict.kind() == Kind.SHMEM_GROWTH;
    boolean mapped = verdict.kind() == Kind.MAPPED_LEAK && verdict.culprits().isEmpty();
    if (!listed || (!shared && !mapped)) {
      return verdict;
    }
    List<Culprit> culprits =
        culprits(last.stream().filter(file -> file.sharedMemory() || mapped).toList());
    return culprits.isEmpty()
        ? verdict
        : verdict.withCulprits(culprits, Phrase.of("files.most", culprits.get(0).name()));
  }

  @Override
  public void rest() {
    listed = false;
    first = Map.of();
    last = List.of();
  }

  private static Map<String, Long> byPattern(List<HeldFile> list) {
    Map<String, Long> bytes = new HashMap<>();
    list.forEach(file -> bytes.merge(pattern(file.name()), file.bytes(), Long::sum));
    return bytes;
  }

  private List<Culprit> culprits(List<HeldFile> list) {
    Map<String, List<HeldFile>> groups = new HashMap<>();
    for (HeldFile file : list) {
      groups.computeIfAbsent(pattern(file.name()), name -> new ArrayList<>()).add(file);
    }
    return groups.entrySet().stream()
        .map(group -> culprit(group.getKey(), group.getValue()))
        .filter(culprit -> culprit.bytes() >= LEAST_BYTES)
        .sorted(
            Comparator.comparingLong(this::growth)
                .thenComparingLong(Culprit::bytes)
                .reversed()
                .thenComparing(Culprit::name))
        .limit(MOST_CULPRITS)
        .toList();
  }

  private long growth(Culprit culprit) {
    return culprit.bytes() - first.getOrDefault(pattern(culprit.name()), 0L);
  }

  private static Culprit culprit(String pattern, List<HeldFile> group) {
    long bytes = group.stream().mapToLong(HeldFile::bytes).sum();
    List<Phrase> largest =
        group.stream()
            .sorted(
                Comparator.comparingLong(HeldFile::bytes).reversed().thenComparing(HeldFile::name))
            .limit(MOST_NAMES)
            .map(file -> Phrase.text(file.name() + " " + Quantity.bytes(file.bytes())))
            .toList();
    String name = group.size() == 1 ? group.get(0).name() : pattern;
    return new Culprit(Culprit.Type.FILE, name, bytes, group.size(), largest);
  }

  /** {@code /dev/shm/order-17.bin} and {@code order-18.bin} are {@code /dev/shm/order-*.bin}. */
  static String pattern(String name) {
    return NUMBER.matcher(name).replaceAll("*");
  }
}

package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Window;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.MachineMemory;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The machine has free memory, but in small pieces: whoever asks for a huge page waits while the
 * kernel moves pages together. It is nothing that the service did, so much must come together
 * before it is said.
 */
final class FragmentationDetector implements Detector {
  /** So many intervals long, most of them. */
  private static final int INTERVALS = 30;

  /** Waits for compaction a second, in all of the machine. */
  private static final double STALLS = 1;

  private static final double MANY_STALLS = 10;

  /**
   * Blocks of this order and above are large: on x86 and on arm64 with 4 KiB pages a huge page is
   * of order 9.
   */
  private static final int LARGE = 9;

  /** The large blocks hold at most this share of what is free. */
  private static final double FEW = 0.02;

  /**
   * Orders above this one are dear to the kernel ({@code PAGE_ALLOC_COSTLY_ORDER} of {@code
   * linux/mmzone.h}).
   */
  private static final int COSTLY = 3;

  /** With less free memory the trouble is shortage, not fragmentation. */
  private static final double ENOUGH_FREE = 0.05;

  @Override
  public String name() {
    return Kind.SYSTEM_FRAGMENTATION.label();
  }

  @Override
  public Finding examine(Window window) {
    MachineMemory machine = window.snapshot().machine().value().orElse(null);
    if (machine == null) {
      return Finding.none(window.snapshot().machine().reason());
    }
    if (machine.freeBlocks().size() <= LARGE) {
      return Finding.none("/proc/buddyinfo does not tell of large blocks here");
    }
    Pace stalls = Pace.of(window.series(Account.COMPACTION_STALLS), INTERVALS, STALLS);
    if (!stalls.persists(INTERVALS)) {
      return Finding.none("nobody keeps waiting for compaction");
    }
    if (machine.free() < ENOUGH_FREE * machine.total()) {
      return Finding.none("the machine is short of memory, so compaction has nothing to gain");
    }
    double large = shareFrom(LARGE, machine.freeBlocks());
    if (large > FEW) {
      return Finding.none("the machine has large free blocks");
    }
    boolean severe =
        stalls.perSecond() >= MANY_STALLS && shareFrom(COSTLY + 1, machine.freeBlocks()) <= FEW;
    return Finding.of(
        verdict(window, machine, stalls, large, severe ? Severity.WARNING : Severity.INFO),
        Set.of());
  }

  /** Share of the free pages that lies in blocks of that order and above. */
  private static double shareFrom(int order, List<Long> blocks) {
    double all = 0;
    double high = 0;
    for (int i = 0; i < blocks.size(); i++) {
      double pages = Math.scalb((double) blocks.get(i), i);
      all += pages;
      high += i >= order ? pages : 0;
    }
    return all == 0 ? 0 : high / all;
  }

  private static Verdict verdict(
      Window window, MachineMemory machine, Pace stalls, double large, Severity severity) {
    long huge =
        window.snapshot().container().value().map(ContainerMemory::anonymousHuge).orElse(0L);
    return new Verdict(
        Kind.SYSTEM_FRAGMENTATION,
        severity,
        0.7,
        "system-fragmentation/machine",
        Phrase.of(
            "system-fragmentation.summary",
            Quantity.rounded(stalls.perSecond()),
            Quantity.bytes(machine.free()),
            Quantity.percent(large)),
        Phrase.of("system-fragmentation.why", Quantity.bytes(huge)),
        List.of(
            Phrase.of("system-fragmentation.remedy.who"),
            Phrase.of("system-fragmentation.remedy.machine"),
            Phrase.of("system-fragmentation.remedy.jvm"),
            Phrase.of("system-fragmentation.remedy.look")),
        "machine",
        machine.free(),
        0,
        OptionalLong.empty(),
        Forecast.NONE,
        List.of(),
        List.of(
            new Evidence("waits for compaction", stalls.perSecond(), "1/s"),
            new Evidence("free memory in large blocks", 100 * large, "%"),
            new Evidence("free memory", machine.free(), "bytes")),
        List.of(),
        List.of());
  }
}

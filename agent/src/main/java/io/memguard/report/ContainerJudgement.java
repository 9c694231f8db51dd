package io.memguard.report;

import static io.memguard.verdict.Quantity.percent;
import static io.memguard.verdict.Quantity.precise;

import io.memguard.report.Explanation.Finding;
import io.memguard.snapshot.CapturedContainer;
import io.memguard.snapshot.CapturedContainer.Scope;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.ContainerMemory.CgroupVersion;
import io.memguard.snapshot.MachineMemory;
import io.memguard.snapshot.PageActivity;
import io.memguard.verdict.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Judges the figures of one look at a container. */
final class ContainerJudgement {
  /** Above this share of the limit, usage looks alarming to whoever does not know page cache. */
  private static final double LOOKS_FULL = 0.85;

  /** Shared memory that nobody bounded tends to be found at such a share. */
  private static final double MUCH_SHARED = 0.25;

  /** A container's kernel memory is 1 to 3 %; sockets, dentries or page tables can make it more. */
  private static final double MUCH_KERNEL = 0.20;

  /** Of usage. Cold pages go out once; this much is what processes also read. */
  private static final double MUCH_SWAP = 0.10;

  private static final double THROTTLED = 0.97;

  // Percent of the last ten seconds.
  private static final double NOTICEABLE_STALLS = 1;
  private static final double STALLS = 5;
  private static final double HEAVY_STALLS = 20;

  /** A machine with less than this available has no room for the container, whatever its limit. */
  private static final double LITTLE_AVAILABLE = 0.05;

  private static final long PAGE = 4096;

  private final CapturedContainer container;
  private final ContainerMemory memory;
  private final PageActivity activity;
  private final long limit;
  private final double taken;
  private final Level level;
  private final List<Finding> findings = new ArrayList<>();
  private final List<Finding> advice = new ArrayList<>();

  ContainerJudgement(CapturedContainer container) {
    this.container = container;
    this.memory = container.memory();
    this.activity = container.activity();
    // A limit of 0 is written by hand, not by the kernel for a group with processes.
    this.limit = Math.max(0, memory.limit().orElse(0));
    this.taken = limit == 0 ? 0 : (double) memory.nonReclaimable() / limit;
    this.level = limit == 0 ? Level.HEALTHY : Level.of(taken, (double) swapRoom() / limit);
  }

  Explanation explanation() {
    level();
    events();
    anonymous();
    cache();
    shared();
    kernel();
    swap();
    faults();
    machine();
    adviceOnAll();
    return new Explanation(container, verdict(), findings, advice);
  }

  private Finding verdict() {
    Severity worst =
        findings.stream().map(Finding::severity).max(Severity::compareTo).orElse(Severity.INFO);
    if (limit == 0) {
      return new Finding(withoutLimit(), worst, List.of(precise(memory.nonReclaimable())));
    }
    boolean atEase = level == Level.HEALTHY && worst.compareTo(Severity.INFO) > 0;
    String key = "verdict." + (atEase ? "trouble" : level.name().toLowerCase(Locale.ROOT));
    return new Finding(
        key,
        worst,
        List.of(
            precise(memory.nonReclaimable()),
            percent(taken),
            precise(limit),
            precise(Math.max(0, limit - memory.nonReclaimable())),
            precise(swapRoom())));
  }

  private String withoutLimit() {
    if (container.scope() == Scope.ROOT) {
      return "verdict.machine";
    }
    return limitUnknown() ? "verdict.limit-unknown" : "verdict.unlimited";
  }

  /** What may still go out to swap; 0 where that is not known. */
  private long swapRoom() {
    long allowed =
        memory.swapLimit().isPresent()
            ? Math.max(0, memory.swapLimit().getAsLong() - memory.swap())
            : Long.MAX_VALUE;
    long there = container.machine().map(MachineMemory::swapFree).orElse(Long.MAX_VALUE);
    long room = Math.min(allowed, there);
    return room == Long.MAX_VALUE ? 0 : room;
  }

  private boolean limitUnknown() {
    return memory.version() == CgroupVersion.V2 && container.scope() == Scope.STAT_ALONE;
  }

  private void level() {
    if (limit == 0) {
      return;
    }
    boolean looksFull = memory.usage() >= LOOKS_FULL * limit && level == Level.HEALTHY;
    find(
        looksFull ? "level.cache" : "level",
        level.severity(),
        precise(memory.usage()),
        percent((double) memory.usage() / limit),
        precise(memory.nonReclaimable()),
        percent(taken),
        precise(memory.pageCache()));
  }

  private void events() {
    if (memory.oomKills() > 0) {
      find("oom-kills", Severity.WARNING, memory.oomKills());
    } else if (memory.limitHits() > 0) {
      find("limit-hits", Severity.INFO, memory.limitHits());
    }
    boolean throttles = memory.version() == CgroupVersion.V2 && memory.high().isPresent();
    if (throttles && memory.usage() >= THROTTLED * memory.high().getAsLong()) {
      find("throttled", Severity.WARNING, precise(memory.high().getAsLong()));
    }
    double stalled = memory.stalled().orElse(0);
    if (stalled >= NOTICEABLE_STALLS) {
      find("stalled", ofStalls(stalled), String.format(Locale.ROOT, "%.1f %%", stalled));
    }
  }

  private static Severity ofStalls(double percent) {
    if (percent >= HEAVY_STALLS) {
      return Severity.WARNING;
    }
    return percent >= STALLS ? Severity.WATCH : Severity.INFO;
  }

  private void anonymous() {
    find("anonymous", Severity.INFO, precise(memory.anonymous()));
    long listed = activity.inactiveAnonymous() + activity.activeAnonymous();
    if (listed > 0) {
      find(
          "anonymous.age",
          Severity.INFO,
          precise(activity.inactiveAnonymous()),
          precise(listed),
          precise(memory.anonymous() + memory.sharedMemory()));
    }
    if (memory.anonymousHuge() > 0 && memory.anonymous() > 0) {
      find(
          "huge",
          Severity.INFO,
          precise(memory.anonymousHuge()),
          percent((double) memory.anonymousHuge() / memory.anonymous()));
    }
    if (memory.unevictable() > 0) {
      find("locked", Severity.INFO, precise(memory.unevictable()));
    } else {
      find("locked.none", Severity.INFO);
    }
  }

  private void cache() {
    find(
        "cache",
        Severity.INFO,
        precise(memory.pageCache()),
        precise(memory.inactiveFile()),
        precise(memory.activeFile()));
    long unwritten = activity.dirty() + activity.writeback();
    if (unwritten > 0) {
      find("cache.dirty", Severity.INFO, precise(unwritten));
    }
    long readAgain = memory.refaults() * PAGE;
    if (memory.refaults() > 0) {
      boolean churns = readAgain > Math.max(memory.pageCache(), memory.usage() / 10);
      find(
          churns ? "refaults" : "refaults.few",
          Severity.INFO,
          memory.refaults(),
          precise(readAgain));
    }
  }

  private void shared() {
    if (memory.sharedMemory() == 0) {
      return;
    }
    boolean much = limit > 0 && memory.sharedMemory() >= MUCH_SHARED * limit;
    Severity severity = much ? Severity.WATCH : Severity.INFO;
    String cacheWord = memory.version() == CgroupVersion.V1 ? "cache" : "file";
    find(
        "shared",
        severity,
        precise(memory.sharedMemory()),
        cacheWord,
        precise(memory.pageCache() + memory.sharedMemory()));
    if (much) {
      advise("shared");
    }
  }

  private void kernel() {
    if (memory.version() == CgroupVersion.V1 && container.scope() == Scope.STAT_ALONE) {
      find("kernel.unknown", Severity.INFO);
      return;
    }
    long kept = memory.kernel() - memory.kernelReclaimable();
    if (limit > 0 && kept >= MUCH_KERNEL * limit) {
      find("kernel", Severity.WATCH, precise(kept));
    }
  }

  private void swap() {
    if (memory.swap() > 0) {
      boolean much = memory.swap() >= MUCH_SWAP * memory.usage();
      find("swap", much ? Severity.WATCH : Severity.INFO, precise(memory.swap()));
      advise("swap");
    } else {
      boolean forbidden = memory.swapLimit().isPresent() && memory.swapLimit().getAsLong() == 0;
      find(forbidden ? "swap.forbidden" : "swap.none", Severity.INFO);
    }
  }

  private void faults() {
    find(
        activity.majorFaults() > 0 ? "faults" : "faults.minor",
        Severity.INFO,
        activity.faults(),
        activity.majorFaults());
    if (activity.charges().isPresent() && memory.version() == CgroupVersion.V1) {
      find(
          "charges",
          Severity.INFO,
          activity.charges().getAsLong(),
          activity.discharges().orElse(0));
    }
  }

  private void machine() {
    MachineMemory machine = container.machine().orElse(null);
    if (machine != null && machine.total() > 0) {
      boolean little = machine.available() < LITTLE_AVAILABLE * machine.total();
      find(
          little ? "machine.full" : "machine",
          little ? Severity.WARNING : Severity.INFO,
          precise(machine.available()),
          precise(machine.total()));
    }
  }

  private void adviceOnAll() {
    boolean isV2 = memory.version() == CgroupVersion.V2;
    if (memory.oomKills() > 0) {
      advise("oom-kills");
    }
    if (level != Level.HEALTHY) {
      advise("tight");
    }
    if (limit == 0 && container.scope() != Scope.ROOT) {
      advise(limitUnknown() ? "limit-unknown" : "unlimited");
    }
    if (memory.pageCache() > memory.usage() / 4) {
      advise(isV2 ? "cache.v2" : "cache.v1", precise(memory.pageCache()));
    }
    advise("anonymous");
    advise("watch");
  }

  private void find(String key, Severity severity, Object... figures) {
    findings.add(new Finding("finding." + key, severity, printed(figures)));
  }

  private void advise(String key, Object... figures) {
    advice.add(new Finding("advice." + key, Severity.INFO, printed(figures)));
  }

  private static List<String> printed(Object... figures) {
    return List.of(figures).stream().map(Object::toString).toList();
  }
}

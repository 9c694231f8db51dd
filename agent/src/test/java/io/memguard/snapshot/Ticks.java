package io.memguard.snapshot;

import io.memguard.snapshot.ContainerMemory.CgroupVersion;
import io.memguard.snapshot.HeapMemory.Collector;
import io.memguard.snapshot.HeapMemory.LivePoint;
import io.memguard.snapshot.MemoryRange.Use;
import io.memguard.snapshot.NativeMemory.Category;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A service that exists only in numbers, tick by tick. A test moves what it is about; all other
 * figures follow, so that process, pages, malloc and container agree to the byte. Sizes in MiB.
 */
public final class Ticks {
  public static final long MIB = 1 << 20;

  private static final long CLASS_SPACE = 5;
  private static final long METASPACE_BESIDE = 35;
  private static final long STACKS = 20;
  private static final long ARCHIVE = 13;
  private static final long CODE = 15;
  private static final long COLLECTOR_MAPPED = 6;
  private static final long COLLECTOR_MALLOC = 2;
  private static final long SYMBOLS_MALLOC = 10;
  private static final long KEPT_BY_MALLOC = 4;
  private static final long FILES = 30;
  private static final long SHARED = 1;
  private static final long KERNEL = 8;

  /** What can be taken away from a snapshot. */
  public enum Part {
    PROCESS,
    CONTAINER,
    NEIGHBOURS,
    MACHINE,
    HEAP,
    NON_HEAP,
    BUFFERS,
    NATIVE_MEMORY,
    NATIVE_HEAP,
    RESIDENT_PAGES,
    SITES
  }

  public long epochMillis = 1_800_000_000_000L;
  public double second = 1_000;
  public double heapUsed = 100;
  public double heapMax = 512;
  public double heapResident = 120;
  public double direct = 10;
  public double directMax = 512;
  public double jniMalloc = 20;
  public double pageCache = 40;

  /** Empty without a limit. */
  public OptionalLong limit = OptionalLong.of(1024);

  public final Set<Part> absent = EnumSet.of(Part.NEIGHBOURS, Part.MACHINE, Part.SITES);
  public List<AllocationSite> sites = List.of();

  private final double stepSeconds;
  private final List<LivePoint> points = new ArrayList<>();
  private long collections;

  public Ticks(double stepSeconds) {
    this.stepSeconds = stepSeconds;
  }

  /** A whole-heap collection happens now and leaves that much. */
  public void collected(double liveMib) {
    collections++;
    points.add(new LivePoint(epochMillis, bytes(liveMib), collections, true));
  }

  /** Time goes on, nobody looks. */
  public void pause(double seconds) {
    second += seconds;
    epochMillis += Math.round(seconds * 1000);
  }

  /** The snapshot of this moment; then one step goes by. */
  public Snapshot next() {
    Snapshot snapshot =
        new Snapshot(
            epochMillis,
            (long) (second * 1e9),
            reading(Part.PROCESS, process()),
            reading(Part.CONTAINER, container()),
            reading(Part.NEIGHBOURS, List.of()),
            Reading.unavailable(reason(Part.MACHINE)),
            reading(Part.HEAP, heap()),
            reading(Part.NON_HEAP, nonHeap()),
            reading(
                Part.BUFFERS,
                new BufferPools(bytes(direct) / 8192, bytes(direct), bytes(directMax), 0, 0)),
            reading(Part.NATIVE_MEMORY, nativeMemory()),
            reading(Part.NATIVE_HEAP, new NativeHeap(bytes(outstanding()), bytes(16))),
            reading(Part.RESIDENT_PAGES, pages()),
            reading(Part.SITES, sites),
            Reading.unavailable("no JFR here"),
            new AgentCost(0, 0, 0, 0, 0, Map.of()));
    points.clear();
    pause(stepSeconds);
    return snapshot;
  }

  public static String reason(Part part) {
    return part + " is not readable";
  }

  public static long bytes(double mib) {
    return Math.round(mib * MIB);
  }

  public long rss() {
    return pageBytes().values().stream().mapToLong(Long::longValue).sum();
  }

  /** What the kernel kills for. */
  public long nonReclaimable() {
    return rss() - bytes(FILES) + bytes(KERNEL);
  }

  private double outstanding() {
    return direct + jniMalloc + COLLECTOR_MALLOC + SYMBOLS_MALLOC;
  }

  private Map<Use, Long> pageBytes() {
    double nativeHeap = outstanding() + KEPT_BY_MALLOC;
    Map<Use, Long> pages = new EnumMap<>(Use.class);
    pages.put(Use.JAVA_HEAP, bytes(heapResident));
    pages.put(Use.CLASS_SPACE, bytes(CLASS_SPACE));
    pages.put(Use.CLASS_ARCHIVE, bytes(ARCHIVE));
    pages.put(Use.CODE, bytes(CODE));
    pages.put(Use.COLLECTOR, bytes(COLLECTOR_MAPPED));
    pages.put(Use.FILE, bytes(FILES));
    pages.put(Use.SHARED, bytes(SHARED));
    pages.put(Use.MALLOC_ARENA, bytes(nativeHeap - direct));
    pages.put(Use.ANONYMOUS, bytes(direct + METASPACE_BESIDE + STACKS));
    return pages;
  }

  private ResidentPages pages() {
    return new ResidentPages(epochMillis, rss(), pageBytes(), 0, 0);
  }

  private ProcessMemory process() {
    long shared = bytes(SHARED);
    return new ProcessMemory(
        rss(), rss() - bytes(FILES) - shared, bytes(FILES), shared, rss(), 0, 40);
  }

  private ContainerMemory container() {
    long anonymous = rss() - bytes(FILES) - bytes(SHARED);
    long cache = bytes(FILES + pageCache);
    long usage = anonymous + cache + bytes(SHARED) + bytes(KERNEL);
    return new ContainerMemory(
        CgroupVersion.V2,
        "/",
        limit.isPresent() ? OptionalLong.of(bytes(limit.getAsLong())) : OptionalLong.empty(),
        OptionalLong.empty(),
        usage,
        anonymous,
        cache,
        bytes(SHARED),
        bytes(KERNEL),
        0,
        bytes(pageCache),
        bytes(FILES),
        0,
        0,
        0,
        OptionalLong.empty(),
        0,
        0,
        0,
        0,
        OptionalDouble.empty());
  }

  private HeapMemory heap() {
    return new HeapMemory(
        bytes(heapUsed),
        bytes(heapResident),
        bytes(heapMax),
        Collector.G1,
        List.copyOf(points),
        collections,
        collections,
        0);
  }

  private static NonHeapMemory nonHeap() {
    return new NonHeapMemory(
        bytes(METASPACE_BESIDE + CLASS_SPACE) - MIB,
        bytes(METASPACE_BESIDE + CLASS_SPACE),
        bytes(CLASS_SPACE) - MIB / 2,
        bytes(CLASS_SPACE),
        bytes(CODE) - MIB,
        bytes(CODE),
        bytes(240),
        9_000,
        0,
        38,
        40);
  }

  private NativeMemory nativeMemory() {
    Map<String, Category> categories =
        Map.of(
            "Other", malloc("Other", direct),
            "GC", malloc("GC", COLLECTOR_MALLOC),
            "Symbol", malloc("Symbol", SYMBOLS_MALLOC),
            "Thread", new Category("Thread", bytes(80), bytes(STACKS), 0, 0, 0, bytes(STACKS)));
    long committed = categories.values().stream().mapToLong(Category::committed).sum();
    return new NativeMemory(committed, committed, categories);
  }

  /** Blocks are not counted here, so that their overhead is nothing. */
  private static Category malloc(String name, double mib) {
    return new Category(name, bytes(mib), bytes(mib), bytes(mib), 0, 0, 0);
  }

  private <T> Reading<T> reading(Part part, T value) {
    return absent.contains(part) ? Reading.unavailable(reason(part)) : Reading.known(value);
  }
}

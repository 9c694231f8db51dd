package io.memguard.snapshot;

import io.memguard.snapshot.ContainerMemory.CgroupVersion;
import io.memguard.snapshot.HeapMemory.Collector;
import io.memguard.snapshot.HeapMemory.LivePoint;
import io.memguard.snapshot.MemoryRange.Use;
import io.memguard.snapshot.NativeMemory.Category;
import io.memguard.snapshot.NonHeapMemory.CodeHeap;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private static final long ARCHIVE = 13;
  private static final long COLLECTOR_MAPPED = 6;
  private static final long COLLECTOR_MALLOC = 2;
  private static final long SYMBOLS_MALLOC = 10;
  private static final long FILES = 30;

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
    SITES,
    LENT
  }

  public long epochMillis = 1_800_000_000_000L;
  public double second = 1_000;
  public double heapUsed = 100;
  public double heapMax = 512;
  public double heapResident = 120;

  /** At how many addresses the heap is mapped, as ZGC of JDK 17 does at three. */
  public int heapViews = 1;

  public double direct = 10;
  public double directMax = 512;
  public double jniMalloc = 20;
  public double pageCache = 40;

  /** Unsafe, foreign memory, Netty: off the heap and not in the buffer pool. */
  public double unsafe = 0;

  public Optional<NettyMemory> netty = Optional.empty();
  public double mapped = 0;
  public long mappedBuffers = 0;

  /** Address space of mapped files, whoever mapped them. */
  public double mappedFiles = 0;

  public long mappings = 500;
  public double metaspaceBesideClassSpace = 35;
  public int classes = 9_000;
  public double code = 15;
  public double codeMax = 240;
  public double stacks = 20;
  public int threads = 40;
  public double keptByMalloc = 4;

  /** Free address space of the C library's heap; a trim does not make it less. */
  public double mallocFree = 16;

  public double unexplained = 0;

  /** Shared memory of the whole container, of which this process maps 1 MiB. */
  public double shared = 1;

  public double kernel = 8;
  public double swap = 0;
  public long collectionMillis = 0;
  public long waitedMillis = 0;
  public long refaults = 0;
  public long majorFaults = 0;
  public OptionalDouble stalled = OptionalDouble.empty();
  public List<Neighbour> neighbours = List.of();
  public Collector collector = Collector.G1;

  /** Of the machine, since it was started. */
  public long swapIns = 0;

  public long swapOuts = 0;
  public long compactionStalls = 0;
  public double machineFree = 4_096;

  /** Free blocks of the machine by order: plenty of large ones. */
  public List<Long> freeBlocks =
      List.of(500L, 50L, 500L, 400L, 500L, 300L, 200L, 80L, 20L, 5L, 1000L);

  /** Swapped-out memory of this process. */
  public double ownSwap = 0;

  /** Empty without a limit. */
  public OptionalLong limit = OptionalLong.of(1024);

  public final Set<Part> absent = EnumSet.of(Part.NEIGHBOURS, Part.MACHINE, Part.SITES, Part.LENT);
  public List<AllocationSite> sites = List.of();

  /** Absent by the reason of {@link Part#LENT}, as in a service without Netty. */
  public List<AllocationSite> lent = List.of();

  /** Nothing bounds the service but its heap and its container. */
  public ProcessLimits limits =
      new ProcessLimits(
          OptionalLong.empty(),
          OptionalLong.of(1L << 30),
          OptionalLong.of(240 * MIB),
          OptionalLong.of(MIB),
          OptionalLong.empty(),
          OptionalLong.of(65_530),
          OptionalLong.empty());

  private final double stepSeconds;
  private final List<LivePoint> points = new ArrayList<>();
  private long collections;

  public Ticks(double stepSeconds) {
    this.stepSeconds = stepSeconds;
  }

  /** A whole-heap collection happens now and leaves that much. */
  public void collected(double liveMib) {
    collections++;
    points.add(new LivePoint(millis(), bytes(liveMib), collections, true));
  }

  /** A concurrent collection ends now and leaves that much, floating garbage included. */
  public void collectedLoosely(double mib) {
    collections++;
    points.add(new LivePoint(millis(), bytes(mib), collections, false));
  }

  /** By the clock of the snapshots' {@code nanos}. */
  private long millis() {
    return Math.round(second * 1000);
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
            reading(Part.NEIGHBOURS, neighbours),
            reading(Part.MACHINE, machine()),
            reading(Part.HEAP, heap()),
            reading(Part.NON_HEAP, nonHeap()),
            reading(
                Part.BUFFERS,
                new BufferPools(
                    bytes(direct) / 8192,
                    bytes(direct),
                    bytes(directMax),
                    mappedBuffers,
                    bytes(mapped),
                    netty)),
            reading(Part.NATIVE_MEMORY, nativeMemory()),
            reading(Part.NATIVE_HEAP, new NativeHeap(bytes(outstanding()), bytes(mallocFree))),
            reading(Part.RESIDENT_PAGES, pages()),
            reading(Part.SITES, sites),
            reading(Part.LENT, lent),
            Reading.known(limits),
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
    return pageBytes().values().stream().mapToLong(Long::longValue).sum() + duplicates();
  }

  private long duplicates() {
    return (heapViews - 1) * bytes(heapResident);
  }

  /** What the kernel kills for. */
  public long nonReclaimable() {
    return container().nonReclaimable();
  }

  private double outstanding() {
    return direct + unsafe + jniMalloc + COLLECTOR_MALLOC + SYMBOLS_MALLOC;
  }

  private Map<Use, Long> pageBytes() {
    double nativeHeap = outstanding() + keptByMalloc;
    Map<Use, Long> pages = new EnumMap<>(Use.class);
    pages.put(Use.JAVA_HEAP, bytes(heapResident));
    pages.put(Use.CLASS_SPACE, bytes(CLASS_SPACE));
    pages.put(Use.CLASS_ARCHIVE, bytes(ARCHIVE));
    pages.put(Use.CODE, bytes(code));
    pages.put(Use.COLLECTOR, bytes(COLLECTOR_MAPPED));
    pages.put(Use.FILE, bytes(FILES));
    pages.put(Use.SHARED, MIB);
    pages.put(Use.MALLOC_ARENA, bytes(nativeHeap - direct));
    pages.put(Use.ANONYMOUS, bytes(direct + metaspaceBesideClassSpace + stacks + unexplained));
    return pages;
  }

  private ResidentPages pages() {
    return new ResidentPages(
        epochMillis, rss(), pageBytes(), duplicates(), mappings, bytes(mappedFiles));
  }

  private ProcessMemory process() {
    return new ProcessMemory(
        rss(), rss() - bytes(FILES) - MIB, bytes(FILES), MIB, rss(), bytes(ownSwap), threads);
  }

  private ContainerMemory container() {
    long others = neighbours.stream().mapToLong(Neighbour::rss).sum();
    long anonymous = rss() - duplicates() - bytes(FILES) - MIB + others;
    long cache = bytes(FILES + pageCache);
    long usage = anonymous + cache + bytes(shared) + bytes(kernel);
    return new ContainerMemory(
        CgroupVersion.V2,
        "/",
        limit.isPresent() ? OptionalLong.of(bytes(limit.getAsLong())) : OptionalLong.empty(),
        OptionalLong.empty(),
        usage,
        anonymous,
        cache,
        bytes(shared),
        bytes(kernel),
        0,
        bytes(pageCache),
        bytes(FILES),
        0,
        0,
        bytes(swap),
        OptionalLong.empty(),
        0,
        0,
        refaults,
        majorFaults,
        stalled);
  }

  private MachineMemory machine() {
    return new MachineMemory(
        bytes(16_384),
        bytes(machineFree),
        bytes(8_192),
        bytes(2_048),
        swapIns,
        swapOuts,
        compactionStalls,
        0,
        freeBlocks);
  }

  private HeapMemory heap() {
    return new HeapMemory(
        bytes(heapUsed),
        bytes(heapResident),
        bytes(heapMax),
        collector,
        List.copyOf(points),
        collections,
        collectionMillis,
        waitedMillis);
  }

  private NonHeapMemory nonHeap() {
    return new NonHeapMemory(
        bytes(metaspaceBesideClassSpace + CLASS_SPACE) - MIB,
        bytes(metaspaceBesideClassSpace + CLASS_SPACE),
        bytes(CLASS_SPACE) - MIB / 2,
        bytes(CLASS_SPACE),
        bytes(code) - MIB,
        classes,
        0,
        threads - 2,
        List.of(new CodeHeap("CodeCache", bytes(code) - MIB, bytes(codeMax))));
  }

  private NativeMemory nativeMemory() {
    Map<String, Category> categories =
        Map.of(
            "Other", malloc("Other", direct + unsafe),
            "GC", malloc("GC", COLLECTOR_MALLOC),
            "Symbol", malloc("Symbol", SYMBOLS_MALLOC),
            "Thread", new Category("Thread", bytes(80), bytes(stacks), 0, 0, 0, bytes(stacks)));
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

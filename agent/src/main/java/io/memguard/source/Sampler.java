package io.memguard.source;

import io.memguard.snapshot.AgentCost;
import io.memguard.snapshot.AllocationSite;
import io.memguard.snapshot.BufferPools;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.MachineMemory;
import io.memguard.snapshot.NativeHeap;
import io.memguard.snapshot.NativeMemory;
import io.memguard.snapshot.Neighbour;
import io.memguard.snapshot.NonHeapMemory;
import io.memguard.snapshot.ProcessLimits;
import io.memguard.snapshot.ProcessMemory;
import io.memguard.snapshot.Reading;
import io.memguard.snapshot.ResidentPages;
import io.memguard.snapshot.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Asks every source once a tick and puts the answers into one snapshot. Sources of the JVM come up
 * later than those of the kernel; until then their reading says so. One thread only.
 */
public final class Sampler {
  private static final String NOT_YET = "not asked yet: the application has just started";

  private final Map<String, Long> sourceNanos = new TreeMap<>();
  private final Source<ProcessMemory> process;
  private final Source<ContainerMemory> container;
  private final Source<List<Neighbour>> neighbours;
  private final Source<MachineMemory> machine;
  private final ResidentPageSource pages;
  private Jvm jvm = Jvm.notYet();

  /** The sources inside the JVM. */
  public record Jvm(
      Source<HeapMemory> heap,
      Source<NonHeapMemory> nonHeap,
      Source<BufferPools> buffers,
      Source<NativeMemory> nativeMemory,
      Source<NativeHeap> nativeHeap,
      Source<List<AllocationSite>> sites,
      Source<List<AllocationSite>> lent,
      Source<ProcessLimits> limits) {

    /** Nothing can be asked yet. */
    static Jvm notYet() {
      return new Jvm(
          absent("heap"),
          absent("non-heap"),
          absent("buffers"),
          absent("nmt"),
          absent("native-heap"),
          absent("sites"),
          absent("lent-buffers"),
          absent("limits"));
    }
  }

  public Sampler(
      Source<ProcessMemory> process,
      Source<ContainerMemory> container,
      Source<List<Neighbour>> neighbours,
      Source<MachineMemory> machine,
      ResidentPageSource pages) {
    this.process = process;
    this.container = container;
    this.neighbours = neighbours;
    this.machine = machine;
    this.pages = pages;
  }

  /** What the kernel says of this process and its container. */
  public static Sampler ofThisProcess(ResidentPageSource pages) {
    return new Sampler(
        ProcSelf.ofThisProcess(),
        Cgroup.ofThisProcess(),
        Neighbours.ofThisProcess(),
        Machine.ofThisProcess(),
        pages);
  }

  /** From now on the JVM is asked too. */
  public void add(Jvm sources) {
    jvm = sources;
  }

  public Snapshot sample(AgentCost cost) {
    Reading<ProcessMemory> processReading = timed(process);
    long rss = processReading.value().map(ProcessMemory::rss).orElse(0L);
    pages.resident(rss);
    // Before the malloc figures, which a page count refreshes.
    Reading<ResidentPages> residentPages = timed(pages);
    return new Snapshot(
        System.currentTimeMillis(),
        System.nanoTime(),
        processReading,
        timed(container),
        timed(neighbours),
        timed(machine),
        timed(jvm.heap),
        timed(jvm.nonHeap),
        timed(jvm.buffers),
        timed(jvm.nativeMemory),
        timed(jvm.nativeHeap),
        residentPages,
        timed(jvm.sites),
        timed(jvm.lent),
        timed(jvm.limits),
        cost);
  }

  /** The same snapshot with resident pages counted now, for a statement that people will read. */
  public Snapshot recounted(Snapshot snapshot) {
    Reading<ResidentPages> now = pages.readNow();
    return snapshot.recounted(now, timed(jvm.nativeHeap));
  }

  /** Wall time of the newest reading, by source. */
  public Map<String, Long> sourceNanos() {
    return Map.copyOf(sourceNanos);
  }

  private <T> Reading<T> timed(Source<T> source) {
    long begin = System.nanoTime();
    Reading<T> reading;
    try {
      reading = source.read();
    } catch (Throwable failure) {
      // A source must not throw; if one does all the same, only its own figure is lost.
      reading = Reading.unavailable(source.name() + " failed: " + failure);
    }
    sourceNanos.put(source.name(), System.nanoTime() - begin);
    return reading;
  }

  private static <T> Source<T> absent(String name) {
    return new Source<>() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Reading<T> read() {
        return Reading.unavailable(NOT_YET);
      }
    };
  }
}

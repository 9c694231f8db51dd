package io.memguard.snapshot;

import java.util.List;

/**
 * Everything that was read in one tick. Immutable; log, beans, reports and files all speak from the
 * same one.
 *
 * @param epochMillis wall clock, for people
 * @param nanos monotonic clock, for arithmetic
 * @param sites where direct memory that is still held was allocated; unavailable until tracking is
 *     armed
 * @param lent who holds buffers that pools of Netty carved out of memory in {@code sites}: names
 *     for bytes that are counted there already
 */
public record Snapshot(
    long epochMillis,
    long nanos,
    Reading<ProcessMemory> process,
    Reading<ContainerMemory> container,
    Reading<List<Neighbour>> neighbours,
    Reading<MachineMemory> machine,
    Reading<HeapMemory> heap,
    Reading<NonHeapMemory> nonHeap,
    Reading<BufferPools> buffers,
    Reading<NativeMemory> nativeMemory,
    Reading<NativeHeap> nativeHeap,
    Reading<ResidentPages> residentPages,
    Reading<List<AllocationSite>> sites,
    Reading<List<AllocationSite>> lent,
    Reading<ProcessLimits> limits,
    AgentCost cost) {

  /** The same with what the kernel says at a later moment. */
  public Snapshot withKernel(
      long laterMillis,
      long laterNanos,
      Reading<ProcessMemory> processNow,
      Reading<ContainerMemory> containerNow,
      Reading<MachineMemory> machineNow) {
    return new Snapshot(
        laterMillis,
        laterNanos,
        processNow,
        containerNow,
        neighbours,
        machineNow,
        heap,
        nonHeap,
        buffers,
        nativeMemory,
        nativeHeap,
        residentPages,
        sites,
        lent,
        limits,
        cost);
  }

  /** The same with pages counted, and the malloc figures read, anew. */
  public Snapshot recounted(Reading<ResidentPages> pages, Reading<NativeHeap> malloc) {
    return new Snapshot(
        epochMillis,
        nanos,
        process,
        container,
        neighbours,
        machine,
        heap,
        nonHeap,
        buffers,
        nativeMemory,
        malloc,
        pages,
        sites,
        lent,
        limits,
        cost);
  }
}

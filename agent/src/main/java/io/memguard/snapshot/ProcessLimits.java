package io.memguard.snapshot;

import java.util.OptionalLong;

/**
 * What bounds this process beside its maximum heap and its container. Bytes, except {@code tasks}
 * and {@code mappings}; a bound that is not set or not told is empty.
 *
 * @param metaspace {@code -XX:MaxMetaspaceSize}
 * @param classSpace {@code -XX:CompressedClassSpaceSize}
 * @param codeCache {@code -XX:ReservedCodeCacheSize}
 * @param threadStack address space that one thread's stack reserves
 * @param tasks threads and processes that the container may have ({@code pids.max})
 * @param mappings memory mappings that a process may have ({@code vm.max_map_count})
 * @param jvmMemory what the JVM takes for the memory of its container or machine: heap ergonomics
 *     divide it
 * @param heap {@code -Xmx} as it was set or chosen; collectors with survivor spaces tell a maximum
 *     that is smaller by one of them
 */
public record ProcessLimits(
    OptionalLong metaspace,
    OptionalLong classSpace,
    OptionalLong codeCache,
    OptionalLong threadStack,
    OptionalLong tasks,
    OptionalLong mappings,
    OptionalLong jvmMemory,
    OptionalLong heap) {

  /** Where the flag of the heap is not told. */
  public ProcessLimits(
      OptionalLong metaspace,
      OptionalLong classSpace,
      OptionalLong codeCache,
      OptionalLong threadStack,
      OptionalLong tasks,
      OptionalLong mappings,
      OptionalLong jvmMemory) {
    this(
        metaspace,
        classSpace,
        codeCache,
        threadStack,
        tasks,
        mappings,
        jvmMemory,
        OptionalLong.empty());
  }
}

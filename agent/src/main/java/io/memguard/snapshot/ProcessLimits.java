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
 */
public record ProcessLimits(
    OptionalLong metaspace,
    OptionalLong classSpace,
    OptionalLong codeCache,
    OptionalLong threadStack,
    OptionalLong tasks,
    OptionalLong mappings,
    OptionalLong jvmMemory) {}

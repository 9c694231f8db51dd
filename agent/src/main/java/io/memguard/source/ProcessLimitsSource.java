package io.memguard.source;

import io.memguard.snapshot.ProcessLimits;
import io.memguard.snapshot.Reading;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The bounds of this process: flags of the JVM, and what the kernel allows. Read once, since the
 * JVM sized itself by what it saw at its start.
 */
public final class ProcessLimitsSource implements Source<ProcessLimits> {
  private static final long KIB = 1 << 10;

  private final Path root;
  private final Reading<VmFlags> flags;
  private Reading<ProcessLimits> limits = Reading.unavailable("not read yet");

  /** {@code root}: the root of the file system, {@code /} but for tests. */
  public ProcessLimitsSource(Path root, Reading<VmFlags> flags) {
    this.root = root;
    this.flags = flags;
  }

  @Override
  public String name() {
    return "limits";
  }

  @Override
  public Reading<ProcessLimits> read() {
    if (!limits.isKnown()) {
      limits = Reading.known(readOnce());
    }
    return limits;
  }

  private ProcessLimits readOnce() {
    OptionalLong stack = flag("ThreadStackSize");
    return new ProcessLimits(
        isSet("MaxMetaspaceSize") ? flag("MaxMetaspaceSize") : OptionalLong.empty(),
        flag("CompressedClassSpaceSize"),
        flag("ReservedCodeCacheSize"),
        stack.isPresent() ? OptionalLong.of(stack.getAsLong() * KIB) : stack,
        TaskLimit.read(root),
        KernelFile.number(root.resolve("proc/sys/vm/max_map_count")),
        jvmMemory(),
        flag("MaxHeapSize"));
  }

  private boolean isSet(String flag) {
    return flags.value().map(open -> !open.isDefault(flag)).orElse(false);
  }

  private OptionalLong flag(String name) {
    return flags
        .value()
        .flatMap(open -> open.value(name))
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElse(OptionalLong.empty());
  }

  private static OptionalLong jvmMemory() {
    try {
      return ManagementFactory.getOperatingSystemMXBean()
              instanceof com.sun.management.OperatingSystemMXBean system
          ? OptionalLong.of(system.getTotalMemorySize())
          : OptionalLong.empty();
    } catch (LinkageError withoutTheModules) {
      return OptionalLong.empty();
    }
  }
}

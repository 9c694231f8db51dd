package io.memguard.source;

import io.memguard.snapshot.MemoryRange.Use;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Tells from its name and device what a mapping is for. Names given by the kernel and by libc. */
final class MappingUse {

  /**
   * Devices of tmpfs as {@code maps} writes them: a file there is shared memory wherever it lies.
   */
  private final Set<String> memoryDevices;

  private MappingUse(Set<String> memoryDevices) {
    this.memoryDevices = memoryDevices;
  }

  static MappingUse read(Path root) {
    Set<String> devices = new HashSet<>();
    try {
      for (Mount mount : Mount.read(root)) {
        if (mount.type().equals("tmpfs")) {
          addHexadecimal(mount.device(), devices);
        }
      }
    } catch (IOException withoutMounts) {
      devices.clear();
    }
    return new MappingUse(devices);
  }

  /** {@code mountinfo} has {@code 0:39} where {@code maps} has {@code 00:27}. */
  private static void addHexadecimal(String device, Set<String> devices) {
    String[] numbers = device.split(":", -1);
    if (numbers.length == 2) {
      long major = KeyedFile.number(numbers[0]).orElse(-1);
      long minor = KeyedFile.number(numbers[1]).orElse(-1);
      devices.add("%02x:%02x".formatted(major, minor));
    }
  }

  Use of(Mapping mapping) {
    String name = mapping.name();
    if (name.isEmpty()) {
      return Use.ANONYMOUS;
    }
    if (name.charAt(0) == '[') {
      return ofBracketed(name);
    }
    if (name.startsWith("/memfd:java_heap") || name.startsWith("/dev/shm/java_heap")) {
      return Use.JAVA_HEAP;
    }
    return isSharedMemory(mapping) ? Use.SHARED : Use.FILE;
  }

  private static Use ofBracketed(String name) {
    if (name.equals("[heap]") || name.startsWith("[anon: glibc: malloc")) {
      return Use.MALLOC_ARENA;
    }
    if (name.startsWith("[stack") || name.startsWith("[anon: glibc: pthread stack")) {
      return Use.THREAD_STACK;
    }
    if (name.startsWith("[anon_shmem:")) {
      return Use.SHARED;
    }
    return name.startsWith("[anon:") ? Use.ANONYMOUS : Use.FILE;
  }

  private boolean isSharedMemory(Mapping mapping) {
    String name = mapping.name();
    return name.startsWith("/dev/shm/")
        || name.startsWith("/memfd:")
        || name.startsWith("/SYSV")
        // What mmap(MAP_SHARED | MAP_ANONYMOUS) is called.
        || name.startsWith("/dev/zero")
        || memoryDevices.contains(mapping.device());
  }
}

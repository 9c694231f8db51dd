package io.memguard.source;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.List;
import java.util.TreeSet;

/** Prints what {@link HeapPools} makes of the beans of its JVM. */
final class BeanNamesProgram {

  private BeanNamesProgram() {}

  public static void main(String[] arguments) {
    List<String> beans =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(GarbageCollectorMXBean::getName)
            .toList();
    List<String> pools =
        ManagementFactory.getMemoryPoolMXBeans().stream().map(MemoryPoolMXBean::getName).toList();
    System.out.println(HeapPools.collector(beans));
    for (String bean : new TreeSet<>(beans)) {
      System.out.println(bean + " = " + HeapPools.role(bean));
    }
    System.out.println("old " + pools.stream().filter(HeapPools::old).toList());
    System.out.println("metaspace " + pools.stream().filter(HeapPools::metaspace).toList());
    System.out.println("class space " + pools.stream().filter(HeapPools::classSpace).toList());
    System.out.println("code " + pools.stream().filter(HeapPools::code).count());
  }
}

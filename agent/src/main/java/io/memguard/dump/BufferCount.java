package io.memguard.dump;

import io.memguard.dump.HeapAnalysis.BufferHolder;
import io.memguard.dump.HeapAnalysis.DirectBuffers;
import io.memguard.dump.HeapAnalysis.Population;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.netbeans.lib.profiler.heap.Heap;
import org.netbeans.lib.profiler.heap.Instance;
import org.netbeans.lib.profiler.heap.JavaClass;

/**
 * Native memory behind buffers. Only a buffer with a cleaner owns memory; slices and duplicates
 * share it. Memory that Netty or Unsafe takes without a cleaner is not seen in a dump.
 */
final class BufferCount {
  private static final String BUFFER = "java.nio.DirectByteBuffer";
  private static final int MOST = 5;

  private final ObjectGraph graph;
  private final Dominators dominators;
  private final Map<Integer, List<Buffer>> byHolder = new HashMap<>();
  private final long[] direct = new long[2];
  private final long[] mapped = new long[2];
  private final Set<Integer> loaders = new HashSet<>();

  private record Buffer(int object, long capacity) {}

  BufferCount(Heap heap, ObjectGraph graph, Dominators dominators) {
    this.graph = graph;
    this.dominators = dominators;
    JavaClass type = heap.getJavaClassByName(BUFFER);
    if (type == null) {
      return;
    }
    for (LoadedClass loaded : graph.classes().all()) {
      Instance loader = loaded.type().getClassLoader();
      if (loader != null) {
        loaders.add(graph.classes().number(loader));
      }
    }
    count(graph.classes().of(type));
    for (Object subclass : type.getSubClasses()) {
      count(graph.classes().of((JavaClass) subclass));
    }
  }

  private void count(LoadedClass loaded) {
    for (int object = loaded.first(); object < loaded.first() + loaded.count(); object++) {
      Instance buffer = graph.instance(object);
      if (buffer.getValueOfField("cleaner") == null
          || !(buffer.getValueOfField("capacity") instanceof Integer capacity)) {
        continue;
      }
      long[] sums = buffer.getValueOfField("fd") == null ? direct : mapped;
      sums[0]++;
      sums[1] += capacity;
      if (sums == direct) {
        byHolder
            .computeIfAbsent(holder(object), none -> new ArrayList<>())
            .add(new Buffer(object, capacity));
      }
    }
  }

  /** The outermost object around it: what a thread, a static field or the JVM holds. */
  private int holder(int object) {
    int place = dominators.place(object);
    while (place > 1) {
      int above = dominators.dominator(place);
      if (above <= 1 || isGeneral(dominators.at(above))) {
        return dominators.at(place);
      }
      place = above;
    }
    return object;
  }

  private boolean isGeneral(int object) {
    return graph.classes().isClass(object)
        || loaders.contains(object)
        || graph.roots().threads().contains(object);
  }

  DirectBuffers run(Paths paths) {
    return new DirectBuffers(
        new Population(BUFFER, direct[0], direct[1]),
        new Population(BUFFER, mapped[0], mapped[1]),
        byHolder.values().stream()
            .sorted(Comparator.comparingLong(BufferCount::bytes).reversed())
            .limit(MOST)
            .map(buffers -> holder(buffers, paths))
            .toList());
  }

  private static BufferHolder holder(List<Buffer> buffers, Paths paths) {
    int largest =
        buffers.stream().max(Comparator.comparingLong(Buffer::capacity)).orElseThrow().object();
    return new BufferHolder(paths.to(largest), buffers.size(), bytes(buffers));
  }

  private static long bytes(List<Buffer> buffers) {
    return buffers.stream().mapToLong(Buffer::capacity).sum();
  }
}

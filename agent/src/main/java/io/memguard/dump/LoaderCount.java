package io.memguard.dump;

import io.memguard.dump.HeapAnalysis.Loaders;
import io.memguard.dump.HeapAnalysis.Population;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.netbeans.lib.profiler.heap.Instance;

/** Class loaders that come in numbers, and classes that were loaded again and again. */
final class LoaderCount {
  private static final int MOST = 5;

  /** The JDK makes one for each method that is often called by reflection. */
  private static final String OF_REFLECTION = "jdk.internal.reflect.DelegatingClassLoader";

  private final ObjectGraph graph;

  /** Loaders, and the classes that each defined. */
  private final Map<Integer, List<LoadedClass>> defined = new HashMap<>();

  LoaderCount(ObjectGraph graph) {
    this.graph = graph;
    for (LoadedClass loaded : graph.classes().all()) {
      Instance loader = loaded.type().getClassLoader();
      if (loader != null && !loaded.isArray()) {
        defined
            .computeIfAbsent(graph.classes().number(loader), none -> new ArrayList<>())
            .add(loaded);
      }
    }
  }

  /** Types with more than one loader, those with most loaders first. */
  List<Loaders> families(Dominators dominators, Paths paths) {
    Map<String, List<Integer>> byType = new HashMap<>();
    for (int loader : defined.keySet()) {
      byType
          .computeIfAbsent(graph.classes().typeName(loader), none -> new ArrayList<>())
          .add(loader);
    }
    return byType.entrySet().stream()
        .filter(one -> one.getValue().size() > 1 && !one.getKey().equals(OF_REFLECTION))
        .sorted(
            Comparator.<Map.Entry<String, List<Integer>>>comparingInt(one -> -one.getValue().size())
                .thenComparing(Map.Entry::getKey))
        .limit(MOST)
        .map(one -> family(one.getKey(), one.getValue(), dominators, paths))
        .toList();
  }

  private Loaders family(String type, List<Integer> loaders, Dominators dominators, Paths paths) {
    int newest = loaders.stream().max(Integer::compare).orElseThrow();
    return new Loaders(
        type,
        loaders.size(),
        loaders.stream().mapToInt(loader -> defined.get(loader).size()).sum(),
        defined.get(newest).get(0).name(),
        loaders.stream().mapToLong(l -> dominators.retained(dominators.place(l))).sum(),
        paths.to(newest));
  }

  /** How many loaders have a class of that name, and what the instances of all of them take. */
  List<Population> duplicates() {
    Map<String, Set<Integer>> loaders = new HashMap<>();
    Map<String, long[]> bytes = new HashMap<>();
    defined.forEach(
        (loader, classes) -> {
          for (LoadedClass loaded : classes) {
            loaders.computeIfAbsent(loaded.name(), none -> new HashSet<>()).add(loader);
            bytes.computeIfAbsent(loaded.name(), none -> new long[1])[0] +=
                loaded.count() * loaded.bytes();
          }
        });
    return loaders.entrySet().stream()
        .filter(one -> one.getValue().size() > 1)
        .map(one -> new Population(one.getKey(), one.getValue().size(), bytes.get(one.getKey())[0]))
        .sorted(
            Comparator.comparingLong(Population::count).reversed().thenComparing(Population::type))
        .limit(MOST)
        .toList();
  }
}

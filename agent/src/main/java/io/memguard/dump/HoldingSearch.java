package io.memguard.dump;

import io.memguard.dump.HeapAnalysis.Holding;
import io.memguard.dump.HeapAnalysis.Population;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the objects that memory hangs on: down the dominator tree from the roots, as long as few
 * large objects make most of the one above them. What is left has many small objects behind it.
 */
final class HoldingSearch {
  private static final int MOST = 10;
  private static final int MOST_KEPT = 12;

  /** Smaller ones are not worth a line. */
  private static final double LEAST_SHARE = 0.01;

  /** So much of an object's memory must be in large parts, or the parts are not looked at. */
  private static final double PASSED_ON = 0.75;

  /** Where even the large parts are millions, further ones say nothing. */
  private static final int MOST_LARGE = 100_000;

  private final ObjectGraph graph;
  private final Dominators dominators;
  private final Map<Integer, List<Integer>> largeParts = new HashMap<>();

  /** Places where a list or a tree of nodes begins: no node of it is where the memory hangs. */
  private final Set<Integer> nodes = new HashSet<>();

  private final List<Integer> found = new ArrayList<>();

  HoldingSearch(ObjectGraph graph, Dominators dominators) {
    this.graph = graph;
    this.dominators = dominators;
  }

  List<Holding> run(Paths paths, Workspace workspace) throws IOException {
    findLargeParts();
    descend();
    found.sort(Comparator.comparingLong(dominators::retained).reversed());
    List<Integer> largest = found.subList(0, Math.min(MOST, found.size()));
    List<Map<LoadedClass, long[]>> kept = countKept(largest, workspace);
    List<Holding> holdings = new ArrayList<>();
    for (int i = 0; i < largest.size(); i++) {
      int place = largest.get(i);
      int object = dominators.at(place);
      holdings.add(
          new Holding(
              graph.address(object),
              graph.size(object),
              dominators.retained(place),
              paths.to(object),
              populations(kept.get(i))));
    }
    return holdings;
  }

  private void findLargeParts() {
    long least = (long) (graph.bytes() * LEAST_SHARE);
    int count = 0;
    for (int place = 2; place <= dominators.reached() && count < MOST_LARGE; place++) {
      if (dominators.retained(place) < least) {
        continue;
      }
      int above = dominators.dominator(place);
      if (isNodeBelow(place, above)) {
        // The first ones come first, and only they are asked for.
        if (nodes.size() < MOST_LARGE) {
          nodes.add(above);
        }
      } else {
        largeParts.computeIfAbsent(above, none -> new ArrayList<>()).add(place);
        count++;
      }
    }
  }

  /** Of the class of the one above it, or of the one above that: lists hold items and nodes. */
  private boolean isNodeBelow(int place, int above) {
    if (above == 1) {
      return false;
    }
    String type = type(place);
    int higher = dominators.dominator(above);
    return type.equals(type(above)) || (higher > 1 && type.equals(type(higher)));
  }

  private String type(int place) {
    return graph.classes().typeName(dominators.at(place));
  }

  private void descend() {
    List<Integer> open = new ArrayList<>(largeParts.getOrDefault(1, List.of()));
    while (!open.isEmpty()) {
      int place = open.remove(open.size() - 1);
      List<Integer> parts = largeParts.getOrDefault(place, List.of());
      long inParts = parts.stream().mapToLong(dominators::retained).sum();
      if (!nodes.contains(place) && inParts >= dominators.retained(place) * PASSED_ON) {
        open.addAll(parts);
      } else {
        found.add(place);
      }
    }
  }

  /** For each of the places, count and bytes of all that it dominates, by class. */
  private List<Map<LoadedClass, long[]>> countKept(List<Integer> places, Workspace workspace)
      throws IOException {
    List<Map<LoadedClass, long[]>> kept = new ArrayList<>();
    IntTable owner = workspace.table();
    for (int place : places) {
      kept.add(new HashMap<>());
      owner.set(place, kept.size());
    }
    for (int place = 2; place <= dominators.reached(); place++) {
      int above = owner.get(dominators.dominator(place));
      if (above > 0 && owner.get(place) == 0) {
        owner.set(place, above);
        int object = dominators.at(place);
        if (!graph.classes().isClass(object)) {
          long[] sums =
              kept.get(above - 1).computeIfAbsent(graph.classes().of(object), none -> new long[2]);
          sums[0]++;
          sums[1] += graph.size(object);
        }
      }
    }
    return kept;
  }

  private static List<Population> populations(Map<LoadedClass, long[]> kept) {
    return kept.entrySet().stream()
        .map(one -> new Population(one.getKey().name(), one.getValue()[0], one.getValue()[1]))
        .sorted(
            Comparator.comparingLong(Population::bytes).reversed().thenComparing(Population::type))
        .limit(MOST_KEPT)
        .toList();
  }
}

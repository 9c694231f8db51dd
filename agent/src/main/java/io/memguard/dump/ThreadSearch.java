package io.memguard.dump;

import io.memguard.dump.HeapAnalysis.ThreadHolding;
import io.memguard.dump.Roots.Variable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Threads that keep much in their variables and thread-locals. */
final class ThreadSearch {
  private static final int MOST = 5;
  private static final double LEAST_SHARE = 0.01;

  private final ObjectGraph graph;
  private final Dominators dominators;

  ThreadSearch(ObjectGraph graph, Dominators dominators) {
    this.graph = graph;
    this.dominators = dominators;
  }

  List<ThreadHolding> run() {
    return graph.roots().threads().stream()
        .filter(thread -> retained(thread) >= graph.bytes() * LEAST_SHARE)
        .sorted(Comparator.comparingLong(this::retained).reversed())
        .limit(MOST)
        .map(this::thread)
        .toList();
  }

  private long retained(int object) {
    return dominators.retained(dominators.place(object));
  }

  private ThreadHolding thread(int thread) {
    Optional<Variable> largest =
        graph.roots().variables(thread).stream()
            .filter(
                variable ->
                    dominators.dominator(dominators.place(variable.object()))
                        == dominators.place(thread))
            .max(Comparator.comparingLong(variable -> retained(variable.object())));
    // What the thread holds by itself, thread-locals for one, may be more.
    boolean most = largest.isPresent() && 2 * retained(largest.get().object()) > retained(thread);
    return new ThreadHolding(
        ThreadNames.of(graph.instance(thread)),
        graph.classes().typeName(thread),
        retained(thread),
        most ? graph.classes().of(largest.get().object()).name() : "",
        most ? graph.roots().frame(thread, largest.get()) : "");
  }
}

package io.memguard.source;

import io.memguard.snapshot.HeldObject.Hop;
import io.memguard.source.ObjectFields.Slot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Follows references breadth first, while the application runs: no safepoint, and each reference
 * was there when it was read. Bounded by the number of objects and by time; of a long array, and of
 * a class with many objects, a part is followed.
 */
final class ReferenceWalk {
  /** Elements of one array that are followed, spread evenly. */
  private static final int MOST_ELEMENTS = 4_096;

  /** Objects of one class of the application that are followed: they look alike. */
  private static final int MOST_OF_A_CLASS = 4_096;

  /** Hops of a chain that are told, half of them at each end. */
  private static final int MOST_HOPS = 64;

  /**
   * Links of a list that are followed one after the other, as if they were elements of an array.
   */
  private static final int MOST_LINKS = 1_024;

  private static final int NODES_BETWEEN_CLOCKS = 1_024;

  /** What they refer to is the JVM's own: method handles, modules, continuations. */
  private static final List<String> NOT_FOLLOWED =
      List.of("java.lang.invoke.", "java.lang.module.", "java.lang.reflect.", "jdk.internal.");

  private static final Slot ELEMENT = new Slot("", "", false, 0);

  private final ObjectFields fields;
  private final Predicate<Object> isTarget;
  private final ClassLoader own;
  private final int mostNodes;

  /** The objects that were met, in the order of their distance; a root that is a field is null. */
  private Object[] nodes = new Object[1_024];

  /** For each the one that led to it, -1 for none, and the field of that one. */
  private int[] parents = new int[1_024];

  private Slot[] vias = new Slot[1_024];
  private int size;
  private final BitSet done = new BitSet();

  /** Open addressing: numbers of nodes plus one. */
  private int[] table = new int[4_096];

  private final Map<Class<?>, Boolean> leading = new HashMap<>();
  private final Map<Class<?>, Integer> followed = new HashMap<>();
  private final List<Edge> edges = new ArrayList<>();
  private boolean complete = true;

  /** A reference to a target: which object has it, in which field, and to what. */
  record Edge(int node, Slot via, Object target) {}

  /**
   * A walk that was not begun.
   *
   * @param isTarget what is searched; references of targets are not followed
   * @param own objects of this loader's classes are not followed
   * @param mostNodes objects that are met at most; each takes some 30 bytes until the walk ends
   */
  ReferenceWalk(ObjectFields fields, Predicate<Object> isTarget, ClassLoader own, int mostNodes) {
    this.fields = fields;
    this.isTarget = isTarget;
    this.own = own;
    this.mostNodes = mostNodes;
  }

  /** Begins at an object that needs no holder, such as a thread. */
  void addRoot(Object root) {
    meet(root, -1, null);
  }

  /** Begins at the static fields of a class. */
  void addStatics(Class<?> type) {
    for (ObjectFields.Held held : fields.staticsOf(type)) {
      meet(held.value(), -1, held.slot());
    }
  }

  /** Walks until {@code nanos} of {@link System#nanoTime}, or until nothing is left. */
  void run(long nanos) {
    for (int i = 0; i < size; i++) {
      if (i % NODES_BETWEEN_CLOCKS == 0 && System.nanoTime() - nanos > 0) {
        complete = false;
        return;
      }
      int node = i;
      for (int links = 0; node >= 0 && links < MOST_LINKS; links++) {
        node = follow(node);
      }
    }
  }

  /** All references to targets that were met. */
  List<Edge> edges() {
    return edges;
  }

  int visited() {
    return size;
  }

  boolean complete() {
    return complete;
  }

  /** Answers the next one where the node is a link of a chain of nodes alike, or -1. */
  private int follow(int node) {
    if (done.get(node)) {
      return -1;
    }
    done.set(node);
    Object holder = nodes[node];
    Class<?> type = holder.getClass();
    if (type.isArray()) {
      Object[] elements = (Object[]) holder;
      int step = 1 + (elements.length - 1) / MOST_ELEMENTS;
      complete &= step == 1;
      for (int i = 0; i < elements.length; i += step) {
        meet(elements[i], node, ELEMENT);
      }
      return -1;
    }
    int link = -1;
    for (Slot slot : fields.of(type)) {
      int before = size;
      meet(fields.read(holder, slot), node, slot);
      if (size > before && nodes[before].getClass() == type) {
        link = before;
      }
    }
    return link;
  }

  private void meet(Object object, int parent, Slot via) {
    if (object == null) {
      return;
    }
    if (isTarget.test(object)) {
      edges.add(new Edge(parent, via, object));
    } else if (leadsOn(object) && size < mostNodes) {
      add(object, parent, via);
    } else if (size == mostNodes) {
      complete = false;
    }
  }

  private boolean leadsOn(Object object) {
    Class<?> type = object.getClass();
    if (type.isArray()) {
      return !type.getComponentType().isPrimitive();
    }
    return leading.computeIfAbsent(type, this::isFollowed);
  }

  private boolean isFollowed(Class<?> type) {
    return type != String.class
        && type != Class.class
        && type.getClassLoader() != own
        && NOT_FOLLOWED.stream().noneMatch(type.getName()::startsWith)
        && !fields.of(type).isEmpty();
  }

  private void add(Object object, int parent, Slot via) {
    int place = place(object);
    if (table[place] != 0) {
      return;
    }
    Class<?> type = object.getClass();
    if (type.getClassLoader() != null && followed.merge(type, 1, Integer::sum) > MOST_OF_A_CLASS) {
      complete = false;
      return;
    }
    if (size == nodes.length) {
      nodes = Arrays.copyOf(nodes, 2 * size);
      parents = Arrays.copyOf(parents, 2 * size);
      vias = Arrays.copyOf(vias, 2 * size);
    }
    nodes[size] = object;
    parents[size] = parent;
    vias[size] = via;
    size++;
    table[place] = size;
    if (2 * size > table.length) {
      table = new int[2 * table.length];
      for (int i = 0; i < size; i++) {
        table[place(nodes[i])] = i + 1;
      }
    }
  }

  /** Where the object is in the table, or would be. */
  private int place(Object object) {
    int mask = table.length - 1;
    int hash = System.identityHashCode(object);
    int place = (hash ^ hash >>> 15) & mask;
    while (table[place] != 0 && nodes[table[place] - 1] != object) {
      place = (place + 1) & mask;
    }
    return place;
  }

  /** The object at which the chain to an edge begins; empty where it is a static field. */
  Optional<Object> root(Edge edge) {
    Object first = edge.target();
    Slot via = edge.via();
    for (int node = edge.node(); node >= 0; node = parents[node]) {
      first = nodes[node];
      via = vias[node];
    }
    return via == null ? Optional.of(first) : Optional.empty();
  }

  /**
   * From the root to the object that refers to the target; a long chain without its middle. A
   * target that is a root has a chain of itself.
   */
  List<Hop> chain(Edge edge) {
    List<Integer> path = new ArrayList<>();
    for (int node = edge.node(); node >= 0; node = parents[node]) {
      path.add(node);
    }
    Deque<Hop> chain = new ArrayDeque<>();
    Slot via = edge.via();
    for (int i = 0; i < path.size(); i++) {
      int node = path.get(i);
      if (i < MOST_HOPS / 2 || i >= path.size() - MOST_HOPS / 2) {
        chain.addFirst(hop(node, via));
      }
      via = vias[node];
    }
    if (via != null && via.isStatic()) {
      chain.addFirst(new Hop(0, name(via.type()), NamePattern.cut(via.name()), true));
    } else if (path.isEmpty()) {
      chain.add(new Hop(0, name(edge.target().getClass().getName()), "", false));
    }
    return List.copyOf(chain);
  }

  private Hop hop(int node, Slot via) {
    return new Hop(
        node + 1L, name(nodes[node].getClass().getTypeName()), NamePattern.cut(via.name()), false);
  }

  private static String name(String type) {
    return NamePattern.visible(NamePattern.cut(type));
  }
}

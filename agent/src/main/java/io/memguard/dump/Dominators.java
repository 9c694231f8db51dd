package io.memguard.dump;

import java.io.IOException;
import java.util.function.IntToLongFunction;

/**
 * Who keeps whom: an object's dominator is the nearest one without which it could be collected, and
 * what an object retains is itself and all that it dominates.
 *
 * <p>The algorithm is Semi-NCA (L. Georgiadis, Linear-Time Algorithms for Dominators and Related
 * Problems, Princeton 2005), which stays near linear on long lists. Inside, objects are numbered in
 * the order of a depth-first walk, from 1, which is the JVM; 0 is nobody.
 */
final class Dominators {
  private static final int JVM = 1;

  private final Links links;
  private final IntTable order;
  private final IntTable number;
  private final IntTable dominator;
  private final LongTable retained;
  private int reached;

  /**
   * Of all that is reached from the JVM.
   *
   * @param jvm the number that stands for it
   * @param size of an object, bytes; is not asked for the JVM
   */
  Dominators(Links links, int jvm, IntToLongFunction size, Workspace workspace) throws IOException {
    this.links = links;
    order = workspace.table();
    number = workspace.table();
    dominator = workspace.table();
    retained = new LongTable(workspace);
    IntTable parent = workspace.table();
    walk(jvm, parent, workspace.table());
    findSemidominators(parent, new Backward(workspace), workspace);
    for (int i = reached; i > JVM; i--) {
      retained.add(i, size.applyAsLong(order.get(i)));
      retained.add(dominator.get(i), retained.get(i));
    }
  }

  private void walk(int jvm, IntTable parent, IntTable cursors) throws IOException {
    visit(jvm, 0, parent, cursors);
    int at = JVM;
    while (at != 0) {
      int cursor = cursors.get(at);
      if (cursor == Links.NONE) {
        at = parent.get(at);
        continue;
      }
      cursors.set(at, links.next(cursor));
      int target = links.target(cursor);
      if (number.get(target) == 0) {
        visit(target, at, parent, cursors);
        at = reached;
      }
    }
  }

  private void visit(int object, int from, IntTable parent, IntTable cursors) throws IOException {
    reached++;
    number.set(object, reached);
    order.set(reached, object);
    parent.set(reached, from);
    cursors.set(reached, links.first(object));
  }

  /** Who refers to an object, by number of the walk. */
  private final class Backward {
    private final IntTable end;
    private final IntTable sources;

    Backward(Workspace workspace) throws IOException {
      end = workspace.table();
      sources = workspace.table();
      for (int i = JVM; i <= reached; i++) {
        for (int c = links.first(order.get(i)); c != Links.NONE; c = links.next(c)) {
          end.add(number.get(links.target(c)) + 1, 1);
        }
      }
      for (int i = JVM; i <= reached; i++) {
        end.add(i + 1, end.get(i));
      }
      // Now end(i) is where the list of i begins; filling it moves that to its end.
      for (int i = JVM; i <= reached; i++) {
        for (int c = links.first(order.get(i)); c != Links.NONE; c = links.next(c)) {
          int target = number.get(links.target(c));
          sources.set(end.get(target), i);
          end.add(target, 1);
        }
      }
    }

    int begin(int i) {
      return end.get(i - 1);
    }

    int end(int i) {
      return end.get(i);
    }

    int source(int at) {
      return sources.get(at);
    }
  }

  private void findSemidominators(IntTable parent, Backward backward, Workspace workspace)
      throws IOException {
    Forest forest = new Forest(parent, workspace);
    for (int i = JVM; i <= reached; i++) {
      dominator.set(i, parent.get(i));
      forest.begin(i);
    }
    for (int i = reached; i > JVM; i--) {
      int semi = parent.get(i);
      for (int at = backward.begin(i); at < backward.end(i); at++) {
        semi = Math.min(semi, forest.lowest(backward.source(at), i + 1));
      }
      forest.semi.set(i, semi);
    }
    for (int i = JVM + 1; i <= reached; i++) {
      int candidate = dominator.get(i);
      int semi = forest.semi.get(i);
      while (candidate > semi) {
        candidate = dominator.get(candidate);
      }
      dominator.set(i, candidate);
    }
  }

  /** The part of the walk's tree that is done, with its paths compressed as they are asked for. */
  private static final class Forest {
    private final IntTable ancestor;
    private final IntTable label;
    private final IntTable semi;
    private final IntTable path;

    Forest(IntTable parent, Workspace workspace) {
      ancestor = parent;
      label = workspace.table();
      semi = workspace.table();
      path = workspace.table();
    }

    void begin(int i) throws IOException {
      label.set(i, i);
      semi.set(i, i);
    }

    /** The lowest semidominator on the way from that object up to the first one that is done. */
    int lowest(int object, int firstDone) throws IOException {
      int at = object;
      int depth = 0;
      while (ancestor.get(at) >= firstDone) {
        path.set(depth++, at);
        at = ancestor.get(at);
      }
      int top = at;
      while (depth > 0) {
        at = path.get(--depth);
        ancestor.set(at, ancestor.get(top));
        if (semi.get(label.get(top)) < semi.get(label.get(at))) {
          label.set(at, label.get(top));
        }
        top = at;
      }
      return semi.get(label.get(object));
    }
  }

  /** How many objects are reached from the roots, the JVM included. */
  int reached() {
    return reached;
  }

  /** The object at that place of the walk; 1 is the JVM. Dominators come before what they keep. */
  int at(int place) {
    return order.get(place);
  }

  /** The place of an object in the walk; 0 where nothing holds it. */
  int place(int object) {
    return number.get(object);
  }

  /** By place: the place of the dominator. */
  int dominator(int place) {
    return dominator.get(place);
  }

  /** By place, in bytes. */
  long retained(int place) {
    return retained.get(place);
  }
}

package io.memguard.dump;

import io.memguard.snapshot.HeldObject;
import io.memguard.snapshot.HeldObject.Hop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.netbeans.lib.profiler.heap.Instance;

/** The shortest way from a root to each object. */
final class Paths {
  private final ObjectGraph graph;

  /** By object: the one before it on the way, one more than its number; 0 where there is none. */
  private final IntTable before;

  Paths(ObjectGraph graph, Workspace workspace) throws IOException {
    this.graph = graph;
    before = workspace.table();
    IntTable queue = workspace.table();
    int jvm = graph.jvm();
    before.set(jvm, jvm + 1);
    queue.set(0, jvm);
    int size = 1;
    for (int at = 0; at < size; at++) {
      int from = queue.get(at);
      Links links = graph.links();
      for (int c = links.first(from); c != Links.NONE; c = links.next(c)) {
        int target = links.target(c);
        if (before.get(target) == 0) {
          before.set(target, from + 1);
          queue.set(size++, target);
        }
      }
    }
  }

  /** The object with what holds it, from the root on. */
  HeldObject to(int object) {
    List<Integer> way = new ArrayList<>();
    for (int at = object; at != graph.jvm(); at = before.get(at) - 1) {
      way.add(at);
      if (before.get(at) == 0) {
        return new HeldObject(type(object), 0, List.of(), "nothing", List.of());
      }
    }
    Collections.reverse(way);
    String root = graph.roots().kind(way.get(0));
    List<Hop> hops = new ArrayList<>();
    for (int i = 0; i + 1 < way.size(); i++) {
      int from = way.get(i);
      String field = field(from, way.get(i + 1));
      if (field == null) {
        // A variable: the way begins behind it.
        root = root(from, way.get(i + 1));
        hops.clear();
      } else {
        boolean isStatic = graph.classes().isClass(from) && !field.startsWith("<");
        if (isStatic && graph.classes().of(from).type().getClassLoader() != null) {
          // What holds a class of the application does not matter.
          hops.clear();
        }
        hops.add(new Hop(graph.address(from), type(from), field, isStatic));
      }
    }
    return new HeldObject(type(object), 0, List.of(), root, hops);
  }

  /** A class object is told as the class. */
  private String type(int object) {
    return graph.classes().of(object).name();
  }

  /** Which field leads from one object to the next; null for a thread's variable. */
  private String field(int from, int to) {
    if (graph.roots().variables(from).stream().anyMatch(variable -> variable.object() == to)) {
      return null;
    }
    if (!graph.classes().isClass(from)) {
      if (graph.classes().of(from).isArray()) {
        return "";
      }
      if (graph.classes().of(from).number() == to) {
        return "<class>";
      }
    }
    for (Map.Entry<String, Instance> field : graph.fields(from).entrySet()) {
      if (field.getValue() != null && graph.classes().number(field.getValue()) == to) {
        return field.getKey();
      }
    }
    return "<superclass>";
  }

  private String root(int thread, int object) {
    String name = ThreadNames.of(graph.instance(thread));
    String frame =
        graph.roots().variables(thread).stream()
            .filter(variable -> variable.object() == object)
            .map(variable -> graph.roots().frame(thread, variable))
            .filter(words -> !words.isEmpty())
            .findFirst()
            .orElse("its stack");
    return "thread " + name + ", a variable in " + frame;
  }
}

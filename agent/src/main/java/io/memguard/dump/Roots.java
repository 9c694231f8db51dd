package io.memguard.dump;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.netbeans.lib.profiler.heap.GCRoot;
import org.netbeans.lib.profiler.heap.Heap;
import org.netbeans.lib.profiler.heap.Instance;
import org.netbeans.lib.profiler.heap.JavaFrameGCRoot;
import org.netbeans.lib.profiler.heap.ThreadObjectGCRoot;

/**
 * What the JVM itself holds. Variables on a thread's stack count as held by the thread, so that it
 * can be said what each thread keeps.
 */
final class Roots {
  private final Set<Integer> roots = new LinkedHashSet<>();
  private final Map<Integer, String> kinds = new HashMap<>();
  private final Map<Integer, List<Variable>> variables = new HashMap<>();
  private final Map<Integer, ThreadObjectGCRoot> threads = new HashMap<>();

  /**
   * An object in a variable of a thread.
   *
   * @param frame index into the thread's stack, -1 when it is not known
   */
  record Variable(int object, int frame) {}

  Roots(Heap heap, Classes classes) {
    for (Object one : heap.getGCRoots()) {
      GCRoot root = (GCRoot) one;
      Instance instance = root.getInstance();
      if (instance == null) {
        continue;
      }
      int number = classes.number(instance);
      if (root instanceof ThreadObjectGCRoot thread) {
        threads.put(number, thread);
      }
      Instance thread = root instanceof JavaFrameGCRoot frame ? threadOf(frame) : null;
      if (thread != null) {
        variables
            .computeIfAbsent(classes.number(thread), none -> new ArrayList<>())
            .add(new Variable(number, ((JavaFrameGCRoot) root).getFrameNumber()));
      } else {
        roots.add(number);
        kinds.merge(number, root.getKind(), (first, second) -> first);
      }
    }
  }

  private static Instance threadOf(JavaFrameGCRoot frame) {
    ThreadObjectGCRoot thread = frame.getThreadGCRoot();
    return thread == null ? null : thread.getInstance();
  }

  Set<Integer> all() {
    return roots;
  }

  boolean contains(int number) {
    return roots.contains(number);
  }

  /** As the dump calls it, such as {@code JNI global}. */
  String kind(int number) {
    return kinds.getOrDefault(number, "");
  }

  Set<Integer> threads() {
    return threads.keySet();
  }

  /** The objects in variables of that thread; none for other objects. */
  List<Variable> variables(int thread) {
    return variables.getOrDefault(thread, List.of());
  }

  /** The method that has the variable, or nothing. */
  String frame(int thread, Variable variable) {
    ThreadObjectGCRoot root = threads.get(thread);
    StackTraceElement[] stack = root == null ? null : root.getStackTrace();
    if (stack == null || variable.frame() < 0 || variable.frame() >= stack.length) {
      return "";
    }
    StackTraceElement frame = stack[variable.frame()];
    String line = frame.getLineNumber() > 0 ? ":" + frame.getLineNumber() : "";
    return frame.getClassName() + "." + frame.getMethodName() + line;
  }
}

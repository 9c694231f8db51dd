package io.memguard.dump;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.netbeans.lib.profiler.heap.Heap;
import org.netbeans.lib.profiler.heap.Instance;
import org.netbeans.lib.profiler.heap.JavaClass;

/** Gives each object of a dump a number: first all class objects, then the instances by class. */
final class Classes {
  /** What these refer to lives on its own, or not. Soft references hold until the heap is full. */
  private static final List<String> WEAK =
      List.of(
          "java.lang.ref.WeakReference",
          "java.lang.ref.PhantomReference",
          "java.lang.ref.FinalReference");

  private final Heap heap;
  private final List<LoadedClass> all = new ArrayList<>();
  private final Map<JavaClass, LoadedClass> known = new HashMap<>();
  private final LoadedClass ofClasses;
  private final int[] firsts;
  private final int size;

  Classes(Heap heap, Layout layout) {
    this.heap = heap;
    Set<Object> weak = new HashSet<>();
    for (String name : WEAK) {
      JavaClass type = heap.getJavaClassByName(name);
      if (type != null) {
        weak.add(type);
        for (Object subclass : type.getSubClasses()) {
          weak.add(subclass);
        }
      }
    }
    List<?> types = heap.getAllClasses();
    int next = types.size();
    for (Object one : types) {
      JavaClass type = (JavaClass) one;
      String name = type.getName();
      int count = type.getInstancesCount();
      long bytes = name.endsWith("[]") ? 0 : layout.ofObject(type);
      LoadedClass loaded =
          new LoadedClass(type, name, all.size(), next, count, bytes, weak.contains(type));
      all.add(loaded);
      known.put(type, loaded);
      next += count;
    }
    ofClasses = known.get(heap.getJavaClassByName("java.lang.Class"));
    size = next;
    firsts = all.stream().mapToInt(LoadedClass::first).toArray();
  }

  /** In the order of their numbers. */
  List<LoadedClass> all() {
    return all;
  }

  /** Objects altogether. */
  int size() {
    return size;
  }

  /** {@code java.lang.Class}. */
  LoadedClass ofClasses() {
    return ofClasses;
  }

  LoadedClass of(JavaClass type) {
    return known.get(type);
  }

  /** The number of that object. */
  int number(Instance instance) {
    int number = instance.getInstanceNumber() - 1;
    return isClass(instance) ? number : known.get(instance.getJavaClass()).first() + number;
  }

  /** Class objects are not among the instances of java.lang.Class, those of primitives are. */
  boolean isClass(Instance instance) {
    return instance.getJavaClass() == ofClasses.type()
        && heap.getJavaClassByID(instance.getInstanceId()) != null;
  }

  /** Whether it is the number of a class object. */
  boolean isClass(int number) {
    return number < all.size();
  }

  /** The class of that object; of a class object the class that it stands for. */
  LoadedClass of(int number) {
    if (isClass(number)) {
      return all.get(number);
    }
    int found = Arrays.binarySearch(firsts, number);
    int index = found >= 0 ? found : -found - 2;
    // Classes without instances begin at the same number as the next one.
    while (all.get(index).first() + all.get(index).count() <= number) {
      index++;
    }
    return all.get(index);
  }

  /** What the object's own class is called. */
  String typeName(int number) {
    return isClass(number) ? "java.lang.Class" : of(number).name();
  }
}

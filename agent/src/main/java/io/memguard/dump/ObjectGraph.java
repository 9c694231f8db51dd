package io.memguard.dump;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.netbeans.lib.profiler.heap.Heap;
import org.netbeans.lib.profiler.heap.Instance;
import org.netbeans.lib.profiler.heap.ObjectArrayInstance;
import org.netbeans.lib.profiler.heap.ObjectFieldValue;
import org.netbeans.lib.profiler.heap.PrimitiveArrayInstance;

/**
 * All objects of a dump as numbers, with their sizes and what they hold. The object behind the last
 * one stands for the JVM and holds the roots.
 *
 * <p>Held are fields, elements, static fields, the class of an object, its superclass and its
 * loader, and variables of threads. Not held is the referent of a weak, phantom or finalizer
 * reference.
 */
final class ObjectGraph {
  private static final String REFERENT = "referent";

  private final Heap heap;
  private final Classes classes;
  private final Roots roots;
  private final Layout layout;
  private final Links links;
  private final LongTable addresses;
  private final LongTable sizes;
  private long bytes;

  ObjectGraph(Heap heap, Workspace workspace) throws IOException {
    this.heap = heap;
    layout = Layout.of(heap);
    classes = new Classes(heap, layout);
    roots = new Roots(heap, classes);
    links = new Links(workspace);
    addresses = new LongTable(workspace);
    sizes = new LongTable(workspace);
    readClasses();
    readInstances();
    links.begin(jvm());
    for (int root : roots.all()) {
      links.add(root);
    }
  }

  private void readClasses() throws IOException {
    for (LoadedClass loaded : classes.all()) {
      int number = loaded.number();
      addresses.set(number, loaded.type().getJavaClassId());
      size(number, classes.ofClasses().bytes());
      links.begin(number);
      for (Object value : loaded.type().getStaticFieldValues()) {
        if (value instanceof ObjectFieldValue reference) {
          link(reference.getInstance());
        }
      }
      link(loaded.type().getClassLoader());
      if (loaded.type().getSuperClass() != null) {
        links.add(classes.of(loaded.type().getSuperClass()).number());
      }
    }
  }

  private void readInstances() throws IOException {
    int[] read = new int[classes.all().size()];
    Iterator<?> instances = heap.getAllInstancesIterator();
    while (Instances.hasNext(instances)) {
      Instance instance = (Instance) instances.next();
      if (classes.isClass(instance)) {
        continue;
      }
      LoadedClass loaded = classes.of(instance.getJavaClass());
      int number = loaded.first() + read[loaded.number()]++;
      addresses.set(number, instance.getInstanceId());
      links.begin(number);
      size(number, read(instance, loaded));
      if (!loaded.isArray() && !roots.contains(loaded.number())) {
        links.add(loaded.number());
      }
      for (Roots.Variable variable : roots.variables(number)) {
        links.add(variable.object());
      }
    }
  }

  private long read(Instance instance, LoadedClass loaded) throws IOException {
    if (instance instanceof PrimitiveArrayInstance array) {
      return layout.ofArray(loaded.element(), array.getLength());
    }
    if (instance instanceof ObjectArrayInstance array) {
      for (Object element : array.getValues()) {
        link((Instance) element);
      }
      return layout.ofArray("object", array.getLength());
    }
    for (Object value : instance.getFieldValues()) {
      if (value instanceof ObjectFieldValue field
          && !(loaded.weak() && field.getField().getName().equals(REFERENT))) {
        link(field.getInstance());
      }
    }
    return loaded.bytes();
  }

  private void size(int number, long size) throws IOException {
    sizes.set(number, size);
    bytes += size;
  }

  private void link(Instance target) throws IOException {
    if (target != null) {
      links.add(classes.number(target));
    }
  }

  /** The number that stands for the JVM; also how many objects there are. */
  int jvm() {
    return classes.size();
  }

  Links links() {
    return links;
  }

  Classes classes() {
    return classes;
  }

  Roots roots() {
    return roots;
  }

  Layout layout() {
    return layout;
  }

  /** Of the object itself, without what it holds. */
  long size(int number) {
    return sizes.get(number);
  }

  /** Of all objects. */
  long bytes() {
    return bytes;
  }

  long address(int number) {
    return addresses.get(number);
  }

  Instance instance(int number) {
    return heap.getInstanceByID(addresses.get(number));
  }

  /** The fields of an object by name, those of a class object its static ones; null for none. */
  Map<String, Instance> fields(int number) {
    List<?> values =
        classes.isClass(number)
            ? classes.of(number).type().getStaticFieldValues()
            : instance(number).getFieldValues();
    Map<String, Instance> fields = new LinkedHashMap<>();
    for (Object value : values) {
      if (value instanceof ObjectFieldValue field) {
        fields.putIfAbsent(field.getField().getName(), field.getInstance());
      }
    }
    return fields;
  }
}

package io.memguard.dump;

import java.util.Iterator;
import java.util.List;
import org.netbeans.lib.profiler.heap.Field;
import org.netbeans.lib.profiler.heap.Heap;
import org.netbeans.lib.profiler.heap.Instance;
import org.netbeans.lib.profiler.heap.JavaClass;

/**
 * How many bytes objects took in the JVM that wrote the dump. The file says only which fields they
 * have, with references of eight bytes whatever the JVM used.
 *
 * <p>HotSpot since 15 fills the gaps that a superclass leaves, so an object takes its header and
 * the sum of its fields, rounded up to eight bytes.
 *
 * @param header of an object, bytes
 * @param reference bytes
 */
record Layout(int header, int reference) {
  private static final String PROBE = "java.util.HashMap$Node";

  /** Addresses of so many objects are compared. */
  private static final int MOST_LOOKED_AT = 1_000_000;

  /** Compact headers, as of {@code -XX:+UseCompactObjectHeaders}. */
  private static final Layout COMPACT = new Layout(8, 4);

  private static final Layout COMPRESSED = new Layout(12, 4);
  private static final Layout WIDE_REFERENCES = new Layout(12, 8);
  private static final Layout WIDE = new Layout(16, 8);

  /**
   * Found from the distance of a map's node (an int and three references) to its neighbour in
   * memory: the JVM writes objects as they lie there, and the smallest distance is the node's size.
   */
  static Layout of(Heap heap) {
    long smallest = Long.MAX_VALUE;
    Instance last = null;
    Iterator<?> instances = heap.getAllInstancesIterator();
    for (int i = 0; i < MOST_LOOKED_AT && Instances.hasNext(instances); i++) {
      Instance next = (Instance) instances.next();
      if (last != null && last.getJavaClass().getName().equals(PROBE)) {
        long distance = next.getInstanceId() - last.getInstanceId();
        smallest = distance > 0 ? Math.min(smallest, distance) : smallest;
      }
      last = next;
    }
    for (Layout layout : List.of(COMPACT, COMPRESSED, WIDE_REFERENCES)) {
      if (smallest <= layout.ofFields(Integer.BYTES + 3L * layout.reference)) {
        return layout;
      }
    }
    return smallest == Long.MAX_VALUE ? COMPRESSED : WIDE;
  }

  /** An object of that class, which is no array. */
  long ofObject(JavaClass type) {
    long fields = 0;
    for (JavaClass c = type; c != null; c = c.getSuperClass()) {
      for (Object field : c.getFields()) {
        fields += bytes(((Field) field).getType().getName());
      }
    }
    return ofFields(fields);
  }

  /**
   * An array.
   *
   * @param element name of the elements' type
   */
  long ofArray(String element, long length) {
    int bytes = bytes(element);
    // The length lies behind the header; the elements are aligned to their own size.
    return aligned(aligned(header + Integer.BYTES, bytes) + length * bytes, Long.BYTES);
  }

  private long ofFields(long bytes) {
    return aligned(header + bytes, Long.BYTES);
  }

  private static long aligned(long bytes, int to) {
    return (bytes + to - 1) / to * to;
  }

  private int bytes(String type) {
    return switch (type) {
      case "boolean", "byte" -> Byte.BYTES;
      case "char", "short" -> Short.BYTES;
      case "int", "float" -> Integer.BYTES;
      case "long", "double" -> Long.BYTES;
      default -> reference;
    };
  }
}

package io.memguard.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import shark.CloseableHeapGraph;
import shark.GcRoot;
import shark.HeapField;
import shark.HeapObject;
import shark.HeapObject.HeapClass;
import shark.HeapObject.HeapInstance;
import shark.HeapObject.HeapObjectArray;
import shark.HeapObject.HeapPrimitiveArray;
import shark.HprofHeapGraph;
import shark.HprofRecord.HeapDumpRecord.ObjectRecord.ClassDumpRecord;
import shark.HprofRecordTag;

/**
 * A second opinion on a heap dump: read by LeakCanary's Shark, and retained sizes found as they are
 * defined. What an object retains is what a walk from the roots no longer reaches without it.
 *
 * <p>Objects are laid out as by HotSpot with compressed references.
 */
final class ReferenceHeap {
  private static final int HEADER = 12;
  private static final int ARRAY_HEADER = 16;
  private static final int REFERENCE = 4;
  private static final List<String> WEAK =
      List.of(
          "java.lang.ref.WeakReference",
          "java.lang.ref.PhantomReference",
          "java.lang.ref.FinalReference");

  private final Map<Long, Long> sizes = new HashMap<>();
  private final Map<Long, List<Long>> references = new HashMap<>();
  private final Set<Long> roots = new HashSet<>();

  static ReferenceHeap read(Path dump) throws IOException {
    try (CloseableHeapGraph graph =
        HprofHeapGraph.Companion.openHeapGraph(
            dump.toFile(), null, HprofRecordTag.Companion.getRootTags())) {
      return new ReferenceHeap(graph);
    }
  }

  private ReferenceHeap(CloseableHeapGraph graph) {
    for (Iterator<HeapObject> all = graph.getObjects().iterator(); all.hasNext(); ) {
      read(all.next());
    }
    Map<Integer, Long> threads = new HashMap<>();
    for (GcRoot root : graph.getGcRoots()) {
      if (root instanceof GcRoot.ThreadObject thread) {
        threads.put(thread.getThreadSerialNumber(), thread.getId());
      }
    }
    for (GcRoot root : graph.getGcRoots()) {
      Long thread =
          root instanceof GcRoot.JavaFrame frame
              ? threads.get(frame.getThreadSerialNumber())
              : null;
      if (thread != null) {
        references.get(thread).add(root.getId());
      } else {
        roots.add(root.getId());
      }
    }
  }

  private void read(HeapObject object) {
    List<Long> held = new ArrayList<>();
    long size;
    if (object instanceof HeapInstance instance) {
      size = aligned(HEADER + fieldBytes(instance.getInstanceClass()));
      held.add(instance.getInstanceClassId());
      boolean weak = WEAK.stream().anyMatch(instance::instanceOf);
      for (Iterator<HeapField> fields = instance.readFields().iterator(); fields.hasNext(); ) {
        HeapField field = fields.next();
        if (!(weak && field.getName().equals("referent"))) {
          add(held, field.getValue().getAsNonNullObjectId());
        }
      }
    } else if (object instanceof HeapObjectArray array) {
      long[] elements = array.readRecord().getElementIds();
      size = aligned(ARRAY_HEADER + (long) REFERENCE * elements.length);
      for (long element : elements) {
        add(held, element);
      }
    } else if (object instanceof HeapPrimitiveArray array) {
      size = aligned(ARRAY_HEADER + (long) array.getByteSize());
    } else {
      HeapClass type = (HeapClass) object;
      size = aligned(HEADER + fieldBytes(type.getGraph().findClassByName("java.lang.Class")));
      add(held, type.readRecord().getClassLoaderId());
      add(held, type.readRecord().getSuperclassId());
      for (Iterator<HeapField> fields = type.readStaticFields().iterator(); fields.hasNext(); ) {
        add(held, fields.next().getValue().getAsNonNullObjectId());
      }
    }
    sizes.put(object.getObjectId(), size);
    references.put(object.getObjectId(), held);
  }

  private static void add(List<Long> held, Long id) {
    if (id != null && id != 0) {
      held.add(id);
    }
  }

  private static long fieldBytes(HeapClass type) {
    long bytes = 0;
    for (Iterator<HeapClass> up = type.getClassHierarchy().iterator(); up.hasNext(); ) {
      for (ClassDumpRecord.FieldRecord field : up.next().readRecordFields()) {
        bytes +=
            switch (field.getType()) {
              case 2, 6, 10 -> 4;
              case 4, 8 -> 1;
              case 5, 9 -> 2;
              case 7, 11 -> 8;
              default -> throw new IllegalStateException("basic type " + field.getType());
            };
      }
    }
    return bytes;
  }

  private static long aligned(long bytes) {
    return (bytes + 7) / 8 * 8;
  }

  /** All objects of the dump. */
  long bytes() {
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }

  int objects() {
    return sizes.size();
  }

  long retained(long address) {
    return reached(0) - reached(address);
  }

  private long reached(long without) {
    Set<Long> seen = new HashSet<>(roots);
    seen.remove(without);
    Deque<Long> open = new ArrayDeque<>(seen);
    long bytes = 0;
    while (!open.isEmpty()) {
      long at = open.pop();
      bytes += sizes.getOrDefault(at, 0L);
      for (long next : references.getOrDefault(at, List.of())) {
        if (next != without && seen.add(next)) {
          open.push(next);
        }
      }
    }
    return bytes;
  }
}

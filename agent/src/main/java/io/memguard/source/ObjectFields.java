package io.memguard.source;

import io.memguard.snapshot.Reading;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the references that objects and classes hold in their fields, whatever their visibility. No
 * method of the application is called. What a {@link Reference} refers to is not read: it does not
 * hold it.
 */
final class ObjectFields {
  /** Of loaders the JVM's own lists: they hold their classes, whoever refers to these. */
  private static final Set<Class<?>> NOT_READ =
      Set.of(Object.class, Reference.class, ClassLoader.class);

  private static final String UNSAFE = "jdk.internal.misc.Unsafe";

  /** A class that its user has not begun to initialize has only empty static fields. */
  private final MethodHandle isUninitialized;

  private final MethodHandle declaredFields;
  private final MethodHandle fieldOffset;
  private final MethodHandle staticOffset;
  private final MethodHandle staticBase;
  private final MethodHandle reference;

  private final Map<Class<?>, List<Slot>> known = new HashMap<>();

  /**
   * A field that refers to objects.
   *
   * @param type the class that declares it
   */
  record Slot(String type, String name, boolean isStatic, long offset) {}

  /** A field and what it refers to. */
  record Held(Slot slot, Object value) {}

  private ObjectFields() throws ReflectiveOperationException {
    Class<?> type = Class.forName(UNSAFE, true, null);
    Lookup lookup = MethodHandles.lookup();
    Object unsafe = opened(type.getDeclaredMethod("getUnsafe")).invoke(null);
    isUninitialized = bound(lookup, unsafe, "shouldBeInitialized", Class.class);
    fieldOffset = bound(lookup, unsafe, "objectFieldOffset", Field.class);
    staticOffset = bound(lookup, unsafe, "staticFieldOffset", Field.class);
    staticBase = bound(lookup, unsafe, "staticFieldBase", Field.class);
    reference = bound(lookup, unsafe, "getReference", Object.class, long.class);
    // The public method would leave its result with the class, softly referenced.
    declaredFields =
        lookup.unreflect(
            opened(Class.class.getDeclaredMethod("getDeclaredFields0", boolean.class)));
  }

  /**
   * A reader for one walk: it remembers the classes that it met.
   *
   * @param instrumentation opens the JDK's internals to this class's module only; null where the
   *     command line opened them
   */
  static Reading<ObjectFields> open(Instrumentation instrumentation) {
    try {
      if (instrumentation != null) {
        Set<Module> self = Set.of(ObjectFields.class.getModule());
        instrumentation.redefineModule(
            Object.class.getModule(),
            Set.of(),
            Map.of(),
            Map.of("jdk.internal.misc", self, "java.lang", self),
            Set.of(),
            Map.of());
      }
      return Reading.known(new ObjectFields());
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return Reading.unavailable("this JVM does not let fields be read (" + e + ")");
    }
  }

  private static Method opened(Method method) {
    method.setAccessible(true);
    return method;
  }

  private static MethodHandle bound(Lookup lookup, Object unsafe, String name, Class<?>... types)
      throws ReflectiveOperationException {
    return lookup
        .unreflect(opened(unsafe.getClass().getDeclaredMethod(name, types)))
        .bindTo(unsafe);
  }

  /** The fields of an object of that class, inherited ones included. */
  List<Slot> of(Class<?> type) {
    List<Slot> slots = known.get(type);
    if (slots == null) {
      slots = new ArrayList<>();
      for (Class<?> above = type; above != null; above = above.getSuperclass()) {
        if (!NOT_READ.contains(above)) {
          addTo(slots, above);
        }
      }
      known.put(type, slots);
    }
    return slots;
  }

  /** What a class holds in the static fields that it declares; nothing before it is initialized. */
  List<Held> staticsOf(Class<?> type) {
    List<Held> held = new ArrayList<>();
    try {
      if ((boolean) isUninitialized.invokeExact((Class<?>) type)) {
        return List.of();
      }
      for (Field field : (Field[]) declaredFields.invokeExact((Class<?>) type, false)) {
        if (Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          long offset = (long) staticOffset.invokeExact(field);
          Object value =
              (Object) reference.invokeExact((Object) staticBase.invokeExact(field), offset);
          if (value != null) {
            held.add(new Held(new Slot(type.getName(), field.getName(), true, offset), value));
          }
        }
      }
    } catch (Throwable missingTypeOfField) {
      return held;
    }
    return held;
  }

  /** What an object holds in a field, null where nothing. */
  Object read(Object holder, Slot slot) {
    try {
      return (Object) reference.invokeExact(holder, slot.offset());
    } catch (Throwable unreadable) {
      return null;
    }
  }

  private void addTo(List<Slot> slots, Class<?> type) {
    try {
      for (Field field : (Field[]) declaredFields.invokeExact((Class<?>) type, false)) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          long offset = (long) fieldOffset.invokeExact(field);
          slots.add(new Slot(type.getName(), field.getName(), false, offset));
        }
      }
    } catch (Throwable missingTypeOfField) {
      // The class is looked at without the fields that it declares.
      return;
    }
  }
}

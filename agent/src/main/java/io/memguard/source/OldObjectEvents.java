package io.memguard.source;

import io.memguard.snapshot.HeldObject;
import io.memguard.snapshot.HeldObject.Hop;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedObject;

/**
 * Keeps what {@code jdk.OldObjectSample} events say. The JVM cuts chains to 200 objects, from both
 * ends, and descriptions to 100 characters ({@code leakprofiler/chains}, {@code
 * objectSampleDescription.cpp}).
 */
final class OldObjectEvents {
  static final String EVENT = "jdk.OldObjectSample";

  /** The queue holds 256 objects unless the user made it longer. */
  private static final int MOST_OBJECTS = 1_024;

  private static final int LONGEST_CHAIN = 256;

  /** As JFR prints the ends of hidden classes' names: {@code $$Lambda$14+0x00007f….2083385804}. */
  private static final Pattern HIDDEN = Pattern.compile("(?:[./+](?:0x[0-9a-f]+|\\d+))+$");

  private static final String CLASS_DESCRIPTION = "Class Name: ";
  private static final String THREAD_DESCRIPTION = "Thread Name: ";

  private final List<HeldObject> objects = new ArrayList<>();
  private boolean searched;

  /**
   * A sample without a root was not reached by a search, which does not follow soft and weak
   * references; or no search was made for it.
   */
  synchronized void received(RecordedEvent event) {
    if ((searched || event.getValue("root") != null) && objects.size() < MOST_OBJECTS) {
      objects.add(held(event));
    }
  }

  /** What arrives from now on comes from a search. */
  synchronized void searching() {
    objects.clear();
    searched = true;
  }

  /** No more searches: what arrives late is forgotten. */
  synchronized void end() {
    objects.clear();
    searched = false;
  }

  /** What has arrived since the last call; nothing is kept. */
  synchronized List<HeldObject> take() {
    List<HeldObject> taken = List.copyOf(objects);
    objects.clear();
    return taken;
  }

  private static HeldObject held(RecordedEvent event) {
    RecordedObject object = event.getValue("object");
    return new HeldObject(
        type(object),
        event.getInstant("allocationTime").toEpochMilli(),
        Frames.of(event.getStackTrace()),
        root(event.getValue("root")),
        chain(object));
  }

  private static List<Hop> chain(RecordedObject object) {
    List<Hop> hops = new ArrayList<>();
    RecordedObject reference = object.getValue("referrer");
    while (reference != null && hops.size() < LONGEST_CHAIN) {
      RecordedObject holder = reference.getValue("object");
      if (holder == null) {
        break;
      }
      hops.add(hop(holder, reference.getValue("field")));
      reference = holder.getValue("referrer");
    }
    Collections.reverse(hops);
    return hops;
  }

  private static Hop hop(RecordedObject holder, RecordedObject field) {
    String name = field == null ? null : field.getString("name");
    boolean isStatic = field != null && Modifier.isStatic(field.getShort("modifiers"));
    String description = holder.getString("description");
    boolean known = isStatic && description != null && description.startsWith(CLASS_DESCRIPTION);
    return new Hop(
        holder.getLong("address"),
        known ? NamePattern.cut(description.substring(CLASS_DESCRIPTION.length())) : type(holder),
        name == null ? "" : NamePattern.cut(name),
        isStatic);
  }

  private static String root(RecordedObject root) {
    if (root == null) {
      return "";
    }
    String description = root.getString("description");
    String type = root.getString("type");
    String where = root.getString("system") + ", " + type;
    if (description == null || description.isEmpty()) {
      return where;
    }
    return description.startsWith(THREAD_DESCRIPTION)
        ? NamePattern.cut(
            "thread " + description.substring(THREAD_DESCRIPTION.length()) + ", " + type)
        : NamePattern.cut(where + ", " + description);
  }

  private static String type(RecordedObject object) {
    RecordedClass type = object.getValue("type");
    return type == null
        ? ""
        : NamePattern.cut(
            ClassHistogram.sourceName(HIDDEN.matcher(type.getName()).replaceFirst("")));
  }
}

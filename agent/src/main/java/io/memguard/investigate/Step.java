package io.memguard.investigate;

import io.memguard.snapshot.HeldObject;
import io.memguard.snapshot.HeldObject.Hop;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One step of a reference chain as a reader wants it: a field of a class outside the JDK, or all
 * that lies inside of a collection of the JDK.
 *
 * @param address where the step begins; of several objects of one class in a row the last one
 * @param type class of the object, or the class that declares a static field
 * @param field the reference that leads on
 * @param ofTheJdk whether it stands for objects of JDK classes and arrays
 * @param hops how many objects it stands for
 */
record Step(long address, String type, String field, boolean isStatic, boolean ofTheJdk, int hops) {
  private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

  private static final Set<String> PRIMITIVES =
      Set.of("boolean", "byte", "char", "short", "int", "long", "float", "double");

  /** From the root to the object that holds the sampled one. */
  static List<Step> of(HeldObject object) {
    List<Step> steps = new ArrayList<>();
    for (Hop hop : object.chain()) {
      boolean jdk = isOfTheJdk(hop.type());
      Step next = new Step(hop.address(), hop.type(), hop.field(), hop.isStatic(), jdk, 1);
      if (next.isStatic && !jdk) {
        // What holds a class does not matter: it is never unloaded before its fields are.
        steps.clear();
      }
      Step last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
      if (last != null && last.continuesIn(next)) {
        steps.set(steps.size() - 1, last.with(next));
      } else {
        steps.add(next);
      }
    }
    return steps;
  }

  /** Arrays and primitive types are the JDK's; classes of the unnamed package are not. */
  static boolean isOfTheJdk(String type) {
    return type.endsWith("[]")
        || type.isEmpty()
        || PRIMITIVES.contains(type)
        || JDK.stream().anyMatch(type::startsWith);
  }

  /** Insides of collections go together, and so do the nodes of the application's own lists. */
  private boolean continuesIn(Step next) {
    return ofTheJdk ? next.ofTheJdk : !next.isStatic && type.equals(next.type);
  }

  private Step with(Step next) {
    return new Step(ofTheJdk ? address : next.address, type, field, isStatic, ofTheJdk, hops + 1);
  }

  /** An array of an object's own, not one inside of a collection. */
  boolean isArray() {
    return type.endsWith("[]");
  }

  /** The same field of whatever object. */
  Field asField() {
    return new Field(type, field);
  }

  /** A field of a class, as in source: {@code OrderBook.byId}. */
  record Field(String type, String field) {
    String words() {
      return field.isEmpty() ? simple(type) : simple(type) + "." + field;
    }

    private static String simple(String type) {
      return type.endsWith("$") ? type : shortened(type);
    }

    /** Without the package and the enclosing classes; lambdas keep the class that they are in. */
    private static String shortened(String name) {
      String inner = name.substring(name.lastIndexOf('.') + 1);
      int lambda = inner.indexOf("$$");
      String outer = lambda < 0 ? inner : inner.substring(0, lambda);
      String tail = lambda < 0 ? "" : inner.substring(lambda).replaceFirst("\\$\\d+$", "");
      int nested = outer.lastIndexOf('$');
      // A number may have been folded to "#".
      boolean anonymous =
          outer.substring(nested + 1).chars().allMatch(c -> c == '#' || Character.isDigit(c));
      return (nested < 0 || anonymous ? outer : outer.substring(nested + 1)) + tail;
    }
  }
}

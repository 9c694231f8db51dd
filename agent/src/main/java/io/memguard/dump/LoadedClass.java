package io.memguard.dump;

import org.netbeans.lib.profiler.heap.JavaClass;

/**
 * A class of the dump.
 *
 * @param name as in source, {@code byte[]}
 * @param number of its class object
 * @param first number of its first instance; the others follow
 * @param count of instances
 * @param bytes of one instance; 0 for arrays
 * @param weak a reference whose referent it does not hold
 */
record LoadedClass(
    JavaClass type, String name, int number, int first, int count, long bytes, boolean weak) {

  boolean isArray() {
    return name.endsWith("[]");
  }

  String element() {
    return name.substring(0, name.length() - "[]".length());
  }
}

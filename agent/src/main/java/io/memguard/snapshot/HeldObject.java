package io.memguard.snapshot;

import java.util.List;

/**
 * An object that was sampled when it was allocated and still lives, with the references that hold
 * it.
 *
 * @param type its class as in source, such as {@code byte[]}
 * @param allocatedMillis when it was allocated, epoch
 * @param stack where it was allocated, innermost frame first, as {@code class.method:line}; empty
 *     when it was not recorded
 * @param root what the chain begins at, such as {@code thread main, a variable on its stack}
 * @param chain from the root to the object that holds this one; empty when no chain was found
 */
public record HeldObject(
    String type, long allocatedMillis, List<String> stack, String root, List<Hop> chain) {

  /**
   * One object of a chain and its reference to the next.
   *
   * @param address tells objects of one chain from those of another; of no use afterwards
   * @param type class of this object; for a static field the class that declares it
   * @param field name of the field; empty for an element of an array, and where it is not told
   * @param isStatic whether it is a static field
   */
  public record Hop(long address, String type, String field, boolean isStatic) {}
}

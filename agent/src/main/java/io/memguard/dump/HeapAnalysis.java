package io.memguard.dump;

import io.memguard.snapshot.HeldObject;
import java.util.List;

/**
 * What a heap dump says. All sizes are bytes as the JVM that wrote it laid objects out.
 *
 * @param dumpBytes size of the dump, unpacked
 * @param unheld objects that no reference in the dump holds: garbage, or what the JVM holds by
 *     means that dumps do not show
 * @param holdings where much memory hangs together, largest first; none is inside of another
 * @param populations classes by the bytes of their own instances, largest first
 * @param duplicates names of classes that more than one loader has, most copies first
 * @param threads those that keep most
 */
public record HeapAnalysis(
    long dumpBytes,
    long objects,
    int classes,
    long bytes,
    Population unheld,
    List<Holding> holdings,
    List<Population> populations,
    List<Loaders> loaders,
    List<Population> duplicates,
    DirectBuffers direct,
    List<ThreadHolding> threads) {

  /** So many objects of one type, or of no type in particular. */
  public record Population(String type, long count, long bytes) {}

  /**
   * An object with many small ones behind it.
   *
   * @param address in the dump
   * @param own bytes of the object itself
   * @param retained bytes that could be collected without it, its own included
   * @param held the object and the way to it from a root
   * @param kept what it retains, by class, most bytes first
   */
  public record Holding(
      long address, long own, long retained, HeldObject held, List<Population> kept) {}

  /**
   * Class loaders of one type.
   *
   * @param classes that they defined together
   * @param example the name of one of these
   * @param held one of the loaders
   */
  public record Loaders(
      String type, int count, int classes, String example, long retained, HeldObject held) {}

  /**
   * Native memory that objects of the heap stand for.
   *
   * @param mapped of it files
   * @param holders who keeps them, most bytes first
   */
  public record DirectBuffers(Population all, Population mapped, List<BufferHolder> holders) {}

  /**
   * @param held the largest of the buffers
   */
  public record BufferHolder(HeldObject held, long count, long bytes) {}

  /**
   * A thread with its variables.
   *
   * @param variable type of the object in a variable that keeps most; empty where none does
   * @param frame the method that has the variable; empty when it is not known
   */
  public record ThreadHolding(
      String name, String type, long retained, String variable, String frame) {}

  /** Its share of all objects' bytes, 0 to 1. */
  public double share(long retained) {
    return bytes == 0 ? 0 : (double) retained / bytes;
  }
}

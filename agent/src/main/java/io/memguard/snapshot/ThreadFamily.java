package io.memguard.snapshot;

import java.util.List;

/**
 * Live platform threads whose names differ in their numbers only.
 *
 * @param pattern the name with each number as {@code #}, such as {@code pool-#-thread-#}
 * @param threads how many there are
 * @param owners how many pools, clients or timers they belong to: 1 for the workers of one pool,
 *     {@code threads} where each thread stands for itself
 * @param ended members of earlier looks that are gone, since the first look
 * @param idle members that used next to no processor time since the look before
 * @param state the commonest {@link Thread.State} of the members looked at
 * @param stack top frames of a typical member, nearest first, less those by which the JDK blocks
 *     it; empty for families too small to be looked at
 */
public record ThreadFamily(
    String pattern,
    int threads,
    int owners,
    int ended,
    int idle,
    String state,
    List<String> stack) {
  private static final String REAPER = "process reaper";

  /**
   * Whether each of these waits for a child process: the threads of the JDK that {@code
   * java.lang.ProcessHandleImpl} starts, one for each child that has not ended.
   */
  public boolean ofChildProcesses() {
    return isOfChildProcesses(pattern);
  }

  /** The same of a family of which only the pattern is known. */
  public static boolean isOfChildProcesses(String pattern) {
    return pattern.startsWith(REAPER);
  }
}

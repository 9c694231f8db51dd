package io.memguard.instrument;

import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The distinct stacks that allocated, numbered. Keeps names and line numbers only: a class or a
 * thread held here would be a leak of our own making. Beyond the last number all stacks are one.
 */
final class CallStacks {

  /** Number of the stacks that found no room. */
  static final int OTHER = 0;

  private static final int CAPACITY = 2000;
  private static final int DEPTH = 32;

  /** Frames above the allocator: this class, the sampler and the hook. */
  private static final int OWN_FRAMES = 5;

  /** Reads the whole stack in one step instead of in chunks of eight. */
  private final StackWalker walker = StackWalker.getInstance(Set.of(), DEPTH + OWN_FRAMES);

  /** Large enough never to grow: a stack overflow in the host must not hit it half-way. */
  private final Map<Long, Integer> numbers = new ConcurrentHashMap<>(2 * CAPACITY);

  private final AtomicInteger last = new AtomicInteger(OTHER);
  private final AtomicReferenceArray<StackTraceElement[]> stacks =
      new AtomicReferenceArray<>(CAPACITY);

  /** Number of the stack that called the hook. */
  int current() {
    List<StackFrame> frames = walker.walk(stack -> stack.limit(DEPTH + OWN_FRAMES).toList());
    int start = firstFrame(frames);
    long key = fingerprint(frames, start);
    Integer known = numbers.get(key);
    return known != null ? known : add(key, frames.subList(start, frames.size()));
  }

  /** Upper bound, exclusive, of the numbers given so far. */
  int size() {
    return Math.min(last.get() + 1, CAPACITY);
  }

  /** Innermost first; not null for a number that was given. */
  StackTraceElement[] frames(int number) {
    StackTraceElement[] frames = stacks.get(number);
    return frames != null ? frames : new StackTraceElement[0];
  }

  private int add(long key, List<StackFrame> frames) {
    if (last.get() >= CAPACITY - 1) {
      return OTHER;
    }
    StackTraceElement[] elements = new StackTraceElement[Math.min(frames.size(), DEPTH)];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = frames.get(i).toStackTraceElement();
    }
    int number = last.incrementAndGet();
    if (number >= CAPACITY) {
      return OTHER;
    }
    stacks.set(number, elements);
    Integer earlier = numbers.putIfAbsent(key, number);
    return earlier != null ? earlier : number;
  }

  private static int firstFrame(List<StackFrame> frames) {
    for (int i = 0; i < frames.size(); i++) {
      if (HookClass.isHook(frames.get(i).getClassName())) {
        return i + 1;
      }
    }
    return 0;
  }

  /**
   * 64 bits that stand for the stack: two of the few thousand stacks of a program colliding is out
   * of the question. Line numbers are not asked for, they cost more than all the rest.
   */
  private static long fingerprint(List<StackFrame> frames, int start) {
    long hash = 0;
    for (int i = start; i < frames.size(); i++) {
      StackFrame frame = frames.get(i);
      hash = (hash ^ frame.getClassName().hashCode()) * 0x9E3779B97F4A7C15L;
      hash = (hash ^ frame.getMethodName().hashCode()) * 0x9E3779B97F4A7C15L;
      hash = (hash ^ (hash >>> 32) ^ frame.getByteCodeIndex()) * 0x9E3779B97F4A7C15L;
    }
    return hash;
  }
}

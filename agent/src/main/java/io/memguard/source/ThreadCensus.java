package io.memguard.source;

import io.memguard.snapshot.Reading;
import io.memguard.snapshot.ThreadFamily;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The live platform threads by name pattern. Names, states and locks are read without a safepoint;
 * the stacks of a few members of the largest families take a short one. Virtual threads are not in
 * it. Not thread-safe: it remembers the look before.
 */
public final class ThreadCensus implements Source<List<ThreadFamily>> {
  /** Families of at least so many threads get their stacks read. */
  private static final int WORTH_STACKS = 12;

  /** Where each thread has a name of its own, the rest is not told. */
  private static final int MOST_FAMILIES = 256;

  private static final int MOST_FAMILIES_WITH_STACKS = 4;
  private static final int MEMBERS_READ = 9;
  private static final int DEEPEST = 100;
  private static final int FRAMES_TOLD = 8;

  /** Share of one processor below which a thread does nothing. */
  private static final double IDLE_SHARE = 0.001;

  private final ThreadMXBean threads;
  private Map<Long, Member> before = Map.of();
  private long nanosBefore;
  private final EndedThreads ended = new EndedThreads();

  ThreadCensus(ThreadMXBean threads) {
    this.threads = threads;
  }

  public static Reading<ThreadCensus> ofThisJvm() {
    try {
      return Reading.known(new ThreadCensus(ManagementFactory.getThreadMXBean()));
    } catch (LinkageError | RuntimeException e) {
      return Reading.unavailable(PlatformBeans.MISSING_MODULE);
    }
  }

  private record Member(long id, String name, String pattern, String lock, long cpuNanos) {}

  @Override
  public String name() {
    return "threads";
  }

  @Override
  public Reading<List<ThreadFamily>> read() {
    try {
      return Reading.known(look());
    } catch (RuntimeException refused) {
      return Reading.unavailable("this JVM does not list its threads: " + refused);
    }
  }

  /** What was seen is forgotten; the next look is a first one. */
  public void forget() {
    before = Map.of();
    ended.forget();
  }

  private List<ThreadFamily> look() {
    Map<Long, Member> now = members();
    before.values().stream()
        .filter(member -> !now.containsKey(member.id))
        .forEach(member -> ended.add(member.pattern));
    TreeMap<String, List<Member>> families = new TreeMap<>();
    now.values()
        .forEach(one -> families.computeIfAbsent(one.pattern, p -> new ArrayList<>()).add(one));
    ended.bound(families.keySet());
    long nanos = System.nanoTime();
    List<ThreadFamily> found = new ArrayList<>();
    int read = 0;
    for (List<Member> family :
        families.values().stream()
            .sorted(Comparator.comparingInt(f -> -f.size()))
            .limit(MOST_FAMILIES)
            .toList()) {
      boolean worth = family.size() >= WORTH_STACKS && read++ < MOST_FAMILIES_WITH_STACKS;
      found.add(family(family, worth ? stacks(family) : List.of(), nanos - nanosBefore));
    }
    before = now;
    nanosBefore = nanos;
    return found;
  }

  private Map<Long, Member> members() {
    long[] ids = threads.getAllThreadIds();
    long[] cpu = cpu(ids);
    ThreadInfo[] infos = threads.getThreadInfo(ids, 0);
    Map<Long, Member> members = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      ThreadInfo info = infos[i];
      if (info != null) { // It has ended since.
        LockInfo lock = info.getLockInfo();
        members.put(
            ids[i],
            new Member(
                ids[i],
                info.getThreadName(),
                NamePattern.ofThread(info.getThreadName()),
                lock == null ? "" : lock.toString(),
                cpu[i]));
      }
    }
    return members;
  }

  /** Processor time in nanoseconds, -1 where it is not told. */
  private long[] cpu(long[] ids) {
    if (threads instanceof com.sun.management.ThreadMXBean all
        && all.isThreadCpuTimeSupported()
        && all.isThreadCpuTimeEnabled()) {
      return all.getThreadCpuTime(ids);
    }
    long[] unknown = new long[ids.length];
    Arrays.fill(unknown, -1);
    return unknown;
  }

  private List<ThreadInfo> stacks(List<Member> family) {
    int step = Math.max(1, family.size() / MEMBERS_READ);
    long[] ids = new long[Math.min(MEMBERS_READ, family.size())];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = family.get(i * step).id;
    }
    return Arrays.stream(threads.getThreadInfo(ids, DEEPEST)).filter(info -> info != null).toList();
  }

  private ThreadFamily family(List<Member> family, List<ThreadInfo> stacks, long nanos) {
    String pattern = family.get(0).pattern;
    return new ThreadFamily(
        pattern,
        family.size(),
        owners(family, stacks),
        ended.of(pattern),
        (int) family.stream().filter(member -> idle(member, nanos)).count(),
        typicalState(stacks),
        typicalStack(stacks));
  }

  private boolean idle(Member member, long nanos) {
    Member then = before.get(member.id);
    return then != null
        && then.cpuNanos >= 0
        && member.cpuNanos - then.cpuNanos < IDLE_SHARE * nanos;
  }

  /**
   * Names that number their pools tell how many there are. Otherwise idle workers tell: those of
   * one pool wait for the same queue.
   */
  private static int owners(List<Member> family, List<ThreadInfo> stacks) {
    Set<String> pools = new HashSet<>();
    family.forEach(member -> pools.add(NamePattern.pool(member.name)));
    if (!pools.contains("")) {
      return pools.size();
    }
    if (stacks.isEmpty()
        || stacks.stream().filter(ThreadCensus::isWorker).count() * 2 <= stacks.size()) {
      return family.size();
    }
    List<String> queues =
        stacks.stream().filter(ThreadCensus::waitsForTask).map(ThreadCensus::lock).toList();
    if (new HashSet<>(queues).size() * 2 <= Math.max(2, queues.size())) {
      return 1;
    }
    return (int)
        family.stream().map(Member::lock).filter(lock -> !lock.isEmpty()).distinct().count();
  }

  private static String lock(ThreadInfo info) {
    LockInfo lock = info.getLockInfo();
    return lock == null ? "" : lock.toString();
  }

  /** Whether a thread pool of whatever make runs this thread. */
  private static boolean isWorker(ThreadInfo info) {
    return Stream.of(info.getStackTrace())
        .map(StackTraceElement::getClassName)
        .map(name -> name.substring(name.lastIndexOf('.') + 1))
        .anyMatch(
            name ->
                name.contains("Executor")
                    || name.contains("ThreadPool")
                    || name.contains("PoolThread")
                    || name.contains("ForkJoin")
                    || name.contains("EventLoop"));
  }

  /** An idle worker of a {@code java.util.concurrent} pool, or of Tomcat's copy of it. */
  private static boolean waitsForTask(ThreadInfo info) {
    return info.getLockInfo() != null
        && Stream.of(info.getStackTrace())
            .anyMatch(
                frame ->
                    frame.getMethodName().equals("getTask")
                        || frame.getMethodName().equals("awaitWork"));
  }

  private static String typicalState(List<ThreadInfo> stacks) {
    Map<String, Integer> states = new TreeMap<>();
    stacks.forEach(info -> states.merge(info.getThreadState().name(), 1, Integer::sum));
    return states.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private static List<String> typicalStack(List<ThreadInfo> stacks) {
    Map<List<String>, Integer> seen = new HashMap<>();
    for (ThreadInfo info : stacks) {
      List<String> frames =
          Stream.of(info.getStackTrace())
              .dropWhile(ThreadCensus::isPlumbing)
              .limit(FRAMES_TOLD)
              .map(frame -> frame.getClassName() + "." + frame.getMethodName() + line(frame))
              .toList();
      seen.merge(frames, 1, Integer::sum);
    }
    return seen.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(List.of());
  }

  /** How the JDK blocks a thread says nothing about what it waits for. */
  private static boolean isPlumbing(StackTraceElement frame) {
    String type = frame.getClassName();
    return type.startsWith("jdk.internal.")
        || type.startsWith("java.util.concurrent.locks.")
        || frame.getMethodName().equals("managedBlock")
        || frame.getMethodName().equals("unmanagedBlock");
  }

  private static String line(StackTraceElement frame) {
    return frame.getLineNumber() < 0 ? "" : ":" + frame.getLineNumber();
  }
}

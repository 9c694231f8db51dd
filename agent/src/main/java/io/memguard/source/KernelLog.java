package io.memguard.source;

import io.memguard.snapshot.Reading;
import io.memguard.thread.OwnThread;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kernel says about its OOM kills ({@code /dev/kmsg}); readable for root with CAP_SYSLOG,
 * hardly ever in a container. Record format: kernel, {@code Documentation/ABI/testing/dev-kmsg};
 * the two sentences: {@code mm/oom_kill.c}.
 *
 * <pre>
 * 6,2127,9089584390,-;oom-kill:constraint=CONSTRAINT_MEMCG,...,task_memcg=/pod,task=java,pid=313,uid=0
 * 3,2128,9089584395,-;Memory cgroup out of memory: Killed process 313 (java) total-vm:5306348kB, anon-rss:464056kB, ...
 * </pre>
 */
public final class KernelLog {
  private static final Pattern VICTIM =
      Pattern.compile("^\\d+,\\d+,(\\d+),[^;]*;(.*Killed process (\\d+) \\((.*?)\\).*)");
  private static final Pattern GROUP =
      Pattern.compile(";oom-kill:.*task_memcg=([^,]*),task=.*,pid=(\\d+),");

  /** The whole ring is read in milliseconds, but the machine may be busy. */
  private static final int LONGEST_READ_MILLIS = 5_000;

  /** Nothing new for so long: the end of the log. */
  private static final int QUIET_MILLIS = 250;

  private static final int LARGEST_RECORD = 8192;

  private KernelLog() {}

  /**
   * One kill.
   *
   * @param micros since boot, by the kernel's own clock
   * @param pid as the machine counts processes, not the container
   * @param process the short name, such as {@code java}
   * @param group the victim's cgroup as the machine sees it; empty before Linux 4.20
   * @param line what the kernel wrote
   */
  public record OomKill(long micros, long pid, String process, String group, String line) {}

  /** The kills that are still in the kernel's ring, oldest first. */
  public static Reading<List<OomKill>> oomKills() {
    return oomKills(Path.of("/dev/kmsg"));
  }

  static Reading<List<OomKill>> oomKills(Path device) {
    List<String> records = new CopyOnWriteArrayList<>();
    List<String> refusal = new CopyOnWriteArrayList<>();
    AtomicInteger reads = new AtomicInteger();
    // At the end of the log a read blocks; only a channel lets it be interrupted.
    OwnThread reader = new OwnThread("kernel-log", () -> read(device, reads, records, refusal));
    Optional<String> threadless = reader.tryStart();
    if (threadless.isPresent()) {
      return Reading.unavailable("the kernel log was not read: " + threadless.get());
    }
    try {
      int seen = -1;
      for (int waited = 0; waited < LONGEST_READ_MILLIS; waited += QUIET_MILLIS) {
        reader.join(QUIET_MILLIS);
        if (!reader.isAlive() || (reads.get() == seen && seen > 0)) {
          break;
        }
        seen = reads.get();
      }
      reader.interrupt();
    } catch (InterruptedException e) {
      reader.interrupt();
      Thread.currentThread().interrupt();
    }
    return refusal.isEmpty()
        ? Reading.known(parse(records))
        : Reading.unavailable("the kernel log is not readable here: " + refusal.get(0));
  }

  static List<OomKill> parse(List<String> records) {
    Map<Long, String> groups = new HashMap<>();
    List<OomKill> kills = new ArrayList<>();
    for (String record : records) {
      Matcher group = GROUP.matcher(record);
      if (group.find()) {
        groups.put(number(group.group(2)), group.group(1));
        continue;
      }
      Matcher victim = VICTIM.matcher(record);
      if (victim.find()) {
        long pid = number(victim.group(3));
        kills.add(
            new OomKill(
                number(victim.group(1)),
                pid,
                victim.group(4),
                groups.getOrDefault(pid, ""),
                victim.group(2).strip()));
      }
    }
    return List.copyOf(kills);
  }

  private static long number(String digits) {
    return KeyedFile.number(digits).orElse(0);
  }

  private static void read(
      Path device, AtomicInteger reads, List<String> records, List<String> refusal) {
    try (FileChannel log = FileChannel.open(device, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(LARGEST_RECORD);
      int read = 0;
      while (read >= 0) {
        read = next(log, buffer.clear());
        reads.incrementAndGet();
        String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
        text.lines()
            .filter(line -> line.contains("oom-kill:") || line.contains("Killed process"))
            .forEach(records::add);
      }
    } catch (IOException | RuntimeException e) {
      // The interruption at the end of the log is no refusal.
      if (!Thread.interrupted()) {
        refusal.add(e.toString());
      }
    }
  }

  /** EPIPE says that records were overwritten before they were read; the next read goes on. */
  private static int next(FileChannel log, ByteBuffer buffer) throws IOException {
    try {
      return log.read(buffer);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("Broken pipe")) {
        return 0;
      }
      throw e;
    }
  }
}

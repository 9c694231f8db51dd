package io.memguard.source;

import io.memguard.snapshot.Neighbour;
import io.memguard.snapshot.Reading;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The other processes of this process's memory cgroup and its subgroups, biggest first. */
public final class Neighbours implements Source<List<Neighbour>> {

  /** A service manager's group can hold thousands of groups and processes. */
  private static final int MOST_GROUPS = 64;

  private static final int MOST_PROCESSES = 1024;
  private static final int MOST_NEIGHBOURS = 32;
  private static final int LONGEST_NAME = 64;

  private final Path root;
  private final long ownPid;
  private final CgroupLocator locator;
  private final int pageSize;

  Neighbours(Path root, long ownPid) {
    this(root, ownPid, "self");
  }

  private Neighbours(Path root, long ownPid, String process) {
    this.root = root;
    this.ownPid = ownPid;
    this.locator = new CgroupLocator(root, process);
    this.pageSize = PageSize.of(root);
  }

  public static Neighbours ofThisProcess() {
    return new Neighbours(Path.of("/"), ProcessHandle.current().pid());
  }

  /** The other processes in the group of another process. */
  public static Neighbours ofProcess(long pid) {
    return new Neighbours(Path.of("/"), pid, Long.toString(pid));
  }

  @Override
  public String name() {
    return "neighbours";
  }

  @Override
  public Reading<List<Neighbour>> read() {
    return locator.locate().map(folder -> neighbours(folder.own()));
  }

  private List<Neighbour> neighbours(Path group) {
    List<Neighbour> found = new ArrayList<>();
    for (int pid : processes(group)) {
      neighbour(pid).ifPresent(found::add);
    }
    found.sort(Comparator.comparingLong(Neighbour::rss).reversed());
    return List.copyOf(found.subList(0, Math.min(found.size(), MOST_NEIGHBOURS)));
  }

  /** Empty for a process that ended meanwhile. */
  private Optional<Neighbour> neighbour(int pid) {
    Path process = root.resolve("proc").resolve(Integer.toString(pid));
    try {
      return Optional.of(new Neighbour(pid, processName(process), residentBytes(process)));
    } catch (IOException ended) {
      return Optional.empty();
    }
  }

  Set<Integer> processes(Path group) {
    Set<Integer> pids = new LinkedHashSet<>();
    Deque<File> groups = new ArrayDeque<>();
    groups.add(group.toFile());
    for (int i = 0; i < MOST_GROUPS && !groups.isEmpty(); i++) {
      File folder = groups.remove();
      addProcesses(folder, pids);
      File[] subgroups = folder.listFiles(File::isDirectory);
      if (subgroups != null) {
        groups.addAll(List.of(subgroups));
      }
    }
    return pids;
  }

  private void addProcesses(File folder, Set<Integer> pids) {
    String text;
    try {
      text = KernelFile.text(folder.toPath().resolve("cgroup.procs"));
    } catch (IOException vanishedOrThreaded) {
      return;
    }
    for (String line : text.split("\n", -1)) {
      OptionalLong pid = KeyedFile.number(line.strip());
      // 0 stands for a process that this process's pid namespace does not show.
      if (pid.isPresent()
          && pid.getAsLong() > 0
          && pid.getAsLong() <= Integer.MAX_VALUE
          && pid.getAsLong() != ownPid
          && pids.size() < MOST_PROCESSES) {
        pids.add((int) pid.getAsLong());
      }
    }
  }

  /** A process chooses its own name, so it may hold anything. */
  private static String processName(Path process) throws IOException {
    String name = KernelFile.text(process.resolve("comm")).strip();
    StringBuilder printable = new StringBuilder(name.length());
    name.codePoints()
        .limit(LONGEST_NAME)
        .forEach(c -> printable.appendCodePoint(isPrintable(c) ? c : '?'));
    return printable.toString();
  }

  private static boolean isPrintable(int codePoint) {
    int type = Character.getType(codePoint);
    return !Character.isISOControl(codePoint)
        && type != Character.FORMAT
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR
        && type != Character.SURROGATE;
  }

  /** {@code statm}: {@code 612186 20775 5956 1 0 20754 0}, the second is resident pages. */
  private long residentBytes(Path process) throws IOException {
    String[] fields = KernelFile.text(process.resolve("statm")).strip().split(" ", -1);
    OptionalLong pages = fields.length > 1 ? KeyedFile.number(fields[1]) : OptionalLong.empty();
    return pages.orElseThrow(() -> new IOException("statm has no resident size")) * pageSize;
  }
}

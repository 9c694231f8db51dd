package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.Neighbour;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeighboursTest {

  @Test
  void listsTheOthersOfTheGroupAndItsSubgroups(@TempDir Path root) {
    Tree tree =
        new Tree(root)
            .file("proc/self/cgroup", "4:memory:/a\n")
            .file("sys/fs/cgroup/memory/a/memory.stat", "")
            // 0: outside this pid namespace; 7: this process; 99: ended meanwhile
            .file("sys/fs/cgroup/memory/a/cgroup.procs", "0\n7\n8\n99\nx\n\n-3\n")
            .file("sys/fs/cgroup/memory/a/sub/deep/cgroup.procs", "9\n");
    process(tree, 7, "java", 100);
    process(tree, 8, "a\u001b[31mb\u202e\u2028c", 20);
    process(tree, 9, "sidecar", 30);

    assertThat(new Neighbours(root, 7).read().value())
        .hasValue(
            List.of(
                new Neighbour(9, "sidecar", 30 * 4096), new Neighbour(8, "a?[31mb??c", 20 * 4096)));
  }

  @Test
  void keepsTheThirtyTwoBiggest(@TempDir Path root) {
    StringBuilder pids = new StringBuilder();
    Tree tree = new Tree(root).file("proc/self/cgroup", "0::/\n");
    for (int pid = 1; pid <= 40; pid++) {
      pids.append(pid).append('\n');
      process(tree, pid, "p" + pid, pid);
    }
    tree.file("sys/fs/cgroup/memory.current", "1").file("sys/fs/cgroup/cgroup.procs", pids + "");

    assertThat(new Neighbours(root, 999).read().value().orElseThrow())
        .hasSize(32)
        .startsWith(new Neighbour(40, "p40", 40 * 4096))
        .endsWith(new Neighbour(9, "p9", 9 * 4096));
  }

  @Test
  void visitsNoMoreThanSixtyFourGroups(@TempDir Path root) {
    Tree tree = new Tree(root).file("proc/self/cgroup", "0::/\n");
    tree.file("sys/fs/cgroup/memory.current", "1").file("sys/fs/cgroup/cgroup.procs", "");
    for (int pid = 1; pid <= 200; pid++) {
      tree.file("sys/fs/cgroup/g" + pid + "/cgroup.procs", pid + "\n");
      process(tree, pid, "p", pid < 100 ? 1 : 0);
    }
    assertThat(new Neighbours(root, 999).read().value().orElseThrow()).hasSize(32);
    assertThat(new Neighbours(root, 999).processes(root.resolve("sys/fs/cgroup"))).hasSize(63);
  }

  @Test
  void aProcessStartedHereIsANeighbour() throws IOException {
    Process sleep = new ProcessBuilder("sleep", "60").start();
    try {
      List<Neighbour> neighbours = Neighbours.ofThisProcess().read().value().orElse(List.of());
      // The root group of a machine has no reading; a crowded group shows its biggest only.
      if (!neighbours.isEmpty() && neighbours.size() < 32) {
        assertThat(neighbours).extracting(Neighbour::pid).contains((int) sleep.pid());
      }
    } finally {
      sleep.destroyForcibly();
    }
  }

  @Test
  void withoutAGroupThereIsAReason(@TempDir Path root) {
    assertThat(new Neighbours(root, 1).read().reason())
        .isEqualTo("/proc/self/cgroup cannot be read, so mount /proc");
  }

  private static void process(Tree tree, int pid, String name, int pages) {
    tree.file("proc/" + pid + "/comm", name + "\n")
        .file("proc/" + pid + "/statm", "612186 " + pages + " 5 1 0 20754 0\n");
  }
}

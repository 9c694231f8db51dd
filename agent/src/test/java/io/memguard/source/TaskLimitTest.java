package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskLimitTest {
  @TempDir Path root;
  private Tree tree;

  @BeforeEach
  void start() {
    tree = new Tree(root);
  }

  @Test
  void theLowestOfTheGroupAndItsAncestorsBinds() {
    tree.file("proc/self/cgroup", "0::/kube/pod/app\n")
        .file("proc/self/mountinfo", "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n")
        .file("sys/fs/cgroup/kube/pod/app/cgroup.procs", "")
        .file("sys/fs/cgroup/kube/pod/app/pids.max", "max\n")
        .file("sys/fs/cgroup/kube/pod/pids.max", "1024\n")
        .file("sys/fs/cgroup/kube/pids.max", "9000\n");
    assertThat(TaskLimit.read(root)).hasValue(1024);
  }

  @Test
  void v1HasAHierarchyOfItsOwnForIt() {
    tree.file("proc/self/cgroup", "7:pids:/docker/app\n4:memory:/docker/other\n0::/\n")
        .file(
            "proc/self/mountinfo",
            "41 23 0:30 /docker/app /sys/fs/cgroup/pids ro - cgroup cgroup rw,pids\n")
        .file("sys/fs/cgroup/pids/cgroup.procs", "")
        .file("sys/fs/cgroup/pids/pids.max", "200\n");
    assertThat(TaskLimit.read(root)).hasValue(200);
  }

  @Test
  void withoutALimitOrAGroupThereIsNone() {
    assertThat(TaskLimit.read(root)).isEmpty();
    tree.file("proc/self/cgroup", "0::/\n")
        .file("proc/self/mountinfo", "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n")
        .file("sys/fs/cgroup/cgroup.procs", "")
        .file("sys/fs/cgroup/pids.max", "max\n");
    assertThat(TaskLimit.read(root)).isEmpty();
  }
}

package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.ContainerMemory.CgroupVersion;
import io.memguard.snapshot.Reading;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupLocatorTest {

  private static final String V1_ON_HOST =
      "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory\n";
  private static final String TWIN_ON_HOST =
      "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n";
  private static final String V2_ON_HOST =
      "31 23 0:28 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw,nsdelegate\n";

  @TempDir Path root;
  private Tree tree;

  @BeforeEach
  void start() {
    tree = new Tree(root);
  }

  @Test
  void v1OnTheHostWithAncestorsAndTheTwinsPressure() {
    tree.copy("v1/healthy/proc/self/cgroup", "proc/self/cgroup")
        .copy("v1/healthy/host-mountinfo", "proc/self/mountinfo")
        .copy("v1/healthy/sys/fs/cgroup/memory", "sys/fs/cgroup/memory/mgenv/healthy")
        .file("sys/fs/cgroup/memory/memory.stat", "")
        .file("sys/fs/cgroup/memory/cgroup.sane_behavior", "0\n")
        .file("sys/fs/cgroup/memory/mgenv/memory.stat", "")
        .file("sys/fs/cgroup/unified/mgenv/healthy/cgroup.procs", "")
        .file("sys/fs/cgroup/unified/mgenv/healthy/cgroup.events", "populated 1\nfrozen 0\n")
        .copy(
            "v1/swap-active/unified.memory.pressure",
            "sys/fs/cgroup/unified/mgenv/healthy/memory.pressure");

    assertThat(locate())
        .isEqualTo(
            folder(
                CgroupVersion.V1,
                "/mgenv/healthy",
                List.of(
                    "sys/fs/cgroup/memory/mgenv/healthy",
                    "sys/fs/cgroup/memory/mgenv",
                    "sys/fs/cgroup/memory"),
                "sys/fs/cgroup/unified/mgenv/healthy/memory.pressure"));
  }

  @Test
  void theMachinesPressureIsNotTheGroups() {
    tree.file("proc/self/cgroup", "4:memory:/a\n0::/\n")
        .file("proc/self/mountinfo", V1_ON_HOST + TWIN_ON_HOST)
        .file("sys/fs/cgroup/memory/a/memory.stat", "")
        .file("sys/fs/cgroup/unified/cgroup.procs", "")
        .file("sys/fs/cgroup/unified/memory.pressure", "some avg10=9.00 avg60=0 avg300=0 total=0");

    assertThat(locate())
        .isEqualTo(folder(CgroupVersion.V1, "/a", List.of("sys/fs/cgroup/memory/a"), null));
  }

  @Test
  void hybridWithTheMemoryControllerOnV2() {
    tree.file("proc/self/cgroup", "3:cpu:/a\n0::/a\n")
        .file("proc/self/mountinfo", TWIN_ON_HOST)
        .file("sys/fs/cgroup/unified/a/cgroup.procs", "")
        .file("sys/fs/cgroup/unified/a/memory.current", "1\n");

    assertThat(locate())
        .isEqualTo(folder(CgroupVersion.V2, "/a", List.of("sys/fs/cgroup/unified/a"), null));
  }

  @Test
  void stackedMountsOfWhichOnlyTheLastIsVisible() {
    tree.file("proc/self/cgroup", "4:memory:/pods/p1/c1\n")
        .file(
            "proc/self/mountinfo",
            V1_ON_HOST
                + "51 47 0:32 /pods/p1/c1 /sys/fs/cgroup/memory ro master:1 propagate_from:2 -"
                + " cgroup cgroup rw,memory\n")
        .file("sys/fs/cgroup/memory/memory.stat", "");

    assertThat(locate())
        .isEqualTo(folder(CgroupVersion.V1, "/pods/p1/c1", List.of("sys/fs/cgroup/memory"), null));
  }

  @Test
  void theMountThatShowsMoreAncestorsWins() {
    tree.file("proc/self/cgroup", "4:memory:/pods/p1\n")
        .file(
            "proc/self/mountinfo",
            """
            51 47 0:32 /pods/p1 /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory
            52 47 0:32 / /host/sys/fs/cgroup/memory ro - cgroup cgroup rw,memory
            """)
        .file("sys/fs/cgroup/memory/memory.stat", "")
        .file("host/sys/fs/cgroup/memory/pods/p1/memory.stat", "")
        .file("host/sys/fs/cgroup/memory/pods/memory.stat", "");

    assertThat(locate())
        .isEqualTo(
            folder(
                CgroupVersion.V1,
                "/pods/p1",
                List.of("host/sys/fs/cgroup/memory/pods/p1", "host/sys/fs/cgroup/memory/pods"),
                null));
  }

  @Test
  void aHostPathBesideANamespacedMount() {
    tree.file("proc/self/cgroup", "0::/kubelet/pods/p1/c1/inner\n")
        .file("proc/self/mountinfo", V2_ON_HOST)
        .file("sys/fs/cgroup/inner/cgroup.procs", "")
        .file("sys/fs/cgroup/inner/memory.current", "1\n")
        .file("sys/fs/cgroup/memory.current", "2\n");

    assertThat(locate())
        .isEqualTo(
            folder(
                CgroupVersion.V2,
                "/kubelet/pods/p1/c1/inner",
                List.of("sys/fs/cgroup/inner", "sys/fs/cgroup"),
                null));
  }

  @Test
  void pathsThatClimbOutOfTheNamespace() {
    tree.file("proc/self/cgroup", "0::/../beside\n")
        .file(
            "proc/self/mountinfo", "31 23 0:28 /.. /sys/fs/cgroup rw,relatime - cgroup2 none rw\n")
        .file("sys/fs/cgroup/beside/cgroup.procs", "")
        .file("sys/fs/cgroup/beside/memory.current", "1\n");

    assertThat(locate())
        .isEqualTo(folder(CgroupVersion.V2, "/../beside", List.of("sys/fs/cgroup/beside"), null));
  }

  @Test
  void namesWithBlanksAndColons() {
    tree.file("proc/self/cgroup", "4:cpu,memory:/my group:1\n")
        .file(
            "proc/self/mountinfo",
            "35 31 0:32 / /mnt/c\\040g\\134x rw shared:9 master:2 - cgroup none rw,cpu,memory\n")
        .file("mnt/c g\\x/my group:1/memory.stat", "");

    assertThat(locate())
        .isEqualTo(folder(CgroupVersion.V1, "/my group:1", List.of("mnt/c g\\x/my group:1"), null));
  }

  @Test
  void withoutMountinfoTheUsualPlaces() {
    tree.file("proc/self/cgroup", "0::/a\n")
        .file("sys/fs/cgroup/a/cgroup.procs", "")
        .file("sys/fs/cgroup/a/memory.current", "1\n");

    assertThat(locate())
        .isEqualTo(folder(CgroupVersion.V2, "/a", List.of("sys/fs/cgroup/a"), null));
  }

  @Test
  void v2AccountsToTheNearestAncestorWithTheController() {
    tree.file("proc/self/cgroup", "0::/app/worker\n")
        .file("proc/self/mountinfo", V2_ON_HOST)
        .file("sys/fs/cgroup/app/worker/cgroup.procs", "")
        .file("sys/fs/cgroup/app/memory.current", "1\n");

    assertThat(locate())
        .isEqualTo(folder(CgroupVersion.V2, "/app", List.of("sys/fs/cgroup/app"), null));
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(locate().reason()).isEqualTo("/proc/self/cgroup cannot be read, so mount /proc");

    tree.file("proc/self/cgroup", "3:cpu:/\n0::/a\n").file("proc/self/mountinfo", V2_ON_HOST);
    assertThat(locate().reason())
        .isEqualTo(
            "this process's cgroup is not visible here, so mount the cgroup file system read-only"
                + " at /sys/fs/cgroup");

    tree.file("sys/fs/cgroup/a/cgroup.procs", "").file("sys/fs/cgroup/a/cgroup.events", "");
    assertThat(locate().reason())
        .isEqualTo(
            "the memory controller is not enabled for this cgroup: write +memory to the parent's"
                + " cgroup.subtree_control, or boot the kernel with cgroup_enable=memory");

    tree.file("proc/self/cgroup", "4:memory:/a\n0::/a\n");
    assertThat(locate().reason())
        .isEqualTo(
            "the memory controller is on cgroup v1 and not mounted here, so mount it read-only at"
                + " /sys/fs/cgroup/memory");
  }

  @Test
  void theRootGroupHasNoAccounting() {
    tree.file("proc/self/cgroup", "0::/\n")
        .file("proc/self/mountinfo", V2_ON_HOST)
        .file("sys/fs/cgroup/cgroup.procs", "1\n")
        .file("sys/fs/cgroup/memory.stat", "anon 1\nfile 2\n");
    assertThat(locate().reason()).startsWith("this process runs in the root cgroup");

    tree.file("proc/self/cgroup", "4:memory:/\n0::/\n")
        .file("proc/self/mountinfo", V1_ON_HOST)
        .file("sys/fs/cgroup/memory/cgroup.sane_behavior", "0\n")
        .file("sys/fs/cgroup/memory/memory.stat", "total_rss 1\ntotal_cache 1\n");
    assertThat(locate().reason()).startsWith("this process runs in the root cgroup");
  }

  private Reading<CgroupFolder> locate() {
    return new CgroupLocator(root).locate();
  }

  private Reading<CgroupFolder> folder(
      CgroupVersion version, String path, List<String> lineage, String pressure) {
    return Reading.known(
        new CgroupFolder(
            version,
            path,
            lineage.stream().map(root::resolve).toList(),
            Optional.ofNullable(pressure).map(root::resolve)));
  }
}

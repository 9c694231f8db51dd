package io.memguard.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.CapturedContainer;
import io.memguard.snapshot.CapturedContainer.Scope;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.ContainerMemory.CgroupVersion;
import io.memguard.snapshot.PageActivity;
import io.memguard.snapshot.Reading;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class CapturedCgroupTest {

  private static final String GUIDE = "guide/sys/fs/cgroup/memory/memory.stat";

  @TempDir Path folder;

  @Test
  void readsTheGuidesExample() {
    CapturedContainer container = known(CapturedCgroup.ofPath(Tree.captured(GUIDE)));
    ContainerMemory memory = container.memory();
    // The guide prints memory.stat alone, so usage is the sum and the limit the hierarchical one.
    assertThat(container.scope()).isEqualTo(Scope.STAT_ALONE);
    assertThat(memory)
        .isEqualTo(
            new ContainerMemory(
                CgroupVersion.V1,
                "",
                OptionalLong.of(6291456000L),
                OptionalLong.empty(),
                5614538752L,
                2389835776L,
                2987347968L,
                237355008L,
                0,
                0,
                2374172672L,
                612716544L,
                0,
                562036736L,
                0,
                OptionalLong.of(0),
                0,
                0,
                1617,
                0,
                OptionalDouble.empty()));
    assertThat(memory.workingSet()).isEqualTo(3240366080L);
    assertThat(memory.nonReclaimable()).isEqualTo(2627190784L);
    assertThat(memory.residual()).isZero();
    assertThat(container.activity())
        .isEqualTo(
            new PageActivity(
                2438934528L,
                196939776L,
                194641920L,
                0,
                0,
                OptionalLong.of(869437272L),
                OptionalLong.of(868209481L),
                898642503L,
                0));
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/fixtures/containers.csv", numLinesToSkip = 1)
  void readsATreeAsItsProcessWould(String tree) {
    Path root = Tree.captured(tree);
    CapturedContainer container = known(CapturedCgroup.ofPath(root));
    assertThat(Reading.known(container.memory())).isEqualTo(new Cgroup(root).read());
    assertThat(container.scope()).isEqualTo(Scope.FOLDER);
    assertThat(container.machine()).isEqualTo(Machine.ofCapturedTree(root).read().value());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"v1/healthy,sys/fs/cgroup/memory", "v2/healthy,sys/fs/cgroup"})
  void readsAFolderAndTheStatFileInIt(String tree, String group) {
    Path path = Tree.captured(tree).resolve(group);
    CapturedContainer container = known(CapturedCgroup.ofPath(path));
    assertThat(container.memory().usage())
        .isEqualTo(known(CapturedCgroup.ofPath(Tree.captured(tree))).memory().usage());
    assertThat(known(CapturedCgroup.ofPath(path.resolve("memory.stat"))).memory())
        .isEqualTo(container.memory());
  }

  @Test
  void heedsTheLimitOfAnAncestor() {
    new Tree(folder)
        .copy("v2/healthy/sys/fs/cgroup", "")
        .copy("v2/unlimited/sys/fs/cgroup", "inner");
    assertThat(known(CapturedCgroup.ofPath(folder.resolve("inner"))).memory().limit())
        .hasValue(256L << 20);
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/fixtures/containers.csv", numLinesToSkip = 1)
  void aFileThatIsCutOffIsRefusedOrSaysTheSame(String tree) throws IOException {
    Path group = Tree.captured(tree).resolve("sys/fs/cgroup");
    Path v1 = group.resolve("memory/memory.stat");
    List<String> lines = Files.readAllLines(Files.exists(v1) ? v1 : group.resolve("memory.stat"));
    CapturedContainer whole = known(of(String.join("\n", lines)));
    int refused = 0;
    for (int length = 0; length < lines.size(); length++) {
      Reading<CapturedContainer> cut = of(String.join("\n", lines.subList(0, length)));
      if (cut.isKnown()) {
        assertThat(known(cut)).as("%s lines", length).isEqualTo(whole);
      } else {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(lines.size() / 2);
  }

  @Test
  void toleratesWhatCopyingAddsToAFile() throws IOException {
    String plain = Files.readString(Tree.captured(GUIDE));
    String copied = "$ cat memory.stat\r\n" + plain.replace("\n", "\r\n").indent(4) + "\r\n$ ";
    assertThat(known(of(copied))).isEqualTo(known(of(plain)));
  }

  @Test
  void aStreamHasNoFolderAroundIt() throws IOException {
    String text = Files.readString(Tree.captured("v2/healthy/sys/fs/cgroup/memory.stat"));
    CapturedContainer container = known(of(text));
    assertThat(container.scope()).isEqualTo(Scope.STAT_ALONE);
    assertThat(container.memory().usage()).isEqualTo(98971648);
    assertThat(container.memory().limit()).isEmpty();
    assertThat(container.memory().swapLimit()).isEmpty();
  }

  @Test
  void knowsTheRootGroup() {
    new Tree(folder)
        .copy("v2/healthy/sys/fs/cgroup/memory.stat", "memory.stat")
        .file("cgroup.controllers", "memory\n");
    assertThat(known(CapturedCgroup.ofPath(folder)).scope()).isEqualTo(Scope.ROOT);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "''|standard input is empty: cat /sys/fs/cgroup/memory.stat (cgroup v2)",
        "hello|standard input is not a memory.stat: no line 'rss' (cgroup v1) or 'anon' (v2)",
        "anon many|standard input is not a memory.stat",
        "cache 1;rss 2|standard input is cut off: a memory.stat goes on to a line 'hier",
        "anon 1;file 2|standard input is cut off: a memory.stat goes on to a line 'inactive_anon'",
        "MemTotal: 1 kB|standard input is a /proc/meminfo, which is the whole machine's",
      })
  void saysWhatIsWrongWithAText(String text, String reason) {
    assertThat(of(text.replace(';', '\n')).reason()).startsWith(reason);
  }

  @Test
  void saysWhatIsWrongWithAPath() throws IOException {
    assertThat(CapturedCgroup.ofPath(folder.resolve("absent")).reason())
        .contains("absent does not exist: give a memory.stat");
    assertThat(CapturedCgroup.ofPath(folder).reason())
        .contains(" has no memory.stat in it: give the container's cgroup folder");
    Files.createDirectories(folder.resolve("memory.stat"));
    assertThat(CapturedCgroup.ofPath(folder).reason())
        .contains("cannot read ", "(Is a directory): run as a user who may");
    assertThat(CapturedCgroup.ofPath(Path.of("/dev/zero")).reason())
        .isEqualTo("/dev/zero is not a memory.stat: it has more than 1 MiB");
  }

  private static Reading<CapturedContainer> of(String text) {
    return CapturedCgroup.ofStream(
        "standard input", new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  private static CapturedContainer known(Reading<CapturedContainer> reading) {
    return reading.value().orElseThrow(() -> new AssertionError(reading.reason()));
  }
}

package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupTest {

  @TempDir Path root;
  private Tree tree;
  private Cgroup cgroup;

  @BeforeEach
  void start() {
    tree = new Tree(root).copy("v2/healthy", "");
    cgroup = new Cgroup(root);
  }

  @Test
  void seesALimitThatIsChangedInPlace() {
    assertThat(memory().limit()).hasValue(256L << 20);
    tree.file("sys/fs/cgroup/memory.max", "536870912\n");
    assertThat(memory().limit()).hasValue(512L << 20);
    tree.file("sys/fs/cgroup/memory.max", "max\n");
    assertThat(memory().limit()).isEmpty();
  }

  @Test
  void followsTheProcessToAnotherGroup() {
    assertThat(memory().usage()).isEqualTo(99233792);
    tree.copy("v2/threads/sys/fs/cgroup", "sys/fs/cgroup/moved")
        .file("proc/self/cgroup", "0::/moved\n");
    assertThat(memory())
        .extracting(ContainerMemory::path, ContainerMemory::usage)
        .containsExactly("/moved", 80367616L);
    tree.delete("sys/fs/cgroup/moved");
    tree.file("proc/self/cgroup", "0::/\n");
    assertThat(memory().usage()).isEqualTo(99233792);
  }

  @Test
  void findsTheFilesAgainWhenTheyMove() {
    assertThat(cgroup.read().isKnown()).isTrue();
    tree.delete("sys/fs/cgroup");
    assertThat(cgroup.read().reason()).contains("not visible").contains("mount");
    tree.copy("v2/healthy/sys/fs/cgroup", "other")
        .file("proc/self/mountinfo", "44 43 0:30 / /other ro,relatime - cgroup2 cgroup rw\n");
    assertThat(cgroup.read().isKnown()).isTrue();
  }

  @Test
  void theSmallestVisibleLimitAndItsOwnHitsCount() {
    tree.file("proc/self/cgroup", "0::/pod/container\n")
        .copy("v2/healthy/sys/fs/cgroup", "sys/fs/cgroup/pod/container")
        .file("sys/fs/cgroup/pod/container/memory.max", "max\n")
        .file("sys/fs/cgroup/pod/container/memory.swap.max", "max\n")
        .file("sys/fs/cgroup/pod/memory.current", "90\n")
        .file("sys/fs/cgroup/pod/memory.max", "100\n")
        .file("sys/fs/cgroup/pod/memory.swap.max", "30\n")
        .file("sys/fs/cgroup/pod/memory.high", "80\n")
        .file("sys/fs/cgroup/pod/memory.events", "max 7\noom_kill 9\n");

    assertThat(memory())
        .extracting(
            ContainerMemory::limit,
            ContainerMemory::high,
            ContainerMemory::swapLimit,
            ContainerMemory::limitHits,
            ContainerMemory::oomKills)
        .containsExactly(OptionalLong.of(100), OptionalLong.of(80), OptionalLong.of(0), 7L, 0L);
  }

  @Test
  void kernelsBefore518AddTheirPartsUp() throws IOException {
    Path stat = root.resolve("sys/fs/cgroup/memory.stat");
    String modern = Files.readString(stat);
    assertThat(memory().kernel()).isEqualTo(831488);
    Files.writeString(stat, modern.replace("\nkernel 831488\n", "\n").replace("sock 0", "sock 8"));
    assertThat(memory().kernel()).isEqualTo(180224 + 331776 + 64 + 309720 + 8);
  }

  @Test
  void whatIsNotThereIsEmptyAndNotZero() {
    for (String file :
        List.of("memory.pressure", "memory.swap.max", "memory.high", "memory.swap.current")) {
      tree.delete("sys/fs/cgroup/" + file);
    }
    assertThat(memory())
        .extracting(ContainerMemory::stalled, ContainerMemory::swapLimit, ContainerMemory::high)
        .containsExactly(OptionalDouble.empty(), OptionalLong.empty(), OptionalLong.empty());
  }

  @Test
  void aGroupWithoutAccountsSaysWhichLineIsMissing() {
    tree.file("sys/fs/cgroup/memory.stat", "anon 4096\nfi");
    assertThat(cgroup.read().reason())
        .contains("memory.stat has no line 'file'")
        .endsWith("readable for this user");
    tree.file("sys/fs/cgroup/memory.stat", "");
    assertThat(cgroup.read().reason()).contains("memory.stat has no line 'anon'");
    tree.delete("sys/fs/cgroup/memory.stat");
    assertThat(cgroup.read().reason()).contains("No such file or directory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1/healthy", "v2/healthy"})
  void neverThrowsWhateverTheFilesHold(String captured, @TempDir Path broken) throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    new Tree(broken).copy(captured, "");
    List<Path> files;
    try (Stream<Path> all = Files.walk(broken)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    Cgroup source = new Cgroup(broken);
    for (int round = 0; round < 300; round++) {
      Path file = files.get(random.nextInt(files.size()));
      byte[] original = Files.readAllBytes(file);
      Files.write(file, damaged(original, random));
      for (Source<?> each :
          List.of(source, new ProcSelf(broken), new Machine(broken), new Neighbours(broken, 1))) {
        Reading<?> reading = each.read();
        assertThat(reading.isKnown() || !reading.reason().isBlank())
            .as("%s, %s damaged with seed %d", each.name(), file, seed)
            .isTrue();
      }
      assertThat(new PageCount(broken).count(List.of(), 0))
          .as("pages, %s damaged with seed %d", file, seed)
          .isNotNull();
      if (random.nextBoolean()) {
        Files.write(file, original);
      }
    }
  }

  private static byte[] damaged(byte[] original, Random random) {
    if (random.nextInt(3) == 0) {
      return Arrays.copyOf(original, random.nextInt(original.length + 1));
    }
    byte[] bytes = original.clone();
    for (int i = 0; i < bytes.length; i += 1 + random.nextInt(40)) {
      bytes[i] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private ContainerMemory memory() {
    return cgroup.read().value().orElseThrow();
  }
}

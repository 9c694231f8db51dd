package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelFilesTest {

  @Test
  void theFilesOfAV1ContainerAsTheyStand() {
    Map<String, String> texts = new KernelFiles(Tree.captured("v1/swap-active")).read();

    assertThat(texts.get("proc/meminfo")).startsWith("MemTotal:");
    assertThat(texts.get("cgroup/memory.stat")).contains("hierarchical_memory_limit ");
    assertThat(texts.values()).doesNotContainNull();
  }

  @Test
  void whereNothingCanBeReadThereIsNothing(@TempDir Path empty) {
    assertThat(new KernelFiles(empty).read()).isEmpty();
  }
}

package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VmFlagsTest {

  private final VmFlags flags = VmFlags.open().value().orElseThrow();

  @Test
  void readsFlagsOfThisJvm() {
    assertThat(flags.value("MaxHeapSize").map(Long::parseLong).orElseThrow()).isPositive();
    assertThat(flags.value("NativeMemoryTracking")).contains("summary");
    assertThat(flags.value("NoSuchFlag")).isEmpty();
    assertThat(flags.isTrue("UseCompressedOops")).isTrue();
    assertThat(flags.isTrue("NoSuchFlag")).isFalse();
  }

  @Test
  void tellsWhatSomebodySetFromWhatTheJvmChose() {
    assertThat(flags.isDefault("NativeMemoryTracking")).isFalse();
    assertThat(flags.isDefault("DisableExplicitGC")).isTrue();
    assertThat(flags.isDefault("UseCompressedOops")).isTrue();
    assertThat(flags.isDefault("NoSuchFlag")).isTrue();
  }

  @Test
  void setsWhatIsManageableAndNothingElse() {
    String before = flags.value("HeapDumpPath").orElse("");

    assertThat(flags.set("HeapDumpPath", "target")).isTrue();
    assertThat(flags.value("HeapDumpPath")).contains("target");
    assertThat(flags.set("HeapDumpPath", before)).isTrue();
    assertThat(flags.set("MaxHeapSize", "1")).isFalse();
    assertThat(flags.set("NoSuchFlag", "1")).isFalse();
  }

  @Test
  void directMemoryIsBoundedByTheHeapUnlessAFlagSaysOtherwise() {
    assertThat(flags.maxDirectMemory()).isEqualTo(Runtime.getRuntime().maxMemory());
  }
}

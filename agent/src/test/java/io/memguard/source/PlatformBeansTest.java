package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.BufferPools;
import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.NonHeapMemory;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlatformBeansTest {

  private static final String MISSING = "add module jdk.management to the runtime image";

  static Stream<ChildJvm> jvms() {
    return ChildJvm.all();
  }

  @Test
  void theHeapCountsItsCollections() throws Exception {
    try (LivePoints livePoints = LivePoints.subscribe()) {
      Source<HeapMemory> source = PlatformBeans.heap(livePoints);
      HeapMemory before = source.read().value().orElseThrow();
      System.gc();
      HeapMemory after = source.read().value().orElseThrow();

      assertThat(source.name()).isEqualTo("heap");
      assertThat(after.max()).isEqualTo(Runtime.getRuntime().maxMemory());
      assertThat(after.used()).isPositive().isLessThanOrEqualTo(after.committed());
      assertThat(after.collections()).isGreaterThan(before.collections());
      assertThat(after.collectionMillis()).isGreaterThanOrEqualTo(before.collectionMillis());
    }
  }

  @Test
  void aLookAtTheHeapIsNoWorkOfTheCollector() throws Exception {
    DiagnosticCommands commands = DiagnosticCommands.open(null).value().orElseThrow();
    List<String> live = IntStream.range(0, 500_000).mapToObj(Integer::toString).toList();
    try (LivePoints livePoints = LivePoints.subscribe()) {
      Source<HeapMemory> source = PlatformBeans.heap(livePoints);
      long before = source.read().value().orElseThrow().collectionMillis();
      long collected = collectionMillis();
      for (int i = 0; i < 10; i++) {
        assertThat(commands.run("GC.class_histogram").reason()).isEmpty();
      }
      long all = collectionMillis() - collected;
      for (int i = 0; i < 200 && livePoints.requestedMillis() < all * 9 / 10; i++) {
        Thread.sleep(10); // The JVM's notifications follow.
      }

      assertThat(all).isPositive();
      assertThat(source.read().value().orElseThrow().collectionMillis() - before)
          .isLessThan(all / 2);
    }
    assertThat(live).isNotEmpty();
  }

  private static long collectionMillis() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
        .sum();
  }

  @Test
  void nonHeapMemoryAndThreadsAreCounted() {
    Source<NonHeapMemory> source = PlatformBeans.nonHeap();
    NonHeapMemory memory = source.read().value().orElseThrow();

    assertThat(source.name()).isEqualTo("non-heap");
    assertThat(memory.metaspaceUsed())
        .isPositive()
        .isLessThanOrEqualTo(memory.metaspaceCommitted());
    assertThat(memory.classSpaceUsed()).isPositive().isLessThan(memory.metaspaceUsed());
    assertThat(memory.codeUsed()).isPositive();
    assertThat(memory.loadedClasses()).isPositive();
    assertThat(memory.threads()).isPositive();
  }

  @Test
  void aDirectBufferIsCounted() {
    Source<BufferPools> source = PlatformBeans.buffers(77);
    BufferPools before = source.read().value().orElseThrow();
    ByteBuffer held = ByteBuffer.allocateDirect(3 << 20);
    BufferPools after = source.read().value().orElseThrow();

    assertThat(source.name()).isEqualTo("buffer-pools");
    assertThat(after.directMax()).isEqualTo(77);
    assertThat(after.directCount()).isGreaterThan(before.directCount());
    assertThat(after.directBytes() - before.directBytes()).isEqualTo(held.capacity());
  }

  @ParameterizedTest
  @MethodSource("jvms")
  void withoutTheManagementModulesEveryReasonNamesTheModule(ChildJvm jvm, @TempDir Path folder)
      throws Exception {
    List<String> flags = List.of("-Xmx64m", "--limit-modules", "java.base,jdk.jfr");
    List<String> output = jvm.run(flags, AbsentModulesProgram.class, folder.toString());

    assertThat(output)
        .containsExactly(
            "live set: " + MISSING,
            "heap: " + MISSING,
            "non-heap: " + MISSING,
            "buffer-pools: " + MISSING,
            "jfr: JFR is starting");
  }

  @ParameterizedTest
  @MethodSource("jvms")
  void withoutTheExtendedBeansOnlyTheLiveSetIsMissing(ChildJvm jvm, @TempDir Path folder)
      throws Exception {
    List<String> flags = List.of("-Xmx64m", "--limit-modules", "java.management,jdk.jfr");
    List<String> output = jvm.run(flags, AbsentModulesProgram.class, folder.toString());

    assertThat(output)
        .containsExactly(
            "live set: " + MISSING,
            "heap known",
            "non-heap known",
            "buffer-pools known",
            "jfr: JFR is starting");
  }
}

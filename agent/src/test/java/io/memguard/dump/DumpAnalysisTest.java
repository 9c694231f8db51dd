package io.memguard.dump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.memguard.dump.HeapAnalysis.BufferHolder;
import io.memguard.dump.HeapAnalysis.Holding;
import io.memguard.dump.HeapAnalysis.Loaders;
import io.memguard.dump.HeapAnalysis.ThreadHolding;
import io.memguard.investigate.ChainWords;
import io.memguard.report.HeapAnalysisJson;
import io.memguard.report.HeapAnalysisText;
import io.memguard.verdict.Language;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A child's dump, of which it is known what must be in it. */
class DumpAnalysisTest {
  @TempDir static Path folder;

  private static Path dump;
  private static HeapAnalysis heap;

  @BeforeAll
  static void dumpAChild() throws IOException, InterruptedException {
    dump = dumpWith("child.hprof");
    heap = analyze(dump);
  }

  private static Path dumpWith(String name, String... flags)
      throws IOException, InterruptedException {
    Path file = folder.resolve(name);
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Stream<String> program =
        Stream.of(
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            DumpedProgram.class.getName(),
            file.toString());
    List<String> command =
        Stream.of(Stream.of(java.toString()), Stream.of(flags), program).flatMap(s -> s).toList();
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(child.getInputStream().readAllBytes(), UTF_8);
    assertThat(child.waitFor()).as(said).isZero();
    return file;
  }

  private static HeapAnalysis analyze(Path file) throws IOException {
    return DumpAnalysis.of(file, null, phase -> {});
  }

  @Test
  void theMapIsNamedWithItsOrders() {
    Holding map = holding("static DumpedProgram.orders");
    // An order, its payload, its key and its node.
    long each = 16 + 16 + DumpedProgram.ORDER_BYTES + 16 + 40;
    assertThat(map.retained())
        .isCloseTo(DumpedProgram.ORDERS * each, within(DumpedProgram.ORDERS * 30L));
    assertThat(map.kept())
        .anySatisfy(
            kept -> {
              assertThat(kept.type()).endsWith("DumpedProgram$Order");
              assertThat(kept.count()).isEqualTo(DumpedProgram.ORDERS);
              assertThat(kept.bytes()).isEqualTo(16L * DumpedProgram.ORDERS);
            });
  }

  @Test
  void aQueueIsOneHoldingAndNotItsNodes() {
    Holding queue = holding("static DumpedProgram.tasks");
    long each = 16 + 16 + 100 * 8 + 24;
    assertThat(queue.retained())
        .isCloseTo(DumpedProgram.TASKS * each, within(DumpedProgram.TASKS * 4L));
  }

  @Test
  void aThreadKeepsItsVariables() {
    ThreadHolding main =
        heap.threads().stream().filter(t -> t.name().equals("main")).findFirst().orElseThrow();
    assertThat(main.retained()).isGreaterThan(DumpedProgram.LOCAL_BYTES);
    assertThat(main.variable()).isEqualTo("byte[]");
    assertThat(main.frame()).contains("DumpedProgram.main:");
  }

  @Test
  void slicesOfBuffersAreNotCounted() {
    assertThat(heap.direct().all().count()).isEqualTo(DumpedProgram.BUFFERS);
    assertThat(heap.direct().all().bytes()).isEqualTo(DumpedProgram.BUFFERS * (1L << 20));
    BufferHolder holder = heap.direct().holders().get(0);
    assertThat(holder.count()).isEqualTo(DumpedProgram.BUFFERS);
    assertThat(ChainWords.of(holder.held())).startsWith("static DumpedProgram.buffers");
  }

  @Test
  void loadersOfOneTypeAndTheirClassesAreCounted() {
    Loaders plugins =
        heap.loaders().stream()
            .filter(one -> one.type().endsWith("PluginLoader"))
            .findFirst()
            .orElseThrow();
    assertThat(plugins.count()).isEqualTo(DumpedProgram.LOADERS);
    assertThat(plugins.classes()).isEqualTo(DumpedProgram.LOADERS);
    assertThat(plugins.example()).isEqualTo(DumpedProgram.Plugin.class.getName());
    assertThat(ChainWords.of(plugins.held())).startsWith("static DumpedProgram.plugins");
    assertThat(heap.duplicates())
        .anySatisfy(
            duplicate -> {
              assertThat(duplicate.type()).isEqualTo(DumpedProgram.Plugin.class.getName());
              // And once by the application's loader.
              assertThat(duplicate.count()).isEqualTo(DumpedProgram.LOADERS + 1);
            });
  }

  @Test
  void theReportNamesTheSuspectInEachLanguage() {
    String english = HeapAnalysisText.of("child.hprof", heap, Language.EN);
    assertThat(english)
        .startsWith("child.hprof: ")
        .contains("SUSPECT: ", "static DumpedProgram.orders", "direct buffers: 3.0 MiB")
        .contains("4 × io.memguard.dump.DumpedProgram$PluginLoader", "main: mostly a byte[]");
    assertThat(english.lines().count()).isLessThan(90);
    assertThat(HeapAnalysisText.of("child.hprof", heap, Language.ZH)).contains("嫌疑：");
    assertThat(HeapAnalysisJson.of("child.hprof", heap, Language.EN))
        .contains("\"retainedBytes\": ", "\"chain\": \"static DumpedProgram.orders");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:-UseCompressedOops", "-XX:+UseSerialGC", "-XX:+UseParallelGC"})
  void sizesAreThoseOfTheJvmThatWroteIt(String flag) throws IOException, InterruptedException {
    Path other = dumpWith("other" + flag.replaceAll("\\W", "") + ".hprof", flag);
    HeapAnalysis analysis = analyze(other);
    long node =
        analysis.holdings().stream()
            .filter(one -> ChainWords.of(one.held()).startsWith("static DumpedProgram.tasks"))
            .flatMap(one -> one.kept().stream())
            .filter(kept -> kept.type().endsWith("LinkedBlockingQueue$Node"))
            .mapToLong(kept -> kept.bytes() / kept.count())
            .findFirst()
            .orElseThrow();
    assertThat(node).isEqualTo(flag.contains("-Use") ? 32 : 24);
  }

  @Test
  void packedDumpsSayTheSame() throws IOException {
    Path packed = folder.resolve("child.hprof.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      Files.copy(dump, out);
    }
    assertThat(analyze(packed)).isEqualTo(heap);
  }

  @Test
  void nothingIsLeftBesideTheDump() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).noneMatch(file -> file.toString().contains("memguard"));
    }
  }

  @Test
  void whatIsNoWholeDumpIsSaidInOneLine() throws IOException {
    byte[] bytes = Files.readAllBytes(dump);
    refused(new byte[0], "is empty");
    refused("hello, this is no dump".getBytes(UTF_8), "is no heap dump");
    refused(Arrays.copyOf(bytes, bytes.length / 2), "ends in the middle");
    refused(Arrays.copyOf(bytes, 40), "ends in the middle");
    byte[] damaged = bytes.clone();
    Arrays.fill(damaged, 31, bytes.length / 2, (byte) 0x7f);
    refused(damaged, "is damaged");
    refused(new byte[] {0x1f, (byte) 0x8b, 8, 0, 1, 2, 3}, "cannot be unpacked");
    assertThatThrownBy(() -> analyze(folder)).hasMessageContaining("is no file");
    assertThatThrownBy(() -> analyze(folder.resolve("none"))).hasMessageContaining("no file");
  }

  private static void refused(byte[] content, String reason) throws IOException {
    Path file = Files.write(folder.resolve("bad.hprof"), content);
    assertThatThrownBy(() -> analyze(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason)
        .message()
        .hasLineCount(1);
  }

  private static Holding holding(String chain) {
    return heap.holdings().stream()
        .filter(one -> ChainWords.of(one.held()).startsWith(chain))
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    heap.holdings().stream().map(one -> ChainWords.of(one.held())).toList()));
  }
}

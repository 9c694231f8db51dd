package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.it.program.FullHeap;
import io.memguard.it.program.RefusedMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.netbeans.lib.profiler.heap.Heap;
import org.netbeans.lib.profiler.heap.HeapFactory;
import org.netbeans.lib.profiler.heap.JavaClass;

/** A heap dump under pressure is whole, or it is not there. */
class HeapDumpIT {

  private static final int SECONDS = 90;
  private static final String FINISHED = ".*/heap-\\d+\\.hprof";
  private static final String WORKING = ".*/\\.heap-\\d+\\.tmp\\.hprof.*";
  private static final String ANY_TRACE = ".*\\.hprof.*";

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void dumpOpensInStandardReader() throws IOException {
    AgentJvm jvm = leakingHeap().start();

    Path dump = jvm.await("a heap dump", () -> files(jvm.dir(), FINISHED).stream().findFirst());
    Heap heap = HeapFactory.createHeap(dump.toFile());

    JavaClass order = heap.getJavaClassByName("io.memguard.demo.gallery.HeapLeak$Order");
    assertThat(order).isNotNull();
    assertThat(order.getInstancesCount()).isPositive();
    assertThat(jvm.isAlive()).isTrue();
    assertThat(files(jvm.dir(), ".*/\\.heap.*")).isEmpty();
  }

  /** The folder is a disk that is too small for the dump. */
  @Test
  void fullDiskGetsNoDump() {
    Lab.assumeRoot();
    Launch launch = leakingHeap();
    AgentJvm jvm = launch.under(smallDisk(launch.dir(), 12)).start();

    String refusal = jvm.awaitLine("^\\[memguard\\].*[Dd]ump.*(free|space|disk)");

    // The disk is mounted for the child only.
    Path seenByChild = Path.of("/proc/" + jvm.pid() + "/root" + jvm.dir());
    assertThat(files(seenByChild, ANY_TRACE)).isEmpty();
    assertThat(Diagnoses.lives(seenByChild)).hasSize(1);
    assertThat(jvm.ownLines()).filteredOn(line -> line.equals(refusal)).hasSize(1);
    assertThat(jvm.isAlive()).isTrue();
  }

  /** What was written so far has no name that anybody would take for a dump. */
  @Test
  void aDumpThatIsCutOffHasNoName() throws Exception {
    AgentJvm jvm = fullHeap("-Xmx400m", "0.6", "60", "heap-dump-at=40%");

    jvm.await("a dump that is being written", () -> files(jvm.dir(), WORKING).stream().findFirst());
    jvm.close(); // SIGKILL

    assertThat(files(jvm.dir(), FINISHED)).isEmpty();
    assertThat(files(jvm.dir(), ANY_TRACE)).isNotEmpty();
  }

  /** There are 8 MB for what the application and the agent do. */
  @Test
  void aFullHeapIsDumpedWholeAndTheApplicationGoesOn() throws IOException {
    AgentJvm jvm = fullHeap("-Xmx400m", "0.98", "15", "heap-dump-at=90%");

    Path dump = jvm.await("a heap dump", () -> files(jvm.dir(), FINISHED).stream().findFirst());

    assertThat(jvm.exitCode()).as(jvm::description).isZero();
    assertThat(jvm.stdoutText()).isEqualTo("full\nended\n");
    assertThat(HeapFactory.createHeap(dump.toFile()).getSummary().getTotalLiveBytes())
        .isGreaterThan(380 << 20);
    assertThat(files(jvm.dir(), WORKING)).isEmpty();
  }

  /** Java code throws that error, so that the JVM's own flag does not see it. */
  @Test
  void directMemoryThatIsRefusedLeadsToADump() throws IOException {
    AgentJvm jvm =
        bench
            .jvm()
            .agent("interval=5s")
            .flags("-Xmx64m", "-XX:MaxDirectMemorySize=256m")
            .main(RefusedMemory.class, "10")
            .start();

    jvm.awaitLine("^\\[memguard\\] .*OutOfMemoryError: Cannot reserve");
    Path dump = jvm.await("a heap dump", () -> files(jvm.dir(), FINISHED).stream().findFirst());

    assertThat(jvm.exitCode()).as(jvm::description).isZero();
    assertThat(jvm.stdoutText()).matches("refused after \\d+\nended\n");
    JavaClass buffer =
        HeapFactory.createHeap(dump.toFile()).getJavaClassByName("java.nio.DirectByteBuffer");
    assertThat(buffer.getInstancesCount()).isGreaterThanOrEqualTo(60);
  }

  private AgentJvm fullHeap(String max, String share, String seconds, String dumpAt) {
    return bench
        .jvm()
        .agent("interval=500ms", "heap-dump=pressure", dumpAt)
        // The JVM's own dump on an OutOfMemoryError would be another one.
        .flags(max, "-XX:-HeapDumpOnOutOfMemoryError")
        .main(FullHeap.class, share, seconds)
        .start();
  }

  private Launch leakingHeap() {
    return Gallery.named("heap-leak")
        .launch(bench.jvm(), 512, SECONDS)
        .agent("interval=500ms", "heap-dump=pressure", "heap-dump-at=70%");
  }

  /** Runs a command in a mount namespace where that folder is a disk of so many megabytes. */
  private static String[] smallDisk(Path folder, int megabytes) {
    String mount = "mkdir -p \"$1\"; mount -t tmpfs -o size=%dm tmpfs \"$1\"; shift; exec \"$@\"";
    String script = mount.formatted(megabytes);
    return new String[] {
      "unshare", "--mount", "bash", "-c", script, "small-disk", folder.toString()
    };
  }

  private static List<Path> files(Path folder, String regex) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(path -> path.toString().matches(regex)).toList();
    } catch (UncheckedIOException e) {
      // A file was renamed during the walk; the next look will see it.
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.memguard.snapshot.MemoryRange;
import io.memguard.snapshot.MemoryRange.Use;
import io.memguard.snapshot.ProcessMemory;
import io.memguard.snapshot.ResidentPages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageCountTest {

  private static final long PAGE = 4096;
  private static final long PRESENT = 1L << 63;
  private static final long SWAPPED = 1L << 62;
  private static final long FILE = 1L << 61;
  private static final long EXCLUSIVE = 1L << 56;

  @TempDir Path root;

  @Test
  void countsEveryPageOfThisJvm() {
    long before = rss();
    ResidentPages pages = PageCount.ofThisProcess().count(List.of(), before).value().orElseThrow();
    long after = rss();

    assertThat(pages.rss()).isEqualTo(before);
    assertThat(sum(pages))
        .isCloseTo((before + after) / 2, within(before / 50 + Math.abs(after - before)));
    assertThat(pages.of(Use.MALLOC_ARENA)).isPositive();
    assertThat(pages.of(Use.FILE)).isPositive();
  }

  @Test
  void aRangeThatTheJvmToldIsCountedToThePage() throws IOException {
    int size = 8 << 20;
    Path file = root.resolve("mapped file");
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      MappedByteBuffer buffer = channel.map(MapMode.READ_WRITE, 0, size);
      for (int i = 0; i < size / 2; i += 4096) {
        buffer.put(i, (byte) 1);
      }
      Mapping mapping =
          Mapping.readAll(Path.of("/proc/self/maps")).stream()
              .filter(each -> each.name().equals(file.toString()))
              .findAny()
              .orElseThrow();
      MemoryRange told = new MemoryRange(Use.COLLECTOR, mapping.start(), mapping.end());
      assertThat(PageCount.ofThisProcess().count(List.of(told), rss()).value())
          .map(pages -> pages.of(Use.COLLECTOR))
          .hasValue((long) size / 2);
      assertThat(buffer.get(0)).isEqualTo((byte) 1);
    }
  }

  @Test
  void classifiesPageByPage() throws IOException {
    new Tree(root)
        .file(
            "proc/self/maps",
            """
            00010000-00014000 rw-p 00000000 00:00 0
            00014000-00018000 ---p 00000000 00:00 0
            00020000-00024000 rw-s 00001000 00:01 50        /memfd:java_heap (deleted)
            00030000-00034000 rw-s 00002000 00:01 50        /memfd:java_heap (deleted)
            00040000-00043000 rw-p 00000000 fe:00 9         /lib/classes.jsa
            00050000-00051000 rw-p 00000000 00:00 0         [heap]
            ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0        [vsyscall]
            """);
    long resident = PRESENT | EXCLUSIVE;
    long shared = PRESENT | FILE;
    pagemap(
        Map.ofEntries(
            Map.entry(0x10L, resident),
            // zeroes, small and huge; swapped out
            Map.entry(0x11L, PRESENT),
            Map.entry(0x12L, PRESENT | FILE),
            Map.entry(0x13L, SWAPPED),
            Map.entry(0x15L, resident),
            // file pages 1 to 4, then 2 to 5
            Map.entry(0x20L, shared),
            Map.entry(0x21L, shared),
            Map.entry(0x23L, shared),
            Map.entry(0x30L, shared),
            Map.entry(0x31L, shared),
            Map.entry(0x33L, shared),
            // two of the file, one copied
            Map.entry(0x40L, shared),
            Map.entry(0x41L, shared),
            Map.entry(0x42L, resident),
            Map.entry(0x50L, resident)));
    List<MemoryRange> told = List.of(new MemoryRange(Use.CLASS_ARCHIVE, 0x41000, 0x43000));

    ResidentPages pages = new PageCount(root).count(told, 11 * PAGE).value().orElseThrow();

    assertThat(pages.bytes())
        .isEqualTo(
            Map.of(
                Use.ANONYMOUS, PAGE,
                Use.JAVA_HEAP, 5 * PAGE,
                Use.FILE, PAGE,
                Use.CLASS_ARCHIVE, 2 * PAGE,
                Use.MALLOC_ARENA, PAGE));
    assertThat(pages.duplicates()).isEqualTo(PAGE);
    // A kernel that does not tell zeroes apart, or a forked child: the kernel's sum decides.
    assertThat(new PageCount(root).count(told, 40 * PAGE).value())
        .map(each -> each.of(Use.ANONYMOUS))
        .hasValue(2 * PAGE);
  }

  @ParameterizedTest
  @CsvSource({"v1/healthy, 83096", "v2/swap-active, 187864"})
  void withoutPagemapWholeMappingsAreCounted(String captured, long residentKilobytes) {
    ResidentPages pages =
        new PageCount(Tree.captured(captured)).count(List.of(), 0).value().orElseThrow();
    assertThat(sum(pages)).isEqualTo(residentKilobytes << 10);
    assertThat(pages.duplicates()).isZero();
    ProcessMemory status = new ProcSelf(Tree.captured(captured)).read().value().orElseThrow();
    assertThat(pages.of(Use.FILE)).isPositive();
    assertThat(pages.of(Use.SHARED)).isEqualTo(status.shared());
  }

  @Test
  void aMappingOfSeveralUsesIsWhatMostOfItIs() {
    List<MemoryRange> told =
        List.of(
            new MemoryRange(Use.JAVA_HEAP, 0xfa000000L, 0x100000000L),
            new MemoryRange(Use.CLASS_ARCHIVE, 0x19000000L, 0x19d95000L));
    ResidentPages pages =
        new PageCount(Tree.captured("v1/healthy")).count(told, 0).value().orElseThrow();
    assertThat(pages.of(Use.JAVA_HEAP)).isEqualTo(43444L << 10);
    assertThat(pages.of(Use.CLASS_ARCHIVE)).isEqualTo(13740L << 10);
  }

  @Test
  void tooMuchAddressSpaceIsNotScanned() {
    // No pages in one, so the other was asked.
    new Tree(root).copy("v1/healthy", "").file("proc/self/pagemap", "");
    assertThat(sum(new PageCount(root).count(List.of(), 0).value().orElseThrow())).isZero();
    assertThat(sum(new PageCount(root, 1 << 20).count(List.of(), 0).value().orElseThrow()))
        .isEqualTo(83096L << 10);
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(new PageCount(root).count(List.of(), 0).reason())
        .startsWith("neither /proc/self/pagemap nor /proc/self/smaps can be read (")
        .contains("CONFIG_PROC_PAGE_MONITOR");
  }

  @Test
  void countsAMultiplyMappedHeapOnce() throws IOException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseZGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                ZgcHeap.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String[] numbers =
        new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .strip()
            .split(" ", -1);
    long rss = Long.parseLong(numbers[0]);
    long heap = Long.parseLong(numbers[1]);
    long sum = Long.parseLong(numbers[2]);

    assertThat(heap).isBetween((long) ZgcHeap.HELD, 256L << 20);
    assertThat(sum).isCloseTo(rss, within(rss / 50));
  }

  /** The child: holds memory and counts itself. */
  static final class ZgcHeap {
    static final int HELD = 64 << 20;

    private ZgcHeap() {}

    public static void main(String[] args) {
      byte[][] held = new byte[64][];
      for (int i = 0; i < held.length; i++) {
        held[i] = new byte[1 << 20];
      }
      // A cycle makes ZGC of JDK 17 turn to another view of the heap.
      System.gc();
      long sum = 0;
      for (byte[] each : held) {
        sum += each[each.length - 1];
      }
      ResidentPages pages = countWhileQuiet();
      System.out.println(pages.rss() + " " + pages.of(Use.JAVA_HEAP) + " " + (sum(pages) + sum));
    }

    /** The collector and the compilers work on in the background. */
    private static ResidentPages countWhileQuiet() {
      for (int i = 0; ; i++) {
        long before = rss();
        ResidentPages pages =
            PageCount.ofThisProcess().count(List.of(), before).value().orElseThrow();
        if (Math.abs(rss() - before) < before / 200 || i == 100) {
          return pages;
        }
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  private static long rss() {
    return ProcSelf.ofThisProcess().read().value().orElseThrow().rss();
  }

  private static long sum(ResidentPages pages) {
    long sum = pages.duplicates();
    for (long each : pages.bytes().values()) {
      sum += each;
    }
    return sum;
  }

  private void pagemap(Map<Long, Long> entries) throws IOException {
    ByteBuffer table = ByteBuffer.allocate(0x60 * Long.BYTES).order(ByteOrder.nativeOrder());
    entries.forEach((page, entry) -> table.putLong((int) (page * Long.BYTES), entry));
    Files.write(root.resolve("proc/self/pagemap"), table.array());
  }
}

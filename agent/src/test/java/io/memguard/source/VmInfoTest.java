package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.MemoryRange;
import io.memguard.snapshot.MemoryRange.Use;
import io.memguard.snapshot.NativeHeap;
import io.memguard.snapshot.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VmInfoTest {

  @ParameterizedTest
  @CsvSource({
    "17-g1, 70977, 12746",
    "17-serial, 60525, 6566",
    "17-parallel, 70168, 6447",
    "17-zgc, 65897, 8262",
    "17-shenandoah, 74230, 10085",
    "21-g1, 62729, 5238",
    "21-parallel, 66354, 3569",
    "21-generational-zgc, 63648, 9899",
    "25-g1, 61753, 9494",
    "25-serial, 57297, 1910",
    "25-parallel, 63535, 2104",
    "25-zgc, 63071, 6176",
    "25-shenandoah, 61534, 2397"
  })
  void readsTheMallocFigures(String capture, long outstanding, long retained) {
    assertThat(info(capture).nativeHeap())
        .isEqualTo(Reading.known(new NativeHeap(outstanding << 10, retained << 10)));
  }

  @Test
  void unitsAreReadAsPrinted() {
    assertThat(new VmInfo("\nC-Heap outstanding allocations: 3G, retained: 20M (x)\n").nativeHeap())
        .isEqualTo(Reading.known(new NativeHeap(3L << 30, 20L << 20)));
  }

  @Test
  void narrowFiguresOfAnOldGlibcCountWhileTheProcessIsSmall() {
    String line = "C-Heap outstanding allocations: 100K, retained: 1K (may have wrapped)\n";
    String small = "\nResident Set Size: 3000000K (peak: 9000000K)\nSwapped out: 1000000K\n";
    String big = "\nResident Set Size: 3000000K (peak: 9000000K)\nSwapped out: 2000000K\n";

    assertThat(new VmInfo(small + line).nativeHeap())
        .isEqualTo(Reading.known(new NativeHeap(102400, 1024)));
    assertThat(new VmInfo(big + line).nativeHeap())
        .isEqualTo(
            Reading.unavailable(
                "the malloc figures of this C library wrap at 4 GB:"
                    + " glibc 2.33 or newer counts further"));
  }

  @Test
  void muslHasNoMallocFigures() {
    assertThat(new VmInfo("\nProcess Memory:\nSwapped out: 0K\n").nativeHeap())
        .isEqualTo(Reading.unavailable("the C library gives no malloc figures (musl?)"));
  }

  @Test
  void aTextThatImitatesTheLineIsNotRead() {
    assertThat(
            new VmInfo("\nCommand Line: C-Heap outstanding allocations: 1K, retained: 2K\n")
                .nativeHeap()
                .isKnown())
        .isFalse();
    assertThat(new VmInfo("\nC-Heap outstanding allocations: n/a\n").nativeHeap().isKnown())
        .isFalse();
  }

  @Test
  void rangesOfG1OnJdk17() {
    assertThat(info("17-g1").ranges())
        .containsExactly(
            range(Use.JAVA_HEAP, 0xf0000000L, 0x100000000L),
            range(Use.CLASS_ARCHIVE, 0x7fb723000000L, 0x7fb723bc7000L),
            range(Use.CLASS_SPACE, 0x7fb724000000L, 0x7fb764000000L),
            range(Use.COLLECTOR, 0x7fb79c480000L, 0x7fb79c500000L),
            range(Use.COLLECTOR, 0x7fb780a00000L, 0x7fb780e00000L),
            range(Use.COLLECTOR, 0x7fb780e00000L, 0x7fb781200000L),
            range(Use.CODE, 0x7fb788ec7000L, 0x7fb790400000L),
            range(Use.CODE, 0x7fb781400000L, 0x7fb788938000L),
            range(Use.CODE, 0x7fb788938000L, 0x7fb788ec7000L));
  }

  @Test
  void rangesOfParallelOnJdk25() {
    assertThat(info("25-parallel").ranges())
        .containsExactly(
            range(Use.JAVA_HEAP, 0xf0000000L, 0x100000000L),
            range(Use.CLASS_ARCHIVE, 0x79000000L, 0x79d95000L),
            range(Use.CLASS_SPACE, 0x7a000000L, 0xba000000L),
            range(Use.COLLECTOR, 0x7fc8ff486000L, 0x7fc8ff506000L),
            range(Use.COLLECTOR, 0x7fc8fee00000L, 0x7fc8ff200000L),
            range(Use.CODE, 0x7fc8e7ec7000L, 0x7fc8ef400000L),
            range(Use.CODE, 0x7fc8e03ff000L, 0x7fc8e7938000L),
            range(Use.CODE, 0x7fc8e7938000L, 0x7fc8e7ec7000L));
  }

  /** Neither "Heap address:" nor an archive nor a segmented code cache. */
  @Test
  void rangesWithoutCompressedOopsAndSharing() {
    assertThat(info("17-parallel-uncompressed-oops").ranges())
        .extracting(MemoryRange::use)
        .containsExactly(
            Use.JAVA_HEAP, Use.CLASS_SPACE, Use.COLLECTOR, Use.COLLECTOR, Use.COLLECTOR, Use.CODE);
  }

  @ParameterizedTest
  @CsvSource({
    "17-g1, 256, 3, 3",
    "17-serial, 256, 1, 3",
    "17-parallel, 256, 3, 3",
    "17-zgc, 0, 0, 3",
    "17-shenandoah, 256, 0, 3",
    "21-g1, 256, 2, 3",
    "21-parallel, 256, 3, 3",
    "21-generational-zgc, 0, 0, 3",
    "25-g1, 256, 2, 3",
    "25-serial, 256, 1, 3",
    "25-parallel, 256, 2, 3",
    "25-zgc, 0, 0, 3",
    "25-shenandoah, 256, 0, 3",
    "17-serial-uncompressed-oops, 64, 1, 1",
    "17-parallel-uncompressed-oops, 64, 3, 1"
  })
  void everyCollectorTellsItsHeapInOnePiece(
      String capture, long heapMegabytes, int collectorRanges, int codeRanges) {
    List<MemoryRange> ranges = info(capture).ranges();

    assertThat(ranges.stream().filter(range -> range.use() == Use.JAVA_HEAP))
        .hasSize(heapMegabytes > 0 ? 1 : 0)
        .allSatisfy(
            range -> assertThat((range.end() - range.start()) >> 20).isEqualTo(heapMegabytes));
    assertThat(ranges.stream().filter(range -> range.use() == Use.COLLECTOR))
        .hasSize(collectorRanges);
    assertThat(ranges.stream().filter(range -> range.use() == Use.CODE)).hasSize(codeRanges);
    assertThat(ranges.stream().filter(range -> range.use() == Use.CLASS_SPACE)).hasSize(1);
    assertThat(ranges).allSatisfy(range -> assertThat(range.start()).isLessThan(range.end()));
  }

  @Test
  void brokenLinesAreSkipped() {
    String text =
        """
        Heap:
         none [x, 0x10)

        Compressed class space mapped at: nowhere
         bounds [0x20, 0x10]
         Bits: [
        CDS archive(s) not mapped
        """;

    assertThat(new VmInfo(text).ranges()).isEmpty();
  }

  private static MemoryRange range(Use use, long start, long end) {
    return new MemoryRange(use, start, end);
  }

  private static VmInfo info(String capture) {
    return new VmInfo(Captures.text("vminfo/" + capture + ".txt"));
  }
}

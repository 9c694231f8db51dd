package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.NativeMemory;
import io.memguard.snapshot.NativeMemory.Category;
import io.memguard.snapshot.Reading;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The captures come from one program: 25 MB of direct buffers, 20 threads, JFR recording. */
class NativeMemoryParserTest {

  private static final Pattern TOTAL_MALLOC = Pattern.compile("malloc: (\\d+) #");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "17-g1",
        "17-serial",
        "17-parallel",
        "17-zgc",
        "17-shenandoah",
        "21-g1",
        "21-parallel",
        "21-generational-zgc",
        "25-g1",
        "25-serial",
        "25-parallel",
        "25-zgc",
        "25-shenandoah"
      })
  void everyByteOfTheTotalsIsInACategory(String capture) {
    String text = Captures.text("nmt/" + capture + ".txt");
    NativeMemory memory = NativeMemoryParser.parse(text).value().orElseThrow();
    Matcher totalMalloc = TOTAL_MALLOC.matcher(text);

    assertThat(totalMalloc.find()).isTrue();
    assertThat(memory.heapAllocated()).isEqualTo(Long.parseLong(totalMalloc.group(1)));
    assertThat(memory.categories().values())
        .allSatisfy(
            category ->
                assertThat(category.malloc() + category.arena() + category.mapped())
                    .as(category.name())
                    .isEqualTo(category.committed()));
    assertThat(memory.categories().values().stream().mapToLong(Category::committed).sum())
        .isEqualTo(memory.committed());
    assertThat(memory.categories().values().stream().mapToLong(Category::reserved).sum())
        .isEqualTo(memory.reserved());
    assertThat(memory.category("Other").malloc()).isBetween(25L << 20, (25L << 20) + 16_384);
    assertThat(memory.category("Tracing").malloc()).isPositive();
  }

  @Test
  void readsOneCategoryOfEachKindOfJdk17() {
    NativeMemory memory = parsed("17-g1");

    assertThat(memory.reserved()).isEqualTo(1833618066L);
    assertThat(memory.committed()).isEqualTo(214735506L);
    assertThat(memory.categories().keySet())
        .containsExactly(
            "Java Heap",
            "Class",
            "Thread",
            "Code",
            "GC",
            "Compiler",
            "Internal",
            "Other",
            "Symbol",
            "Native Memory Tracking",
            "Shared class space",
            "Arena Chunk",
            "Tracing",
            "Logging",
            "Arguments",
            "Module",
            "Safepoint",
            "Synchronization",
            "Serviceability",
            "Metaspace",
            "String Deduplication",
            "Object Monitors");
    assertThat(memory.category("Java Heap"))
        .isEqualTo(new Category("Java Heap", 268435456, 83886080, 0, 0, 0, 83886080));
    assertThat(memory.category("Class"))
        .isEqualTo(new Category("Class", 1073916599, 633527, 174775, 2506, 0, 458752));
    assertThat(memory.category("Thread"))
        .isEqualTo(new Category("Thread", 43109688, 3124536, 69824, 250, 48248, 3006464));
    assertThat(memory.category("Native Memory Tracking"))
        .isEqualTo(
            new Category("Native Memory Tracking", 352536, 352536, 18408 + 334128, 295, 0, 0));
  }

  @Test
  void readsOneCategoryOfEachKindOfJdk25() {
    NativeMemory memory = parsed("25-zgc");

    assertThat(memory.reserved()).isEqualTo(5809984061L);
    assertThat(memory.committed()).isEqualTo(354951741L);
    assertThat(memory.category("Class"))
        .isEqualTo(new Category("Class", 1073882126, 533518, 140302, 2484, 0, 393216));
    assertThat(memory.category("Thread"))
        .isEqualTo(new Category("Thread", 45378712, 3349656, 239760, 317, 50184, 3059712));
    assertThat(memory.category("Shared class space"))
        .isEqualTo(new Category("Shared class space", 16777216, 14245888, 0, 0, 0, 14245888));
    assertThat(memory.category("Metaspace"))
        .isEqualTo(new Category("Metaspace", 67122024, 2437992, 13160, 11, 0, 2424832));
    assertThat(memory.category("GCCardSet")).isEqualTo(new Category("", 0, 0, 0, 0, 0, 0));
  }

  @Test
  void saysWhichFlagTurnsTrackingOn() {
    assertThat(NativeMemoryParser.parse("Native memory tracking is not enabled\n"))
        .isEqualTo(
            Reading.unavailable(
                "Native Memory Tracking is off: add -XX:NativeMemoryTracking=summary"
                    + " to itemise native memory"));
  }

  @Test
  void refusesATextThatItDoesNotUnderstand() {
    assertThat(NativeMemoryParser.parse("\nNative memory tracking has been shut down\n"))
        .isEqualTo(
            Reading.unavailable(
                "the answer of VM.native_memory was not understood:"
                    + " Native memory tracking has been shut down"));
    assertThat(NativeMemoryParser.parse("").isKnown()).isFalse();
    assertThat(NativeMemoryParser.parse("Total: reserved=1, committed=\n- X (a=1)").isKnown())
        .isFalse();
    assertThat(NativeMemoryParser.parse("Total: reserved=1, committed=1\n- headless").isKnown())
        .isFalse();
  }

  private static NativeMemory parsed(String capture) {
    return NativeMemoryParser.parse(Captures.text("nmt/" + capture + ".txt")).value().orElseThrow();
  }
}

package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.MemoryRange;
import io.memguard.snapshot.MemoryRange.Use;
import io.memguard.snapshot.NativeHeap;
import io.memguard.snapshot.NativeMemory;
import io.memguard.snapshot.Reading;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands and sources against this very JVM. */
class DiagnosticCommandsTest {
  /** More than what other tests of this JVM leave for the collector to free meanwhile. */
  private static final int MUCH = 256 << 20;

  private final DiagnosticCommands commands = DiagnosticCommands.open(null).value().orElseThrow();

  @Test
  void runsACommandWithArguments() {
    assertThat(commands.run("VM.native_memory summary scale=b").value().orElseThrow())
        .contains("Native Memory Tracking:")
        .contains("Java Heap (reserved=");
  }

  @Test
  void anUnknownCommandIsARefusalAndNoException() {
    assertThat(commands.run("VM.no_such_thing"))
        .isEqualTo(
            Reading.unavailable(
                "the JVM refused the command VM.no_such_thing: Unknown diagnostic command"));
  }

  @Test
  void theBeanAnswersTheSame() throws Exception {
    DiagnosticCommandBean bean = DiagnosticCommandBean.open();

    assertThat(bean.execute("VM.version")).isEqualTo(commands.run("VM.version").value().get());
    assertThat(bean.execute("VM.native_memory summary scale=b")).contains("Java Heap (reserved=");
  }

  @ParameterizedTest
  @CsvSource({
    "VM.native_memory, vmNativeMemory",
    "GC.class_histogram, gcClassHistogram",
    "System.trim_native_heap, systemTrimNativeHeap",
    "VM.info, vmInfo"
  })
  void operationsAreNamedAsTheBeanNamesThem(String command, String operation) {
    assertThat(DiagnosticCommandBean.operation(command)).isEqualTo(operation);
  }

  @Test
  void nativeMemorySeesADirectBuffer() {
    NativeMemoryTracking source = new NativeMemoryTracking(commands);
    NativeMemory before = source.read().value().orElseThrow();
    ByteBuffer buffer = ByteBuffer.allocateDirect(MUCH);
    NativeMemory after = source.read().value().orElseThrow();

    assertThat(after.category("Other").malloc() - before.category("Other").malloc())
        .isBetween(MUCH * 3L / 4, MUCH * 5L / 4);
    assertThat(buffer.capacity()).isEqualTo(MUCH);
  }

  @Test
  void nativeHeapSeesADirectBufferToo() {
    NativeHeapFigures source = new NativeHeapFigures(commands, System::nanoTime, System::nanoTime);
    NativeHeapFigures later = new NativeHeapFigures(commands, System::nanoTime, System::nanoTime);
    NativeHeap before = source.read().value().orElseThrow();
    ByteBuffer buffer = ByteBuffer.allocateDirect(MUCH);
    NativeHeap after = later.read().value().orElseThrow();

    assertThat(after.outstanding() - before.outstanding()).isBetween(MUCH * 3L / 4, MUCH * 5L / 4);
    assertThat(buffer.capacity()).isEqualTo(MUCH);
  }

  @Test
  void thisJvmTellsItsHeapAndItsCode() {
    assertThat(new NativeHeapFigures(commands, System::nanoTime, System::nanoTime).ranges())
        .extracting(MemoryRange::use)
        .contains(Use.JAVA_HEAP, Use.CODE, Use.CLASS_SPACE);
  }
}

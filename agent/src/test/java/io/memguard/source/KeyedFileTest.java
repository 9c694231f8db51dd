package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class KeyedFileTest {

  private static final KeyedFile FILE =
      new KeyedFile(
          "memory.stat",
          """
          rss_huge 5
          rss x
          rss 7
          VmRSS:\t   83100 kB
          Threads:\t13
          broken
          huge 18446744073709551615
          hugeKb 18446744073709551615 kB
          negative -1
          two 1 2
          last 3""");

  @Test
  void readsWholeKeysOnly() {
    assertThat(FILE.value("rss")).hasValue(7);
    assertThat(FILE.value("rss_huge")).hasValue(5);
    assertThat(FILE.value("ss")).isEmpty();
    assertThat(FILE.value("last")).hasValue(3);
  }

  @Test
  void kilobytesAreBytes() {
    assertThat(FILE.value("VmRSS")).hasValue(83100L * 1024);
    assertThat(FILE.value("Threads")).hasValue(13);
  }

  @Test
  void whatIsNoNumberIsAbsent() {
    assertThat(FILE.value("broken")).isEmpty();
    assertThat(FILE.value("negative")).isEmpty();
    assertThat(FILE.value("two")).isEmpty();
    assertThat(FILE.valueOr("absent", 9)).isEqualTo(9);
    assertThatThrownBy(() -> FILE.required("absent"))
        .isInstanceOf(IOException.class)
        .hasMessage("memory.stat has no line 'absent'");
  }

  @Test
  void numbersBeyondALongAreTheLargestLong() {
    assertThat(FILE.value("huge")).hasValue(Long.MAX_VALUE);
    assertThat(FILE.value("hugeKb")).hasValue(Long.MAX_VALUE);
  }
}

package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.CompilerState;
import io.memguard.snapshot.Reading;
import org.junit.jupiter.api.Test;

class CompilerSourceTest {

  @Test
  void whatJdk17Says() {
    String text =
        """
        CodeCache: size=20480Kb used=1027Kb max_used=1027Kb free=19453Kb
         total_blobs=284 nmethods=4 adapters=195
         compilation: disabled (not enough contiguous free space left)
                      stopped_count=2, restarted_count=1
         full_count=3
        """;
    assertThat(CompilerSource.parse(text)).isEqualTo(Reading.known(new CompilerState(false, 2)));
  }

  @Test
  void whatJdk25Says() {
    String text =
        """
        CodeCache: size=20480Kb used=1207Kb max_used=1207Kb free=19272Kb
         total_blobs=309, nmethods=7, adapters=208, full_count=0
        Compilation: enabled, stopped_count=0, restarted_count=0
        """;
    assertThat(CompilerSource.parse(text)).isEqualTo(Reading.known(new CompilerState(true, 0)));
  }

  @Test
  void anotherTextIsNoAnswer() {
    assertThat(CompilerSource.parse("Unknown diagnostic command").isKnown()).isFalse();
  }
}

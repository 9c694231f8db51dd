package io.memguard.expose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JmxRulesTest {

  @Test
  void theFileSaysWhatTheCodeSays() throws IOException {
    Path file = Path.of("..", "src", "ops", "prometheus", "memguard-jmx.yml");
    assertThat(Files.readString(file))
        .as("%s, which is what JmxRules.main prints", file)
        .isEqualTo(JmxRules.all());
  }
}

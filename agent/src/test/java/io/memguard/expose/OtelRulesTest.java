package io.memguard.expose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OtelRulesTest {

  @Test
  void theFileSaysWhatTheCodeSays() throws IOException {
    Path file = Path.of("..", "src", "ops", "opentelemetry", "memguard-jmx-otel.yml");
    assertThat(Files.readString(file))
        .as("%s, which is what OtelRules.main prints", file)
        .isEqualTo(OtelRules.all());
  }
}

package io.memguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/**
 * Whatever stands behind {@code -javaagent}: all options have values, and what is said is said in
 * lines.
 */
class OptionsFuzzTest {

  private static final List<String> WRITTEN =
      List.of(
          "interval=1s,dir=/var/lib/memguard,dir-max=512m,jfr=off,http=127.0.0.1:9999",
          "heap-dump=pressure,heap-dump-at=85%,container-dump-at=92%,heap-dump-max=3,lang=zh",
          "actions=full,max-pause=10s,investigation-pause=0s,log=/tmp/x,log-format=json,http=*:0",
          "track-direct=auto,http-token=s3cret,termination-log=off,http=[::1]:8080");

  @Test
  void arguments() {
    Mutations.of(
        WRITTEN,
        Mutations.COUNT,
        text -> checked(Options.parse(text.replace("config", ""), new Properties(), Map.of())));
  }

  @Test
  void propertiesAndEnvironment() {
    Mutations.of(
        WRITTEN,
        Mutations.COUNT,
        text -> {
          String[] parts = text.split("[,=]", -1);
          Properties properties = new Properties();
          properties.setProperty("memguard." + parts[0], parts[parts.length - 1]);
          properties.setProperty("memguard.interval", text);
          checked(
              Options.parse(
                  "", properties, Map.of("MEMGUARD_" + parts[0], text, "MEMGUARD_HTTP", text)));
        });
  }

  private static void checked(Options options) {
    assertThat(options.settings()).containsOnlyKeys(OptionKey.values());
    assertThat(options.language()).isNotNull();
    assertThat(options.problems())
        .allMatch(problem -> !problem.isBlank() && problem.lines().count() == 1);
  }
}

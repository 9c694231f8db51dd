package io.memguard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands as a shell calls them, without a process of their own. */
class ProgramTest {
  private static final String GUIDE = "/fixtures/guide/sys/fs/cgroup/memory/memory.stat";
  private static final String NEAR_LIMIT = "/fixtures/v1/anon-near-limit";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Map<String, String> environment = Map.of();

  @Test
  void explainsStandardInput() throws IOException {
    try (InputStream guide = ProgramTest.class.getResourceAsStream(GUIDE)) {
      assertThat(run(guide, "explain", "-")).isEqualTo(0);
    }
    assertThat(out()).startsWith("standard input (cgroup v1)\nOK: 2.45 GiB, 42 %");
    assertThat(err()).isEmpty();
  }

  @Test
  void troubleIsInTheExitCode() {
    assertThat(run("explain", fixture(NEAR_LIMIT))).isEqualTo(1);
    assertThat(out()).contains("WARNING: 236.4 MiB, 92 % of the limit of 256.0 MiB");
  }

  @Test
  void theLimitCanBeGiven() {
    assertThat(run("explain", fixture(NEAR_LIMIT), "--limit=1Gi")).isEqualTo(0);
    assertThat(run("explain", fixture(NEAR_LIMIT), "--limit", "240m")).isEqualTo(1);
    assertThat(out()).contains("limit of 1.00 GiB", "CRITICAL: 236.4 MiB, 99 %");
  }

  @Test
  void speaksTheUsersLanguage() {
    environment = Map.of("LANG", "zh_CN.UTF-8");
    run("explain", fixture(GUIDE));
    assertThat(out()).contains("正常：");
    out.reset();
    run("explain", "--lang=en", fixture(GUIDE));
    assertThat(out()).contains("OK: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "expain -",
        "explain",
        "explain a b",
        "explain --limit=x -",
        "explain --limit=99999999t -",
        "explain --lang=de -",
        "status",
        "status one",
        "attach",
        "attach 1 intervall=1s",
        "attach 1 interval",
        "watch 1 --every=0",
        "--nothing",
        ""
      })
  void wrongUsageIsOneLineWithAWayOut(String line) {
    String[] arguments = line.isEmpty() ? new String[0] : line.split(" ", -1);
    assertThat(run(arguments)).isEqualTo(2);
    assertThat(out()).isEmpty();
    assertThat(err()).startsWith("memguard: ").contains("try: java -jar memguard.jar help");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "explain -                  |cannot explain this: standard input is empty",
        "explain /no/such/file      |cannot explain this: /no/such/file does not exist",
        "status 4194305             |there is no process 4194305 here",
        "analyze /no/such.hprof     |cannot analyze this: there is no file /no/such.hprof",
        "watch 4194305              |there is no process 4194305 here",
        "attach 4194305 interval=1s |there is no process 4194305 here",
      })
  void whatCannotBeDoneSaysWhy(String line, String reason) {
    assertThat(run(line.split(" ", -1))).isEqualTo(3);
    assertThat(out()).isEmpty();
    assertThat(err()).startsWith("memguard: " + reason);
    assertThat(err().lines()).hasSize(1);
  }

  @Test
  void helpListsCommandsOptionsAndExitCodes() {
    assertThat(run("help")).isEqualTo(0);
    assertThat(out())
        .contains("java -jar memguard.jar COMMAND")
        .contains("  explain  ", "  status  ", "  watch  ", "  attach  ", "  completion  ")
        .contains("an option of the agent 85%")
        .contains("  1   a verdict of warning or worse was found");
    String help = out();
    out.reset();
    run("--help");
    assertThat(out()).isEqualTo(help);
    out.reset();
    assertThat(run("help", "attach")).isEqualTo(0);
    assertThat(out()).contains("KEY=VALUE");
  }

  @Test
  void completionIsAScriptForTheCommands() {
    assertThat(run("completion")).isEqualTo(0);
    assertThat(out()).contains("#!/usr/bin/env bash", "explain postmortem status watch attach");
  }

  private int run(String... arguments) {
    return run(InputStream.nullInputStream(), arguments);
  }

  private int run(InputStream in, String... arguments) {
    AgentOptions options =
        new AgentOptions() {
          @Override
          public String list() {
            return "an option of the agent 85%";
          }

          @Override
          public List<String> problems(String given) {
            return given.isEmpty() || given.equals("interval=1s")
                ? List.of()
                : List.of("unknown: " + given);
          }
        };
    return Program.run(
        new Shell(
            in,
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            environment,
            Path.of("/"),
            Path.of("/nowhere/memguard.jar"),
            options),
        arguments);
  }

  private static String fixture(String name) {
    return Path.of(ProgramTest.class.getResource(name).getPath()).toString();
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }
}

package io.memguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  @TempDir Path folder;

  @Test
  void defaultsAreThoseOfTheContract() {
    Map<String, Object> values = new LinkedHashMap<>();
    Options options = arguments(null);
    options.settings().forEach((key, setting) -> values.put(key.key, setting.value()));
    assertThat(values)
        .containsExactlyEntriesOf(
            entries(
                "dir", "",
                "dir-max", 2L << 30,
                "interval", 5_000L,
                "jfr", "on",
                "track-direct", "auto",
                "heap-dump", "leak",
                "heap-dump-at", 0.9,
                "container-dump-at", 0.92,
                "heap-dump-max", 2,
                "max-pause", 10_000L,
                "actions", "safe",
                "investigation-pause", 1_000L,
                "http", "off",
                "http-token", "",
                "log", "stderr",
                "log-format", "text",
                "termination-log", "/dev/termination-log",
                "lang", "en",
                "config", ""));
    assertThat(options.settings().values()).extracting("origin").containsOnly("default");
    assertThat(options.problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "dir, /var/lib/memguard, /var/lib/memguard",
    "dir-max, 512m, 536870912",
    "dir-max, 64K, 65536",
    "dir-max, 3 GiB, 3221225472",
    "dir-max, 1t, 1099511627776",
    "dir-max, 4096, 4096",
    "interval, 200ms, 200",
    "interval, 10s, 10000",
    "interval, 5m, 300000",
    "jfr, OFF, off",
    "track-direct, on, on",
    "heap-dump, pressure, pressure",
    "heap-dump-at, 85%, 0.85",
    "heap-dump-at, 1%, 0.01",
    "container-dump-at, 99.5%, 0.995",
    "container-dump-at, 100 %, 1.0",
    "heap-dump-max, 0, 0",
    "heap-dump-max, 100, 100",
    "max-pause, 2s, 2000",
    "actions, full, full",
    "http, localhost:7000, localhost:7000",
    "http, 9464, 127.0.0.1:9464",
    "http, :9464, 127.0.0.1:9464",
    "http, *:9464, *:9464",
    "http, [::1]:0, [::1]:0",
    "log, /var/log/memguard.log, /var/log/memguard.log",
    "log-format, JSON, json",
    "lang, zh, zh"
  })
  void everyKeyTakesItsValues(String key, String text, String value) {
    Options options = arguments(key + "=" + text);
    assertThat(options.settings().get(OptionKey.of(key)))
        .extracting(setting -> setting.value().toString(), Options.Setting::origin)
        .containsExactly(value, "agent argument");
    assertThat(options.problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "dir-max, 2x, 'a size such as 512m or 2g'",
    "dir-max, -1, 'a size such as 512m or 2g'",
    "dir-max, 99999999t, 'a size such as 512m or 2g'",
    "interval, 5, 'a duration from 200ms to 5m'",
    "interval, 199ms, 'a duration from 200ms to 5m'",
    "interval, 2h, 'a duration from 200ms to 5m'",
    "interval, 999999999999h, 'a duration from 200ms to 5m'",
    "interval, '', 'a duration from 200ms to 5m'",
    "jfr, yes, 'on or off'",
    "track-direct, maybe, 'auto, on or off'",
    "heap-dump, '', 'off, leak or pressure'",
    "heap-dump-at, 90, 'a share from 1% to 100%'",
    "heap-dump-at, 0%, 'a share from 1% to 100%'",
    "container-dump-at, 101%, 'a share from 1% to 100%'",
    "heap-dump-max, 101, 'a number from 0 to 100'",
    "heap-dump-max, two, 'a number from 0 to 100'",
    "actions, all, 'off, safe or full'",
    "http, localhost, 'host:port, a port of loopback, or off'",
    "http, localhost:65536, 'host:port, a port of loopback, or off'",
    "lang, fr, 'en or zh'"
  })
  void badValueIsOneSentenceAndTheDefaultHolds(String key, String text, String form) {
    Options options = arguments(key + "=" + text);
    assertThat(options.settings()).isEqualTo(arguments(null).settings());
    assertThat(options.problems())
        .containsExactly(
            "option '%s' (agent argument) cannot be '%s': it takes %s; ignored, the default is %s"
                .formatted(key, text, form, OptionKey.of(key).defaultText));
  }

  @ParameterizedTest
  @EnumSource(OptionKey.class)
  void everyKeyHasItsVariableAndProperty(OptionKey option) {
    String name = option.key.replace('-', '_');
    assertThat(option.property()).isEqualTo("memguard." + option.key);
    assertThat(option.environmentVariable().toLowerCase(Locale.ROOT)).isEqualTo("memguard_" + name);
    assertThat(option.environmentVariable()).matches("MEMGUARD_[A-Z_]+");
    assertThatCode(() -> option.parser.apply(option.defaultText)).doesNotThrowAnyException();
  }

  /** Layers are taken away one by one, the strongest first. */
  @Test
  void theStrongestLayerWins() throws IOException {
    Path file = file("interval=4s\n");
    Properties properties = properties("memguard.interval=2s", "memguard.config=" + file);
    Map<String, String> environment = Map.of("MEMGUARD_INTERVAL", "3s");
    Properties onlyConfig = properties("memguard.config=" + file);

    assertThat(interval(Options.parse("interval=1s", properties, environment)))
        .isEqualTo(new Options.Setting(1_000L, "agent argument"));
    assertThat(interval(Options.parse("", properties, environment)))
        .isEqualTo(new Options.Setting(2_000L, "-Dmemguard.interval"));
    assertThat(interval(Options.parse("", onlyConfig, environment)))
        .isEqualTo(new Options.Setting(3_000L, "MEMGUARD_INTERVAL"));
    assertThat(interval(Options.parse("", onlyConfig, Map.of())))
        .isEqualTo(new Options.Setting(4_000L, "config file"));
    assertThat(interval(Options.parse("", new Properties(), Map.of())))
        .isEqualTo(new Options.Setting(5_000L, "default"));
  }

  @Test
  void badValueGivesWayToTheNextLayer() {
    Options options =
        Options.parse(
            "interval=often",
            properties("memguard.interval=rarely"),
            Map.of("MEMGUARD_INTERVAL", "3s"));
    assertThat(interval(options)).isEqualTo(new Options.Setting(3_000L, "MEMGUARD_INTERVAL"));
    assertThat(options.problems())
        .containsExactly(
            "option 'interval' (agent argument) cannot be 'often': it takes a duration from 200ms"
                + " to 5m; ignored, the default is 5s",
            "option 'interval' (-Dmemguard.interval) cannot be 'rarely': it takes a duration from"
                + " 200ms to 5m; ignored, the default is 5s");
  }

  @ParameterizedTest
  @CsvSource({
    "intervall, interval",
    "Interval, interval",
    "heapdump, heap-dump",
    "heap-dump-mx, heap-dump-max",
    "logs, log",
    "trackdirect, track-direct",
    "languages, lang"
  })
  void unknownKeyNamesTheNearest(String key, String nearest) {
    String sentence = "unknown option '%s', did you mean '%s'? ignored".formatted(key, nearest);
    assertThat(arguments(key + "=1").problems()).containsExactly(sentence);
    assertThat(arguments(key).problems()).containsExactly(sentence);
    assertThat(Options.parse("", properties("memguard." + key + "=1"), Map.of()).problems())
        .containsExactly(sentence + " (-Dmemguard." + key + ")");
  }

  @Test
  void unknownVariableIsOursOnlyWhenItLooksLikeATypingError() {
    Options options =
        Options.parse(
            "",
            new Properties(),
            Map.of(
                "MEMGUARD_INTERVALL", "5s",
                "MEMGUARD_SERVICE_HOST", "10.0.0.7",
                "MEMGUARD_PORT_9090_TCP_ADDR", "10.0.0.7",
                "MEMGUARDIAN", "x"));
    assertThat(options.problems())
        .containsExactly(
            "unknown option 'intervall', did you mean 'interval'? ignored (MEMGUARD_INTERVALL)");
  }

  @Test
  void keyWithoutValueSaysHowItIsWritten() {
    assertThat(arguments("jfr").problems())
        .containsExactly("option 'jfr' has no value: write jfr=on or off");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",", ",,", " , "})
  void nothingIsNothing(String text) {
    assertThat(arguments(text)).isEqualTo(arguments(null));
  }

  @Test
  void spacesAndEmptyPartsBetweenCommasDoNoHarm() {
    Options options = arguments(" interval = 1s ,, jfr=off, ");
    assertThat(options.number(OptionKey.INTERVAL)).isEqualTo(1_000);
    assertThat(options.is(OptionKey.JFR, "off")).isTrue();
    assertThat(options.problems()).isEmpty();
  }

  @Test
  void theLastOfDuplicatesHolds() {
    Options options = arguments("interval=1s,interval=2s");
    assertThat(options.number(OptionKey.INTERVAL)).isEqualTo(2_000);
    assertThat(options.problems()).isEmpty();
  }

  @Test
  void aCommaEndsAnAgentArgumentButNotAProperty() {
    Options cut = arguments("dir=/data/a,b");
    assertThat(cut.text(OptionKey.DIR)).isEqualTo("/data/a");
    assertThat(cut.problems()).hasSize(1);
    Options whole = Options.parse("", properties("memguard.dir=/data/a,b"), Map.of());
    assertThat(whole.text(OptionKey.DIR)).isEqualTo("/data/a,b");
    assertThat(whole.problems()).isEmpty();
  }

  @Test
  void anEqualsSignBelongsToTheValue() {
    assertThat(arguments("dir=/data/a=b").text(OptionKey.DIR)).isEqualTo("/data/a=b");
  }

  @Test
  void emptyFolderAndLogAreTheDefaults() {
    Options options = arguments("dir=,log=,config=");
    assertThat(options.text(OptionKey.DIR)).isEmpty();
    assertThat(options.text(OptionKey.LOG)).isEqualTo("stderr");
    assertThat(options.problems())
        .containsExactly(
            "option 'log' (agent argument) cannot be '': it takes stderr, off or a file; ignored,"
                + " the default is stderr");
  }

  @Test
  void theFileIsReadAsUtf8AndItsTrailingSpacesDoNotCount() throws IOException {
    Path file =
        file("# MemGuard\ndir = /data/内存 \nhttp=localhost:7000 \njfr = off\nintervall=1s\n");
    Options options = arguments("config=" + file);
    assertThat(options.text(OptionKey.DIR)).isEqualTo("/data/内存");
    assertThat(options.text(OptionKey.HTTP)).isEqualTo("localhost:7000");
    assertThat(options.settings().get(OptionKey.JFR))
        .isEqualTo(new Options.Setting("off", "config file"));
    assertThat(options.problems())
        .containsExactly(
            "unknown option 'intervall', did you mean 'interval'? ignored (config file:"
                + " intervall)");
  }

  @Test
  void aFileCanBeNamedByAnyLayerAboveIt() throws IOException {
    String file = file("interval=1s").toString();
    assertThat(arguments("config=" + file).number(OptionKey.INTERVAL)).isEqualTo(1_000);
    assertThat(
            Options.parse("", new Properties(), Map.of("MEMGUARD_CONFIG", file))
                .number(OptionKey.INTERVAL))
        .isEqualTo(1_000);
  }

  @Test
  void aFileThatCannotBeReadIsOneSentence() throws IOException {
    Path missing = folder.resolve("none.properties");
    assertThat(arguments("config=" + missing).problems())
        .containsExactly(
            "option 'config': cannot read %s (No such file or directory); ignored"
                .formatted(missing));
    assertThat(arguments("config=" + folder).problems())
        .containsExactly(
            "option 'config': cannot read %s (Is a directory); ignored".formatted(folder));
    Path broken = file("jfr=off\ninterval=\\uXYZ1\n");
    Options options = arguments("config=" + broken);
    assertThat(options.problems())
        .containsExactly(
            "option 'config': cannot read %s (Malformed \\uxxxx encoding.); ignored"
                .formatted(broken));
    assertThat(options.is(OptionKey.JFR, "on")).isTrue();
  }

  @Test
  void everyProblemIsOneLine() {
    Options options =
        Options.parse(
            "interval=5\n6,x\ny=1,jfr=\t",
            properties("memguard.lang=a\nb"),
            Map.of("MEMGUARD_JFR", "\n"));
    assertThat(options.problems()).hasSize(5).noneMatch(problem -> problem.contains("\n"));
  }

  @Test
  void theReadmeShowsThisTable() throws IOException {
    Path readme = Path.of("..", "README.md");
    assertThat(readme).exists();
    assertThat(Files.readString(readme))
        .as("README.md, between its markers <!-- options --> and <!-- /options -->")
        .contains("<!-- options -->\n" + OptionsTable.markdown() + "<!-- /options -->\n");
    Pages.shows("options.md", "options", OptionsTable.markdown());
  }

  private static Options arguments(String arguments) {
    return Options.parse(arguments, new Properties(), Map.of());
  }

  private static Options.Setting interval(Options options) {
    return options.settings().get(OptionKey.INTERVAL);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("memguard.properties"), text);
  }

  private static Properties properties(String... entries) {
    Properties properties = new Properties();
    Arrays.stream(entries)
        .map(entry -> entry.split("=", 2))
        .forEach(entry -> properties.setProperty(entry[0], entry[1]));
    return properties;
  }

  private static Map<String, Object> entries(Object... keysAndValues) {
    Map<String, Object> entries = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      entries.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return entries;
  }
}

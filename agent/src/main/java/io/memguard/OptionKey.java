package io.memguard;

import java.util.Locale;
import java.util.function.Function;

/** The one list of options: {@code help}, the README table and the parser all come from it. */
enum OptionKey {
  DIR(
      "dir",
      "",
      "a folder",
      "where lives, incidents and dumps are kept; if empty, `memguard` in the temporary folder",
      OptionValue::text),
  DIR_MAX(
      "dir-max",
      "2g",
      "a size such as 512m or 2g",
      "all files under `dir` together; oldest incidents go first, the first dump of a life is kept",
      OptionValue::size),
  INTERVAL(
      "interval",
      "5s",
      "a duration from 200ms to 5m",
      "sample period",
      text -> OptionValue.duration(text, 200, 300_000)),
  JFR("jfr", "on", "on or off", "JFR event stream", OptionValue.oneOf("on", "off")),
  TRACK_DIRECT(
      "track-direct",
      "auto",
      "auto, on or off",
      "allocation-site tracking of direct buffers: `auto` arms on suspicion",
      OptionValue.oneOf("auto", "on", "off")),
  HEAP_DUMP(
      "heap-dump",
      "leak",
      "off, leak or pressure",
      "`leak` on a proved heap leak, a growing heap in a container about to be killed, direct memory"
          + " refused; `pressure` also when the live set or the container passes its threshold",
      OptionValue.oneOf("off", "leak", "pressure")),
  HEAP_DUMP_AT(
      "heap-dump-at",
      "90%",
      "a share from 1% to 100%",
      "live set of the maximum heap, for `pressure`",
      OptionValue::share),
  CONTAINER_DUMP_AT(
      "container-dump-at",
      "92%",
      "a share from 1% to 100%",
      "non-reclaimable memory of the container limit, for `pressure`",
      OptionValue::share),
  HEAP_DUMP_MAX(
      "heap-dump-max",
      "2",
      "a number from 0 to 100",
      "dumps in one life",
      text -> OptionValue.integer(text, 0, 100)),
  MAX_PAUSE(
      "max-pause",
      "10s",
      "a duration from 100ms to 10m",
      "longest pause that a heap dump may be predicted to make; above it the log says how to take it"
          + " by hand",
      text -> OptionValue.duration(text, 100, 600_000)),
  ACTIONS(
      "actions",
      "safe",
      "off, safe or full",
      "`safe`: experiments and remedies that cost at most one GC or one trim; `full` adds repeated"
          + " ones with back-off",
      OptionValue.oneOf("off", "safe", "full")),
  INVESTIGATION_PAUSE(
      "investigation-pause",
      "1s",
      "a duration from 0s to 1m",
      "the longest pause that counting objects or searching what holds them may cause, as foretold;"
          + " what would take longer is left out, and said",
      text -> OptionValue.duration(text, 0, 60_000)),
  HTTP(
      "http",
      "off",
      "host:port, a port of loopback, or off",
      "web page, `/metrics`, `/report` and `/api`; `*` as the host is every address",
      OptionValue::address),
  HTTP_TOKEN(
      "http-token",
      "",
      "a secret",
      "what a request must show to see anything; `MEMGUARD_HTTP_TOKEN` keeps it off the command line",
      OptionValue::text),
  LOG(
      "log",
      "stderr",
      "stderr, off or a file",
      "where MemGuard writes its lines",
      OptionValue::word),
  LOG_FORMAT(
      "log-format",
      "text",
      "text or json",
      "`json`: each line is one object, verdicts with all their fields",
      OptionValue.oneOf("text", "json")),
  TERMINATION_LOG(
      "termination-log",
      "/dev/termination-log",
      "a file or off",
      "where the last words go in Kubernetes, if the file is there",
      OptionValue::word),
  LANG(
      "lang",
      "en",
      "en or zh",
      "language of verdict texts and reports",
      OptionValue.oneOf("en", "zh")),
  CONFIG(
      "config",
      "",
      "a properties file",
      "options from a file (UTF-8), lowest precedence",
      OptionValue::text);

  final String key;
  final String defaultText;
  final String form;
  final String meaning;

  /** Parses a value; throws IllegalArgumentException when it is not of {@link #form}. */
  @SuppressWarnings("ImmutableEnumChecker") // Parsers are pure functions.
  final Function<String, Object> parser;

  OptionKey(
      String key,
      String defaultText,
      String form,
      String meaning,
      Function<String, Object> parser) {
    this.key = key;
    this.defaultText = defaultText;
    this.form = form;
    this.meaning = meaning;
    this.parser = parser;
  }

  String property() {
    return "memguard." + key;
  }

  String environmentVariable() {
    return "MEMGUARD_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  static OptionKey of(String key) {
    for (OptionKey option : values()) {
      if (option.key.equals(key)) {
        return option;
      }
    }
    return null;
  }

  /** The key that a misspelt one most probably meant, by edit distance. */
  static String nearest(String key) {
    String nearest = "";
    int best = Integer.MAX_VALUE;
    for (OptionKey candidate : values()) {
      int distance = OptionValue.editDistance(key, candidate.key);
      if (distance < best) {
        best = distance;
        nearest = candidate.key;
      }
    }
    return nearest;
  }
}

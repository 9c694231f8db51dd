package io.memguard.report;

import com.google.gson.stream.JsonWriter;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Experiment;
import io.memguard.verdict.Language;
import io.memguard.verdict.Verdict;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * A verdict as one line of {@code diagnoses.jsonl}. Sentences are in the language that is asked
 * for, names and kinds are not. The order of the fields is part of the format; a figure that is
 * unknown is left out.
 */
public final class DiagnosisJson {

  // 2026-01-01T00:00:00.000Z: Instant.toString would leave zero milliseconds out.
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private DiagnosisJson() {}

  /** One JSON object without a line end. */
  public static String line(long epochMillis, Verdict verdict, Language language) {
    return JsonText.of(
        json -> {
          json.name("time").value(time(epochMillis));
          write(json, verdict, language);
        });
  }

  static String time(long epochMillis) {
    return TIME.format(Instant.ofEpochMilli(epochMillis));
  }

  /** The fields of a verdict into an object that is open, so that reports show the same ones. */
  public static void write(JsonWriter json, Verdict verdict, Language language) throws IOException {
    json.name("kind").value(verdict.kind().label());
    json.name("severity").value(verdict.severity().label());
    json.name("confidence").value(number(verdict.confidence()));
    json.name("fingerprint").value(verdict.fingerprint());
    json.name("summary").value(language.say(verdict.summary()));
    json.name("explanation").value(language.say(verdict.explanation()));
    strings(json, "remedies", language.say(verdict.remedies()));
    json.name("account").value(verdict.account());
    json.name("bytes").value(verdict.bytes());
    json.name("growthBytesPerSecond").value(number(verdict.growthBytesPerSecond()));
    optional(json, "limitBytes", verdict.limitBytes());
    optional(json, "secondsToLimit", verdict.forecast().seconds());
    optional(json, "secondsToLimitSoonest", verdict.forecast().soonest());
    optional(json, "secondsToLimitLatest", verdict.forecast().latest());
    culprits(json, verdict.culprits(), language);
    evidence(json, verdict.evidence());
    experiments(json, verdict.experiments());
    strings(json, "actions", language.say(verdict.actions()));
  }

  private static void optional(JsonWriter json, String name, OptionalLong value)
      throws IOException {
    if (value.isPresent()) {
      json.name(name).value(value.getAsLong());
    }
  }

  private static void culprits(JsonWriter json, List<Culprit> culprits, Language language)
      throws IOException {
    json.name("culprits").beginArray();
    for (Culprit culprit : culprits) {
      json.beginObject();
      json.name("type").value(culprit.type().label());
      json.name("name").value(culprit.name());
      json.name("bytes").value(culprit.bytes());
      json.name("count").value(culprit.count());
      strings(json, "detail", language.say(culprit.detail()));
      json.endObject();
    }
    json.endArray();
  }

  private static void evidence(JsonWriter json, List<Evidence> evidence) throws IOException {
    json.name("evidence").beginArray();
    for (Evidence figure : evidence) {
      json.beginObject();
      json.name("name").value(figure.name());
      json.name("value").value(number(figure.value()));
      json.name("unit").value(figure.unit());
      json.endObject();
    }
    json.endArray();
  }

  private static void experiments(JsonWriter json, List<Experiment> experiments)
      throws IOException {
    json.name("experiments").beginArray();
    for (Experiment experiment : experiments) {
      json.beginObject();
      json.name("action").value(experiment.action());
      json.name("beforeBytes").value(experiment.beforeBytes());
      json.name("afterBytes").value(experiment.afterBytes());
      json.name("pauseMillis").value(experiment.pauseMillis());
      json.endObject();
    }
    json.endArray();
  }

  private static void strings(JsonWriter json, String name, List<String> values)
      throws IOException {
    json.name(name).beginArray();
    for (String value : values) {
      json.value(value);
    }
    json.endArray();
  }

  /** At most three decimals and no exponent; JSON has no word for what is not finite. */
  private static BigDecimal number(double value) {
    if (!Double.isFinite(value)) {
      return null;
    }
    BigDecimal rounded =
        BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP).stripTrailingZeros();
    return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
  }
}

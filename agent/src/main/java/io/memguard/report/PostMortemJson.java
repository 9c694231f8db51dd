package io.memguard.report;

import com.google.gson.stream.JsonWriter;
import io.memguard.blackbox.Ending;
import io.memguard.blackbox.Figure;
import io.memguard.blackbox.Growth;
import io.memguard.blackbox.KilledVerdict;
import io.memguard.blackbox.PostMortem;
import io.memguard.blackbox.Recording;
import io.memguard.blackbox.Sample;
import io.memguard.verdict.Language;
import io.memguard.verdict.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known about one life as one JSON object: {@code life}, {@code facts}, {@code cause},
 * {@code confidence}, {@code kind}, {@code summary}, {@code reason}, {@code lastSample}, {@code
 * growth}, {@code samples}, {@code minutes}, {@code diagnoses}. {@code kind} is that of the
 * diagnosis that explains most. Figures have the names of {@link Figure}; an unknown one is left
 * out.
 */
public final class PostMortemJson {
  private PostMortemJson() {}

  public static String of(PostMortem dead, Language language) {
    return JsonText.indented(json -> write(json, dead, language));
  }

  private static void write(JsonWriter json, PostMortem dead, Language language)
      throws IOException {
    Recording recording = dead.recording();
    json.name("life").value(dead.life().getFileName().toString());
    json.name("cause").value(dead.conclusion().cause().label());
    json.name("confidence").value(dead.conclusion().confidence());
    if (dead.gravest().isPresent()) {
      json.name("kind").value(dead.gravest().get().kind().label());
    }
    json.name("summary").value(language.say(KilledVerdict.sentence(dead)));
    json.name("reason").value(language.say(dead.conclusion().reason()));
    json.name("facts").beginObject();
    for (Map.Entry<String, String> fact : recording.facts().entrySet()) {
      if (!fact.getKey().startsWith("layout.")) {
        json.name(fact.getKey()).value(fact.getValue());
      }
    }
    json.endObject();
    ending(json, recording.ending(), language);
    json.name("tornRecords").value(recording.torn());
    json.name("lastAction").value(recording.action());
    json.name("growth").beginArray();
    for (Growth part : dead.growth()) {
      json.beginObject();
      json.name("part").value(part.part().label());
      json.name("bytes").value(part.bytes());
      json.name("grownBytes").value(part.grown());
      json.name("seconds").value(part.seconds());
      json.endObject();
    }
    json.endArray();
    json.name("diagnoses").beginArray();
    for (Verdict verdict : recording.verdicts()) {
      json.beginObject();
      DiagnosisJson.write(json, verdict, language);
      json.endObject();
    }
    json.endArray();
    if (recording.last().isPresent()) {
      json.name("lastSample");
      sample(json, recording.last().get());
    }
    samples(json, "minutes", recording.minutes());
    samples(json, "samples", recording.samples());
  }

  private static void ending(JsonWriter json, Optional<Ending> ending, Language language)
      throws IOException {
    if (ending.isPresent()) {
      json.name("shutdown").beginObject();
      json.name("time").value(Instant.ofEpochMilli(ending.get().epochMillis()).toString());
      json.name("clause").value(language.say(ending.get().clause()));
      json.endObject();
    }
  }

  private static void samples(JsonWriter json, String name, List<Sample> samples)
      throws IOException {
    json.name(name).beginArray();
    json.setIndent("");
    for (Sample sample : samples) {
      sample(json, sample);
    }
    json.setIndent("  ");
    json.endArray();
  }

  private static void sample(JsonWriter json, Sample sample) throws IOException {
    json.beginObject();
    json.name("time").value(Instant.ofEpochMilli(sample.epochMillis()).toString());
    for (Map.Entry<Figure, Long> figure : sample.figures().entrySet()) {
      json.name(figure.getKey().label()).value(figure.getValue());
    }
    json.endObject();
  }
}

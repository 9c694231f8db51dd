package io.memguard.report;

import com.google.gson.stream.JsonWriter;
import io.memguard.blackbox.LifeLine;
import io.memguard.verdict.Language;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What lies under {@code dir} as far as it is shown: incidents and lives. {@code src/docs/http.md}
 * describes the JSON.
 *
 * @param incidents each keeps its place, which is its number less one
 * @param lives newest first, the first is this one; empty until they were read
 */
public record Archive(List<Incident> incidents, List<LifeLine> lives) {
  public static final Archive EMPTY = new Archive(List.of(), List.of());

  public Archive {
    incidents = List.copyOf(incidents);
    lives = List.copyOf(lives);
  }

  /** The incidents, newest first. */
  public String incidentsJson(Language language) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < incidents.size(); i++) {
      numbers.add(i);
    }
    numbers.sort(
        Comparator.comparingLong((Integer i) -> incidents.get(i).epochMillis()).reversed());
    return array(
        "incidents",
        json -> {
          for (int number : numbers) {
            incident(json, number + 1, incidents.get(number), language);
          }
        });
  }

  private static void incident(JsonWriter json, int number, Incident incident, Language language)
      throws IOException {
    json.beginObject();
    json.name("path").value("incidents/" + number);
    json.name("life").value(incident.life());
    json.name("kind").value(incident.kind());
    json.name("severity").value(incident.severity().label());
    json.name("cleared").value(incident.cleared());
    json.name("time").value(time(incident.epochMillis()));
    json.name("summary").value(incident.summary(language));
    json.endObject();
  }

  /** The lives, newest first. */
  public String livesJson(Language language) {
    return array(
        "lives",
        json -> {
          for (LifeLine line : lives) {
            life(json, line, language);
          }
        });
  }

  private static void life(JsonWriter json, LifeLine line, Language language) throws IOException {
    json.beginObject();
    json.name("life").value(line.life());
    json.name("main").value(line.main());
    json.name("pid").value(line.pid());
    json.name("host").value(line.host());
    if (line.startedMillis() > 0) {
      json.name("started").value(time(line.startedMillis()));
    }
    if (line.lastMillis() > 0) {
      json.name("last").value(time(line.lastMillis()));
    } else {
      json.name("own").value(true);
    }
    json.name("cause").value(line.cause().label());
    json.name("confidence").value(line.confidence());
    json.name("reason").value(language.say(line.reason()));
    json.endObject();
  }

  private static String time(long epochMillis) {
    return Instant.ofEpochMilli(epochMillis).toString();
  }

  private static String array(String name, JsonText.Fields elements) {
    return JsonText.of(
        json -> {
          json.name(name).beginArray();
          elements.into(json);
          json.endArray();
        });
  }
}

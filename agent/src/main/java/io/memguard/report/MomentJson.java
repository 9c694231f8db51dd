package io.memguard.report;

import com.google.gson.stream.JsonWriter;
import io.memguard.ledger.Band;
import io.memguard.ledger.Item;
import io.memguard.ledger.Statement;
import io.memguard.ledger.Timeline.Point;
import io.memguard.snapshot.AgentCost;
import io.memguard.snapshot.Neighbour;
import io.memguard.snapshot.Snapshot;
import io.memguard.verdict.Language;
import io.memguard.verdict.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A published moment in three JSON objects, for the web page and for programs. {@code
 * src/docs/http.md} describes them. Bytes and seconds; what is not known is left out.
 */
public final class MomentJson {
  private MomentJson() {}

  /** The container and this JVM, line by line, and what MemGuard costs. */
  public static String statement(
      Snapshot snapshot, Statement statement, Map<String, Long> figures, String version) {
    return JsonText.of(
        json -> {
          json.name("time").value(time(snapshot));
          json.name("version").value(version);
          json.name("pid").value(ProcessHandle.current().pid());
          json.name("container").beginArray();
          items(json, statement.container());
          json.endArray();
          json.name("process").beginArray();
          items(json, statement.process());
          json.endArray();
          json.name("neighbours").beginArray();
          for (Neighbour neighbour : snapshot.neighbours().value().orElse(List.of())) {
            json.beginObject();
            json.name("name").value(neighbour.name());
            json.name("pid").value(neighbour.pid());
            json.name("rssBytes").value(neighbour.rss());
            json.endObject();
          }
          json.endArray();
          json.name("figures").beginObject();
          for (Map.Entry<String, Long> figure : figures.entrySet()) {
            json.name(figure.getKey()).value(figure.getValue());
          }
          json.endObject();
          json.name("notes").beginArray();
          for (String note : statement.notes()) {
            json.value(note);
          }
          json.endArray();
          cost(json, snapshot.cost());
        });
  }

  /**
   * The open verdicts.
   *
   * @param status {@code ok}, {@code watch}, {@code warning} or {@code critical}
   * @param silence by detector, why it has no verdict
   */
  public static String verdicts(
      Snapshot snapshot,
      String status,
      OptionalLong secondsToLimit,
      List<Verdict> verdicts,
      Map<String, String> silence,
      Language language) {
    return JsonText.of(
        json -> {
          json.name("time").value(time(snapshot));
          json.name("status").value(status);
          if (secondsToLimit.isPresent()) {
            json.name("secondsToLimit").value(secondsToLimit.getAsLong());
          }
          json.name("verdicts").beginArray();
          for (Verdict verdict : verdicts) {
            json.beginObject();
            DiagnosisJson.write(json, verdict, language);
            json.endObject();
          }
          json.endArray();
          json.name("silence").beginObject();
          for (Map.Entry<String, String> reason : silence.entrySet()) {
            json.name(reason.getKey()).value(reason.getValue());
          }
          json.endObject();
        });
  }

  /** The container's memory over time, one array a line, all of the same length. */
  public static String history(List<Point> points) {
    return JsonText.of(
        json -> {
          column(json, "epochMillis", points, point -> OptionalLong.of(point.epochMillis()));
          column(json, "usageBytes", points, point -> OptionalLong.of(point.usage()));
          column(json, "limitBytes", points, Point::limit);
          column(json, "nonReclaimableBytes", points, Point::nonReclaimable);
          json.name("bands").beginObject();
          for (Band band : Band.values()) {
            column(
                json,
                band.label(),
                points,
                point -> OptionalLong.of(point.bands().getOrDefault(band, 0L)));
          }
          json.endObject();
        });
  }

  private static void column(
      JsonWriter json, String name, List<Point> points, Function<Point, OptionalLong> figure)
      throws IOException {
    json.name(name).beginArray();
    for (Point point : points) {
      OptionalLong bytes = figure.apply(point);
      if (bytes.isPresent()) {
        json.value(bytes.getAsLong());
      } else {
        json.nullValue();
      }
    }
    json.endArray();
  }

  private static void items(JsonWriter json, Map<Item, Long> items) throws IOException {
    for (Map.Entry<Item, Long> item : items.entrySet()) {
      json.beginObject();
      json.name("account").value(item.getKey().label());
      // In English: the page has words of its own for other languages.
      json.name("words").value(Language.EN.say(item.getKey().words()));
      json.name("bytes").value(item.getValue());
      json.endObject();
    }
  }

  private static void cost(JsonWriter json, AgentCost cost) throws IOException {
    json.name("cost").beginObject();
    json.name("ticks").value(cost.ticks());
    json.name("cpuSeconds").value(cost.cpuNanos() / 1e9);
    json.name("allocatedBytes").value(cost.allocatedBytes());
    json.name("lastTickSeconds").value(cost.lastTickNanos() / 1e9);
    json.name("worstTickSeconds").value(cost.worstTickNanos() / 1e9);
    json.endObject();
  }

  private static String time(Snapshot snapshot) {
    return Instant.ofEpochMilli(snapshot.epochMillis()).toString();
  }
}

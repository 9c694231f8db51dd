package io.memguard.report;

import com.google.gson.stream.JsonWriter;
import io.memguard.detect.Sizing;
import io.memguard.detect.SizingAdvice;
import io.memguard.ledger.Peaks;
import io.memguard.snapshot.Snapshot;
import io.memguard.verdict.Language;
import java.io.IOException;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * Advice on sizes as one JSON object, for programs. {@code src/docs/http.md} describes it. Bytes
 * and seconds; what is not known is left out.
 */
public final class SizingJson {
  private SizingJson() {}

  public static String of(Snapshot snapshot, Sizing sizing, Language language) {
    SizingAdvice advice = SizingAdvice.of(sizing);
    return JsonText.of(
        json -> {
          json.name("time").value(Instant.ofEpochMilli(snapshot.epochMillis()).toString());
          if (!sizing.refusal().isNone()) {
            json.name("refusal").value(language.say(sizing.refusal()));
          }
          measured(json, sizing);
          json.name("lines").beginArray();
          for (SizingAdvice.Line line : advice.lines()) {
            json.beginObject();
            json.name("setting").value(language.say(line.setting()));
            json.name("bytes").value(line.bytes());
            json.name("measuredBytes").value(line.measured());
            json.name("headroomBytes").value(line.headroom());
            json.name("evidence").value(language.say(line.evidence()));
            json.endObject();
          }
          json.endArray();
          json.name("options").value(advice.options());
          json.name("remarks").beginArray();
          for (String remark : language.say(advice.remarks())) {
            json.value(remark);
          }
          json.endArray();
        });
  }

  private static void measured(JsonWriter json, Sizing sizing) throws IOException {
    Peaks peaks = sizing.peaks();
    json.name("measured").beginObject();
    json.name("seconds").value(Math.round(peaks.seconds()));
    json.name("samples").value(peaks.samples());
    json.name("liveSetFigures").value(peaks.liveFigures());
    json.name("heapMaxBytes").value(sizing.heapMax());
    add(json, "limitBytes", sizing.limit());
    add(json, "liveSetBytes", peaks.liveSet());
    add(json, "besideHeapBytes", peaks.besideHeap());
    add(json, "offHeapBytes", peaks.offHeap());
    add(json, "metaspaceBytes", peaks.metaspace());
    add(json, "threads", peaks.threads());
    add(json, "threadStackBytes", peaks.threadStacks());
    add(json, "mallocKeptBytes", peaks.mallocKept());
    json.endObject();
  }

  private static void add(JsonWriter json, String name, OptionalLong figure) throws IOException {
    if (figure.isPresent()) {
      json.name(name).value(figure.getAsLong());
    }
  }
}

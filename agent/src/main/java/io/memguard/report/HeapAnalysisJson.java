package io.memguard.report;

import com.google.gson.stream.JsonWriter;
import io.memguard.dump.HeapAnalysis;
import io.memguard.dump.HeapAnalysis.BufferHolder;
import io.memguard.dump.HeapAnalysis.Holding;
import io.memguard.dump.HeapAnalysis.Loaders;
import io.memguard.dump.HeapAnalysis.Population;
import io.memguard.dump.HeapAnalysis.ThreadHolding;
import io.memguard.investigate.ChainWords;
import io.memguard.snapshot.HeldObject;
import io.memguard.verdict.Language;
import java.io.IOException;
import java.util.List;

/**
 * What a heap dump says as one JSON object: {@code dump}, {@code dumpBytes}, {@code bytes}, {@code
 * objects}, {@code classes}, {@code unheld}, {@code suspect} (a sentence), {@code holdings}, {@code
 * populations}, {@code loaders}, {@code duplicates}, {@code direct}, {@code threads}. Addresses are
 * hexadecimal, as other readers show them.
 */
public final class HeapAnalysisJson {
  private HeapAnalysisJson() {}

  public static String of(String name, HeapAnalysis heap, Language language) {
    return JsonText.indented(
        json -> {
          json.name("dump").value(name);
          json.name("dumpBytes").value(heap.dumpBytes());
          json.name("bytes").value(heap.bytes());
          json.name("objects").value(heap.objects());
          json.name("classes").value(heap.classes());
          json.name("unheld").beginObject();
          json.name("count").value(heap.unheld().count());
          json.name("bytes").value(heap.unheld().bytes());
          json.endObject();
          var suspect = HeapAnalysisText.Suspect.in(heap);
          if (suspect.isPresent()) {
            json.name("suspect").value(language.say(suspect.get().sentence(heap)));
          }
          holdings(json, heap.holdings());
          populations(json, "populations", heap.populations());
          loaders(json, heap.loaders());
          populations(json, "duplicates", heap.duplicates());
          direct(json, heap.direct());
          threads(json, heap.threads());
        });
  }

  private static void holdings(JsonWriter json, List<Holding> holdings) throws IOException {
    json.name("holdings").beginArray();
    for (Holding holding : holdings) {
      json.beginObject();
      json.name("address").value("0x" + Long.toHexString(holding.address()));
      json.name("type").value(holding.held().type());
      json.name("bytes").value(holding.own());
      json.name("retainedBytes").value(holding.retained());
      chain(json, holding.held());
      populations(json, "keeps", holding.kept());
      json.endObject();
    }
    json.endArray();
  }

  private static void chain(JsonWriter json, HeldObject held) throws IOException {
    json.name("chain").value(ChainWords.of(held));
    json.name("root").value(held.root());
  }

  private static void populations(JsonWriter json, String name, List<Population> populations)
      throws IOException {
    json.name(name).beginArray();
    for (Population population : populations) {
      json.beginObject();
      json.name("type").value(population.type());
      json.name("count").value(population.count());
      json.name("bytes").value(population.bytes());
      json.endObject();
    }
    json.endArray();
  }

  private static void loaders(JsonWriter json, List<Loaders> families) throws IOException {
    json.name("loaders").beginArray();
    for (Loaders family : families) {
      json.beginObject();
      json.name("type").value(family.type());
      json.name("count").value(family.count());
      json.name("classes").value(family.classes());
      json.name("example").value(family.example());
      json.name("retainedBytes").value(family.retained());
      chain(json, family.held());
      json.endObject();
    }
    json.endArray();
  }

  private static void direct(JsonWriter json, HeapAnalysis.DirectBuffers direct)
      throws IOException {
    json.name("direct").beginObject();
    json.name("count").value(direct.all().count());
    json.name("bytes").value(direct.all().bytes());
    json.name("mappedCount").value(direct.mapped().count());
    json.name("mappedBytes").value(direct.mapped().bytes());
    json.name("holders").beginArray();
    for (BufferHolder holder : direct.holders()) {
      json.beginObject();
      json.name("count").value(holder.count());
      json.name("bytes").value(holder.bytes());
      chain(json, holder.held());
      json.endObject();
    }
    json.endArray();
    json.endObject();
  }

  private static void threads(JsonWriter json, List<ThreadHolding> threads) throws IOException {
    json.name("threads").beginArray();
    for (ThreadHolding thread : threads) {
      json.beginObject();
      json.name("name").value(thread.name());
      json.name("type").value(thread.type());
      json.name("retainedBytes").value(thread.retained());
      json.name("variable").value(thread.variable());
      json.name("frame").value(thread.frame());
      json.endObject();
    }
    json.endArray();
  }
}

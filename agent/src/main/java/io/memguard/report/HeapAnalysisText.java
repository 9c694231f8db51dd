package io.memguard.report;

import io.memguard.dump.HeapAnalysis;
import io.memguard.dump.HeapAnalysis.BufferHolder;
import io.memguard.dump.HeapAnalysis.DirectBuffers;
import io.memguard.dump.HeapAnalysis.Holding;
import io.memguard.dump.HeapAnalysis.Loaders;
import io.memguard.dump.HeapAnalysis.Population;
import io.memguard.dump.HeapAnalysis.ThreadHolding;
import io.memguard.investigate.ChainWords;
import io.memguard.verdict.Language;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import java.util.List;
import java.util.Optional;

/** What a heap dump says, for a terminal. */
public final class HeapAnalysisText {
  private static final int WIDTH = 100;
  private static final int MOST_KEPT = 4;
  private static final String INDENT = " ".repeat(21);

  /** Garbage in a dump of all objects is worth a line from here on. */
  private static final double MUCH = 0.05;

  private final HeapAnalysis heap;
  private final Language language;
  private final Paragraphs text = new Paragraphs(WIDTH);

  private HeapAnalysisText(HeapAnalysis heap, Language language) {
    this.heap = heap;
    this.language = language;
  }

  /**
   * All of it.
   *
   * @param name of the dump
   */
  public static String of(String name, HeapAnalysis heap, Language language) {
    HeapAnalysisText text = new HeapAnalysisText(heap, language);
    text.write(name);
    return text.text.toString();
  }

  private void write(String name) {
    paragraph(
        Phrase.of(
            "analyze.heap",
            name,
            Quantity.bytes(heap.bytes()),
            Quantity.grouped(heap.objects()),
            Quantity.grouped(heap.classes())));
    if (heap.share(heap.unheld().bytes()) > MUCH) {
      paragraph(
          Phrase.of(
              "analyze.unheld",
              Quantity.bytes(heap.unheld().bytes()),
              share(heap.unheld().bytes())));
    }
    Suspect.in(heap).ifPresent(suspect -> paragraph(suspect.sentence(heap)));
    head("analyze.holdings");
    for (Holding holding : heap.holdings()) {
      row(holding.retained(), share(holding.retained()), ChainWords.of(holding.held()));
      kept(holding);
    }
    head("analyze.populations");
    for (Population population : heap.populations()) {
      row(population.bytes(), share(population.bytes()), counted(population));
    }
    loaders();
    direct(heap.direct());
    if (!heap.threads().isEmpty()) {
      head("analyze.threads");
      heap.threads().forEach(this::thread);
    }
  }

  private void kept(Holding holding) {
    List<Phrase> kept =
        holding.kept().stream()
            .limit(MOST_KEPT)
            .map(one -> Phrase.text(counted(one) + " (" + Quantity.bytes(one.bytes()) + ")"))
            .toList();
    if (!kept.isEmpty()) {
      text.add(INDENT, INDENT, language.say("analyze.keeps", Phrase.list(kept)));
    }
  }

  private void loaders() {
    if (!heap.loaders().isEmpty()) {
      head("analyze.loaders");
    }
    for (Loaders family : heap.loaders()) {
      row(
          family.retained(),
          share(family.retained()),
          Quantity.grouped(family.count()) + " × " + family.type());
      Phrase classes =
          Phrase.of(
              "analyze.loaded",
              Quantity.grouped(family.classes()),
              family.example(),
              ChainWords.of(family.held()));
      text.add(INDENT, INDENT, language.say(classes));
    }
    for (Population duplicate : heap.duplicates()) {
      Phrase often = Phrase.of("analyze.often", Quantity.grouped(duplicate.count()));
      text.add("  ", INDENT, duplicate.type() + ": " + language.say(often));
    }
  }

  private void direct(DirectBuffers direct) {
    if (direct.all().count() == 0) {
      return;
    }
    text.add("", "", "");
    text.add(
        "",
        "  ",
        language.say(
            "analyze.direct",
            Quantity.bytes(direct.all().bytes()),
            Quantity.grouped(direct.all().count()),
            Quantity.bytes(direct.mapped().bytes())));
    for (BufferHolder holder : direct.holders()) {
      row(
          holder.bytes(),
          "",
          Quantity.grouped(holder.count()) + " × " + ChainWords.of(holder.held()));
    }
  }

  private void thread(ThreadHolding thread) {
    Phrase variable =
        thread.variable().isEmpty()
            ? Phrase.of("analyze.thread-local")
            : Phrase.of("analyze.variable", thread.variable(), thread.frame());
    row(thread.retained(), share(thread.retained()), thread.name() + ": " + language.say(variable));
  }

  private void paragraph(Phrase phrase) {
    text.add("", "  ", language.say(phrase));
  }

  private void head(String key) {
    text.add("", "", "");
    paragraph(Phrase.of(key));
  }

  private void row(long bytes, String share, String words) {
    String first = "  %10s  %5s  ".formatted(Quantity.bytes(bytes), share);
    text.add(first, INDENT, words);
  }

  private String share(long bytes) {
    return Quantity.percent(heap.share(bytes));
  }

  private static String counted(Population population) {
    return Quantity.grouped(population.count()) + " × " + population.type();
  }

  /** A holding that looks like a collection which only grows: many objects of one kind. */
  record Suspect(Holding holding, Population kind) {
    private static final double LEAST_SHARE = 0.2;
    private static final int LEAST_COUNT = 1000;

    static Optional<Suspect> in(HeapAnalysis heap) {
      return heap.holdings().stream()
          .filter(holding -> heap.share(holding.retained()) >= LEAST_SHARE)
          .flatMap(
              holding ->
                  holding.kept().stream()
                      .filter(kind -> kind.count() >= LEAST_COUNT)
                      .filter(kind -> ChainWords.isOfTheApplication(kind.type()))
                      .findFirst()
                      .or(
                          () ->
                              holding.kept().stream()
                                  .filter(kind -> kind.count() >= LEAST_COUNT)
                                  .findFirst())
                      .map(kind -> new Suspect(holding, kind))
                      .stream())
          .findFirst();
    }

    Phrase sentence(HeapAnalysis heap) {
      return Phrase.of(
          "analyze.suspect",
          Quantity.percent(heap.share(holding.retained())),
          ChainWords.of(holding.held()),
          Quantity.grouped(kind.count()),
          kind.type(),
          Quantity.bytes(holding.retained() / kind.count()));
    }
  }
}

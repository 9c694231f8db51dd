package io.memguard.investigate;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.detect.Question;
import io.memguard.ledger.Ledger;
import io.memguard.ledger.Look;
import io.memguard.ledger.Window;
import io.memguard.snapshot.HeldLoaders;
import io.memguard.snapshot.HeldObject;
import io.memguard.snapshot.HeldObject.Hop;
import io.memguard.snapshot.LoaderFamily;
import io.memguard.snapshot.Reading;
import io.memguard.snapshot.Ticks;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TraceLoadersTest {
  private static final String SCRIPTS = "groovy.lang.GroovyClassLoader$InnerLoader";
  private static final Set<Question> ASKED = Set.of(Question.TRACE_LOADERS);

  private final Ticks service = new Ticks(1);
  private final Ledger ledger = new Ledger();
  private final List<Phrase> told = new ArrayList<>();
  private final List<String> searched = new ArrayList<>();
  private Reading<HeldLoaders> found = Reading.known(new HeldLoaders(60, 60, rules(), 5_000, true));
  private final TraceLoaders trace = new TraceLoaders(this::search, told::add);
  private int loaders = 40;

  private Reading<HeldLoaders> search(LoaderFamily family, boolean ofLoaders) {
    searched.add((ofLoaders ? "loaders of " : "classes in ") + family.type());
    return found;
  }

  @Test
  void theFieldThatGathersThemIsNamedInTheSummary() {
    grow(20, ASKED);
    assertThat(searched).containsExactly("loaders of " + SCRIPTS);
    Verdict verdict = trace.enrich(leak());
    assertThat(english(verdict.summary()))
        .isEqualTo("metaspace leaks; held by RuleBook.byText → HashMap → … → Script#");
    assertThat(verdict.culprits())
        .extracting(Culprit::type)
        .containsExactly(Culprit.Type.CLASS_LOADER, Culprit.Type.HOLDER);
    assertThat(english(verdict.culprits().get(1).detail()))
        .contains(
            "60 of 60 references that were found to them hang on it; 60 of 60 loaders were met",
            "held by the static field shop.RuleBook.byText");
  }

  @Test
  void withoutTheQuestionNothingIsSearched() {
    grow(20, Set.of(Question.LIST_LOADERS));
    assertThat(searched).isEmpty();
    assertThat(trace.enrich(leak())).isEqualTo(leak());
  }

  @Test
  void thereIsNoOtherSearchBeforeTheyAreTwiceAsMany() {
    grow(20, ASKED);
    grow(5, ASKED);
    assertThat(searched).hasSize(1);
    grow(60, ASKED);
    assertThat(searched).hasSize(2);
    for (int i = 0; i < 200; i++) {
      grow(20, ASKED);
    }
    assertThat(searched).hasSize(3);
  }

  @Test
  void threadsThatHoldOneEachAreNamedTogether() {
    List<HeldObject> each = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Hop hop = new Hop(i + 1, "java.lang.Thread", "contextClassLoader", false);
      each.add(new HeldObject(SCRIPTS, 0, List.of(), "thread plugin-#", List.of(hop)));
    }
    found = Reading.known(new HeldLoaders(40, 40, each, 900, true));
    grow(20, ASKED);
    assertThat(english(trace.enrich(leak()).summary()))
        .isEqualTo("metaspace leaks; held by thread plugin-# → Thread.contextClassLoader");
  }

  @Test
  void whatWasNotMetIsSaid() {
    found = Reading.known(new HeldLoaders(60, 0, List.of(), 200_000, false));
    grow(20, ASKED);
    Verdict verdict = trace.enrich(leak());
    assertThat(verdict.culprits()).hasSize(1);
    assertThat(english(verdict.explanation()))
        .isEqualTo(
            "why. What holds them was not met among the 200000 objects nearest to the static"
                + " fields and threads.");
  }

  @Test
  void classesOfOneLoaderAreHeldByIt() {
    found = Reading.known(new HeldLoaders(0, 0, List.of(), 0, true));
    for (int i = 0; i < 12; i++) {
      look(new LoaderFamily("app.Loader", false, 1, 500 + 50 * i, "Rule#", 60 * i), ASKED);
    }
    assertThat(searched).containsExactly("classes in app.Loader");
    assertThat(english(trace.enrich(leak()).explanation()))
        .contains("each lives as long as its class loader app.Loader");
  }

  @Test
  void lambdasAreHeldByTheirLoaderThoughTheyAreHidden() {
    found = Reading.known(new HeldLoaders(0, 0, List.of(), 0, true));
    for (int i = 0; i < 12; i++) {
      String pattern = "shop.Order$$Lambda$#";
      look(new LoaderFamily("app.Loader", false, 1, 500 + 50 * i, pattern, 60 * i), ASKED);
    }
    assertThat(english(trace.enrich(leak()).explanation()))
        .contains("The JDK ties classes of lambdas to their class loader app.Loader");
  }

  @Test
  void afterRestNothingIsKept() {
    grow(20, ASKED);
    trace.rest();
    assertThat(trace.enrich(leak())).isEqualTo(leak());
  }

  private void grow(int looks, Set<Question> asked) {
    for (int i = 0; i < looks; i++) {
      loaders += 2;
      look(new LoaderFamily(SCRIPTS, false, loaders, loaders, "Script#", loaders), asked);
    }
  }

  private void look(LoaderFamily family, Set<Question> asked) {
    Window window = ledger.append(service.next());
    ledger.recordLoaders(new Look<>(window.second(), List.of(family)));
    trace.settle(asked, ledger.append(service.next()));
  }

  private static List<HeldObject> rules() {
    List<HeldObject> rules = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      HeldObject held =
          Chains.held(
              i,
              "Script#",
              "",
              "static shop.RuleBook.byText",
              "java.util.HashMap.table",
              "java.util.HashMap$Node[]",
              "java.util.HashMap$Node.value *");
      rules.add(new HeldObject(held.type(), 0, List.of(), "", held.chain()));
    }
    return rules;
  }

  private static Verdict leak() {
    return new Verdict(
        Kind.METASPACE_LEAK,
        Severity.WARNING,
        0.9,
        "metaspace-leak/metaspace",
        Phrase.text("metaspace leaks"),
        Phrase.text("why."),
        List.of(),
        "metaspace",
        0,
        0,
        OptionalLong.empty(),
        Forecast.NONE,
        List.of(new Culprit(Culprit.Type.CLASS_LOADER, SCRIPTS, 0, 60, List.of())),
        List.of(),
        List.of(),
        List.of());
  }
}

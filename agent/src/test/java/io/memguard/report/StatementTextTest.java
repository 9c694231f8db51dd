package io.memguard.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.ledger.Statement;
import io.memguard.snapshot.Snapshot;
import io.memguard.snapshot.Ticks;
import io.memguard.verdict.Language;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatementTextTest {
  private static final int FIGURES_END = 32 + 1 + 11;

  private final Snapshot snapshot = new Ticks(1).next();

  @ParameterizedTest
  @EnumSource(Language.class)
  void figuresStandBelowEachOtherInEveryLanguage(Language language) {
    List<String> rows =
        text(language).lines().filter(row -> row.contains("iB") || row.contains(" B")).toList();
    assertThat(rows).hasSizeGreaterThan(10);
    assertThat(rows)
        .filteredOn(row -> !row.startsWith("  " + language.say("statement.note", "")))
        .allSatisfy(
            row -> {
              String figure = row.substring(0, row.indexOf('B') + 1);
              assertThat(Paragraphs.columns(figure)).as(row).isEqualTo(FIGURES_END);
            });
  }

  @Test
  void rowsAreNamedInTheLanguage() {
    assertThat(text(Language.EN)).contains("container uses", "  Java heap ", "used ", ", live 55");
    assertThat(text(Language.ZH)).contains("容器已用", "  Java 堆 ", "已用 ", "，存活 55");
  }

  private String text(Language language) {
    return StatementText.of(snapshot, Statement.of(snapshot), 55 * Ticks.MIB, language);
  }
}

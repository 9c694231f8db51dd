package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.ClassPopulation;
import io.memguard.snapshot.Reading;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassHistogramTest {

  private static final String TABLE =
      """
       num     #instances         #bytes  class name (module)
      -------------------------------------------------------
         1:         15458       20980296  [B (java.base@25.0.3)
         2:          1041          92048  [Ljava.util.HashMap$Node; (java.base@25.0.3)
         3:            90          42000  shop.Session
         4:             1          40000  a.B$$Lambda/0x000000001f011f90 (java.base@25.0.3)
         5:            10           8000  shop.Session
      Total         70544       23184336
      """;

  @Test
  void classesOfOneNameAreTakenTogether() {
    assertThat(ClassHistogram.parse(TABLE))
        .isEqualTo(
            Reading.known(
                List.of(
                    new ClassPopulation("byte[]", 15458, 20980296),
                    new ClassPopulation("java.util.HashMap$Node[]", 1041, 92048),
                    new ClassPopulation("shop.Session", 100, 50000),
                    new ClassPopulation("a.B$$Lambda/0x000000001f011f90", 1, 40000))));
  }

  @Test
  void onlyTheBiggestAreKept() {
    StringBuilder table = new StringBuilder();
    for (int i = 1; i <= 3000; i++) {
      table
          .append(" ")
          .append(i)
          .append(": 1 ")
          .append(i * 8)
          .append(" c.C")
          .append(i)
          .append('\n');
    }

    assertThat(ClassHistogram.parse(table.toString()).value().orElseThrow())
        .hasSize(2000)
        .first()
        .isEqualTo(new ClassPopulation("c.C3000", 1, 24000));
  }

  @Test
  void aTextWithoutTableIsRefused() {
    assertThat(ClassHistogram.parse("no: idea what this is\n").isKnown()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "[B, byte[]",
    "[[I, int[][]",
    "[Ljava.lang.String;, java.lang.String[]",
    "[[Lshop.Cart$Item;, shop.Cart$Item[][]",
    "java.lang.String, java.lang.String",
    "[, [",
    "[L, [L"
  })
  void namesAreAsInSource(String name, String sourceName) {
    assertThat(ClassHistogram.sourceName(name)).isEqualTo(sourceName);
  }

  @Test
  void countsRealObjects() {
    List<Marker> markers = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      markers.add(new Marker());
    }
    ClassHistogram histogram =
        new ClassHistogram(DiagnosticCommands.open(null).value().orElseThrow());

    assertThat(countOf(histogram.live())).isEqualTo(5000);
    markers.subList(1000, 5000).clear();
    assertThat(countOf(histogram.all())).isGreaterThanOrEqualTo(1000);
    assertThat(countOf(histogram.live())).isEqualTo(1000);
    assertThat(markers).hasSize(1000);
  }

  private static long countOf(Reading<List<ClassPopulation>> histogram) {
    return histogram.value().orElseThrow().stream()
        .filter(population -> population.name().equals(Marker.class.getName()))
        .mapToLong(ClassPopulation::count)
        .sum();
  }

  private static final class Marker {}

  @Test
  void manyClassesWithLongNamesTakeBoundedMemory() {
    StringBuilder table = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      table.append("  1: 10 ").append(i + 1).append(" shop.Type").append(i);
      table.append("X".repeat(i < 100 ? 10_000 : 10)).append('\n');
    }
    List<ClassPopulation> found = ClassHistogram.parse(table.toString()).value().orElseThrow();
    assertThat(found).hasSize(ClassHistogram.MOST);
    assertThat(found.get(0).bytes()).isEqualTo(5_000);
    assertThat(ClassHistogram.parse("  1: 10 20 shop.Type" + "X".repeat(10_000)).value())
        .hasValueSatisfying(one -> assertThat(one.get(0).name()).hasSize(NamePattern.LONGEST));
  }
}

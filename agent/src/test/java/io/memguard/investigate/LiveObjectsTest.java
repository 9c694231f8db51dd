package io.memguard.investigate;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.Reading;
import io.memguard.source.ClassHistogram;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.English;
import io.memguard.verdict.Phrase;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LiveObjectsTest {
  private static final String TABLE_HEAD =
      """
       num     #instances         #bytes  class name (module)
      -------------------------------------------------------
      """;

  private static final String FIRST =
      TABLE_HEAD
          + """
             1:         23000        2760000  [B (java.base@17.0.15)
             2:         22000         528000  java.lang.String (java.base@17.0.15)
             3:          3600         432000  java.lang.Class (java.base@17.0.15)
             4:          1000          32000  java.util.HashMap$Node (java.base@17.0.15)
             5:           500          20000  com.example.Cart$Item
             6:           300           9600  com.example.Bounded
             7:            10            240  com.example.Idle
          Total         50410        3781840
          """;

  private static final String SECOND =
      TABLE_HEAD
          + """
             1:         43000       22760000  [B (java.base@17.0.15)
             2:         22000         528000  java.lang.String (java.base@17.0.15)
             3:          3600         432000  java.lang.Class (java.base@17.0.15)
             4:         21000         672000  java.util.HashMap$Node (java.base@17.0.15)
             5:         20500         820000  com.example.Cart$Item
             6:           300           9600  com.example.Bounded
             7:            11            264  com.example.Idle
          Total        110411       25221864
          """;

  private final Queue<Reading<String>> answers = new ArrayDeque<>();
  private final LiveObjects objects =
      new LiveObjects(
          new ClassHistogram(
              command -> {
                assertThat(command).isEqualTo("GC.class_histogram");
                return answers.remove();
              }),
          new SoftReferences(() -> Set.of("java.lang.ref.SoftReference", "shop.Cache$SoftValue")),
          Duration.ofSeconds(1));

  @Test
  void theLiveSetIsTheSumOfTheTable() {
    assertThat(count(FIRST)).isEqualTo(3_781_840);
    assertThat(count(SECOND)).isEqualTo(25_221_864);
  }

  @Test
  void oneCountNamesNothing() {
    assertThat(objects.growing()).isEmpty();
    count(FIRST);
    assertThat(objects.growing()).isEmpty();
  }

  @Test
  void whatGrowsIsNamedTheApplicationsOwnClassesFirst() {
    count(FIRST);
    count(SECOND);
    assertThat(objects.growing())
        .containsExactly(
            new Culprit(
                Culprit.Type.CLASS,
                "com.example.Cart$Item",
                820_000,
                20_500,
                List.of(
                    Phrase.of("classes.grown", "781.3 KiB", 20_000),
                    Phrase.of("classes.in-step", "19.1 MiB", 20_000, "byte[]", "1000 B"))),
            grown("byte[]", 22_760_000, 43_000, "19.1 MiB", 20_000),
            grown("java.util.HashMap$Node", 672_000, 21_000, "625.0 KiB", 20_000));
  }

  @Test
  void aClassWithoutAPackageIsTheApplicationsOwn() {
    count(FIRST.replace("com.example.Cart$Item", "Item"));
    count(SECOND.replace("com.example.Cart$Item", "Item"));
    assertThat(objects.growing())
        .extracting(Culprit::name)
        .containsExactly("Item", "byte[]", "java.util.HashMap$Node");
  }

  /** A cache was larger at the first count than ever after; the leak is small and steady. */
  @Test
  void whatGrowsAgainAndAgainComesBeforeWhatGrewOnce() {
    String step = TABLE_HEAD + "  1: %d %d shop.Leaked\n  2: %d %d shop.Loaded\n";
    count(step.formatted(1_000, 100_000, 1_000, 100_000));
    for (int i = 1; i < 6; i++) {
      count(step.formatted(1_000 + i * 100, 100_000 + i * 100_000, 90_000, 9_000_000));
    }
    assertThat(objects.growing())
        .extracting(Culprit::name)
        .containsExactly("shop.Leaked", "shop.Loaded");
  }

  @Test
  void arraysThatGrowAtAnotherPaceBelongToNobodyKnown() {
    count(FIRST);
    count(SECOND.replace("20500         820000", "8500         340000"));
    assertThat(objects.growing().get(0).detail()).hasSize(1);
  }

  @Test
  void aClassThatWasNotThereIsNew() {
    count(FIRST);
    count(FIRST + "   8:  1000  48000  com.example.New\n");
    assertThat(objects.growing())
        .containsExactly(grown("com.example.New", 48_000, 1_000, "46.9 KiB", 1_000));
  }

  @Test
  void whatShrinksIsNotNamed() {
    count(SECOND);
    count(FIRST);
    assertThat(objects.growing()).isEmpty();
  }

  @Test
  void growthIsCountedSinceTheFirstCount() {
    count(FIRST);
    count(SECOND);
    count(SECOND);
    assertThat(objects.growing()).hasSize(3);
  }

  @Test
  void forgottenCountsSayNothing() {
    count(FIRST);
    count(SECOND);
    objects.forget();
    assertThat(objects.growing()).isEmpty();
    count(SECOND);
    assertThat(objects.growing()).isEmpty();
  }

  @Test
  void aCacheOfSoftReferencesGrowsSoftly() {
    count(FIRST);
    assertThat(objects.growsSoftly()).as("before two counts").isFalse();
    count(SECOND + "   8:  20000  640000  shop.Cache$SoftValue\n");
    assertThat(objects.growsSoftly()).isTrue();
  }

  /** Each string has an array of bytes that is nobody's value. */
  @Test
  void stringsThatComeBesideItChangeNothing() {
    count(FIRST);
    count(
        SECOND
                .replace("43000       22760000", "83000       24040000")
                .replace("22000         528000", "62000        1488000")
            + "   8:  20000  640000  shop.Cache$SoftValue\n");
    assertThat(objects.growsSoftly()).isTrue();
  }

  @Test
  void aLeakBesideSomeSoftReferencesDoesNot() {
    count(FIRST);
    count(SECOND + "   8:  2000  64000  java.lang.ref.SoftReference (java.base@17.0.15)\n");
    assertThat(objects.growsSoftly()).isFalse();
  }

  /** A value of a hundred objects has one soft reference. */
  @Test
  void softReferencesOfLargeValuesAreSeenBesideThem() {
    count(FIRST);
    assertThat(objects.growsBesideSoftReferences()).as("before two counts").isFalse();
    count(SECOND + "   8:  200  6400  shop.Cache$SoftValue\n");
    assertThat(objects.growsSoftly()).isFalse();
    assertThat(objects.growsBesideSoftReferences()).isTrue();
  }

  @Test
  void theFewSoftReferencesOfTheJdkAreNotBesideALeak() {
    count(FIRST);
    count(SECOND + "   8:  60  1920  java.lang.ref.SoftReference (java.base@17.0.15)\n");
    assertThat(objects.growsBesideSoftReferences()).isFalse();
    count(SECOND.replace("22760000", "922760000") + "   8:  200  6400  shop.Cache$SoftValue\n");
    assertThat(objects.growsBesideSoftReferences()).as("too few for so much").isFalse();
  }

  /** Between two counts of a full heap only what has nothing to do with it grows. */
  @Test
  void aFullCacheOfSoftReferencesIsRecognisedByWhatIsThere() {
    String full = SECOND + "   8:  20000  640000  shop.Cache$SoftValue\n";
    count(full);
    count(full + "   9:  100  90000  double[] (java.base@17.0.15)\n");
    assertThat(objects.growsSoftly()).isTrue();
  }

  @Test
  void aFullHeapWithoutSoftReferencesIsNone() {
    count(SECOND);
    count(SECOND + "   9:  100  90000  double[] (java.base@17.0.15)\n");
    assertThat(objects.growsSoftly()).isFalse();
  }

  /** Each class that was used by reflection has a soft reference. */
  @Test
  void leakedClassesDoNot() {
    count(FIRST);
    count(
        FIRST.replace("3600         432000", "93600       11232000")
            + "   8:  90000  3600000  java.lang.ref.SoftReference (java.base@17.0.15)\n");
    assertThat(objects.growsSoftly()).isFalse();
  }

  @Test
  void softReferencesAreFoundAmongAllClasses() {
    class Soft extends SoftReference<Object> {
      Soft() {
        super(new Object());
      }
    }
    Class<?>[] loaded = {String.class, Soft.class, SoftReference.class, WeakReference.class};
    assertThat(SoftReferences.names(loaded))
        .containsExactlyInAnyOrder("java.lang.ref.SoftReference", Soft.class.getName());
  }

  @Test
  void aRefusedCountIsAReasonAndChangesNothing() {
    count(FIRST);
    count(SECOND);
    List<Culprit> before = objects.growing();
    answers.add(Reading.unavailable("the JVM refuses"));
    assertThat(objects.count()).isEqualTo(Reading.unavailable("the JVM refuses"));
    answers.add(Reading.known("no table at all"));
    assertThat(objects.count().reason())
        .isEqualTo("the answer of GC.class_histogram was not understood");
    assertThat(objects.growing()).isEqualTo(before);
  }

  @Test
  void aLargeHeapIsNotCountedUnseen() {
    assertThat(objects.tooCostly(512L << 20)).isEmpty();
    assertThat(objects.tooCostly(8L << 30).map(English::english))
        .hasValue(
            "live objects are not counted: it would stop the application for about 8.0 s, and"
                + " investigation-pause is 1.0 s; by hand: jcmd <pid> GC.class_histogram");
  }

  private long count(String histogram) {
    answers.add(Reading.known(histogram));
    return objects.count().value().orElseThrow().bytes();
  }

  private static Culprit grown(String name, long bytes, long count, String growth, int more) {
    return new Culprit(
        Culprit.Type.CLASS, name, bytes, count, List.of(Phrase.of("classes.grown", growth, more)));
  }
}

package io.memguard.investigate;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.ClassPopulation;
import io.memguard.verdict.Culprit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class NativeOwnersTest {
  private static final String ZSTD = "/tmp/libzstd-jni-1.5.7-9123.so";
  private static final String SQLITE = "/tmp/sqlite-3.54.1.0-libsqlitejdbc.so";

  @Test
  void aClassWithNativeMethodsWhoseObjectsBecomeMoreIsNamedBeforeItsLibrary() {
    List<Culprit> culprits =
        NativeOwners.of(
            List.of(many("com.github.luben.zstd.ZstdDictCompress", 10), many("shop.Order", 10)),
            List.of(many("com.github.luben.zstd.ZstdDictCompress", 90), many("shop.Order", 990)),
            among("com.github.luben.zstd.ZstdDictCompress"),
            List.of(SQLITE, ZSTD));
    assertThat(culprits)
        .extracting(Culprit::name)
        .containsExactly(
            "com.github.luben.zstd.ZstdDictCompress",
            "libzstd-jni-1.5.7-9123.so",
            "sqlite-3.54.1.0-libsqlitejdbc.so");
    assertThat(english(culprits.get(0).detail())).contains("native code of " + ZSTD);
  }

  @Test
  void aClassOfTheLibrarysPackageNeedsNoNativeMethods() {
    List<Culprit> culprits =
        NativeOwners.of(
            List.of(),
            List.of(many("org.sqlite.core.SafeStmtPtr", 500)),
            names -> Set.of(),
            List.of(ZSTD, SQLITE));
    assertThat(culprits)
        .extracting(Culprit::name)
        .startsWith("org.sqlite.core.SafeStmtPtr", "sqlite-3.54.1.0-libsqlitejdbc.so");
  }

  @Test
  void aPopulationThatStaysIsNotNamed() {
    List<ClassPopulation> same = List.of(many("java.util.zip.Inflater", 400));
    assertThat(NativeOwners.of(same, same, names -> names, List.of())).isEmpty();
  }

  @Test
  void threadsAndStreamsOwnNoMallocMemory() {
    List<ClassPopulation> now = List.of(many("java.lang.Thread", 400), many("byte[]", 9_000));
    assertThat(NativeOwners.of(List.of(), now, names -> names, List.of())).isEmpty();
  }

  private static UnaryOperator<Set<String>> among(String... natives) {
    return names -> {
      Set<String> found = new HashSet<>(names);
      found.retainAll(Set.of(natives));
      return found;
    };
  }

  private static ClassPopulation many(String name, long count) {
    return new ClassPopulation(name, count, 40 * count);
  }
}

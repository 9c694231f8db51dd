package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.LoaderFamily;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real loaders and classes of this JVM; what an agent would be handed is asked of a stand-in. */
class LoaderCensusTest {
  private final List<Class<?>> loaded =
      new ArrayList<>(List.of(String.class, int[].class, LoaderCensus.class, Test.class));
  private final ClassLoader agents = new URLClassLoader(new URL[0], getClass().getClassLoader()) {};
  private final LoaderCensus census = new LoaderCensus(instrumentation(), agents);

  @Test
  void loadersAreCountedByTypeAndTheirClassesByPattern() {
    assertThat(family("bootstrap").jdk()).isTrue();
    assertThat(family("bootstrap").classes()).as("arrays are not classes").isEqualTo(1);
    for (int i = 0; i < 80; i++) {
      loaded.add(proxyIn(new URLClassLoader(new URL[0], getClass().getClassLoader())));
    }
    LoaderFamily loaders = family(URLClassLoader.class.getName());
    assertThat(loaders.loaders()).isEqualTo(80);
    assertThat(loaders.classes()).isEqualTo(80);
    assertThat(loaders.jdk()).isFalse();
    assertThat(loaders.pattern()).endsWith(".$Proxy#");
    assertThat(loaders.ofPattern()).isEqualTo(80);
  }

  @Test
  void namesAreReadOnlyOfFamiliesThatGrew() {
    String own = LoaderCensus.class.getClassLoader().getClass().getName();
    assertThat(family(own).pattern()).isEmpty();
    for (int i = 0; i < 80; i++) {
      loaded.add(LoaderCensusTest.class);
    }
    assertThat(family(own).pattern()).isEqualTo(LoaderCensusTest.class.getName());
    census.forget();
    assertThat(family(own).pattern()).isEmpty();
  }

  @Test
  void theAgentsOwnClassesAreNotCounted() {
    ClassLoader below = new URLClassLoader(new URL[0], agents);
    loaded.add(proxyIn(agents));
    loaded.add(proxyIn(below));
    assertThat(census.read().value().orElseThrow())
        .extracting(LoaderFamily::type)
        .doesNotContain(agents.getClass().getName(), below.getClass().getName());
  }

  /** As a JVM answers that is about to end. */
  @Test
  void aListThatCannotBeHadIsNoEndOfAllLoaders() {
    loaded.clear();
    assertThat(census.read().reason()).contains("it ends");
  }

  private static Class<?> proxyIn(ClassLoader loader) {
    return Proxy.newProxyInstance(
            loader, new Class<?>[] {Runnable.class}, (proxy, method, arguments) -> null)
        .getClass();
  }

  private LoaderFamily family(String type) {
    return census.read().value().orElseThrow().stream()
        .filter(family -> family.type().equals(type))
        .findFirst()
        .orElseThrow();
  }

  /** Only {@code getAllLoadedClasses} is asked. */
  private Instrumentation instrumentation() {
    return (Instrumentation)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Instrumentation.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("getAllLoadedClasses");
              return loaded.isEmpty() ? null : loaded.toArray(new Class<?>[0]);
            });
  }
}

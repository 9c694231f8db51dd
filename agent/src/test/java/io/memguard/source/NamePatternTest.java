package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {

  @ParameterizedTest
  @CsvSource({
    "Script12, Script#",
    "Script_4f2e0c1d9ab34f2e0c1d9ab3, Script_#",
    "jdk.proxy2.$Proxy17, jdk.proxy#.$Proxy#",
    "shop.Cart$$Lambda/0x00007f12a8003210, shop.Cart$$Lambda",
    "shop.Cart$$Lambda$14/0x0000000800c03210, shop.Cart$$Lambda$#",
    "shop.Order$ByteBuddy$qXbVkLmz, shop.Order$ByteBuddy$#",
    "shop.Cart$$EnhancerBySpringCGLIB$$1a2b3c4d, shop.Cart$$EnhancerBySpringCGLIB$$#",
    "jdk.internal.reflect.GeneratedMethodAccessor42, jdk.internal.reflect.GeneratedMethodAccessor#",
    "com.facade.Cafe, com.facade.Cafe",
  })
  void whatChangesInClassNamesIsFolded(String name, String pattern) {
    assertThat(NamePattern.ofClass(name)).isEqualTo(pattern);
  }

  @ParameterizedTest
  @CsvSource({
    "pool-7-thread-2, pool-#-thread-#, pool-7-thread-",
    "HttpClient-3-SelectorManager, HttpClient-#-SelectorManager, HttpClient-3-SelectorManager",
    "http-nio-8080-exec-12, http-nio-#-exec-#, http-nio-8080-exec-",
    "worker-3, worker-#, ''",
    "main, main, ''",
  })
  void threadNamesTellTheirPoolOrNot(String name, String pattern, String pool) {
    assertThat(NamePattern.ofThread(name)).isEqualTo(pattern);
    assertThat(NamePattern.pool(name)).isEqualTo(pool);
  }

  @Test
  void longNamesKeepTheirEnds() {
    String name = "shop." + "Generated".repeat(1_100) + "$Proxy7";
    assertThat(NamePattern.ofClass(name)).startsWith("shop.Gen").endsWith("$Proxy#").contains("…");
    assertThat(NamePattern.ofClass(name)).hasSizeLessThanOrEqualTo(NamePattern.LONGEST);
    assertThat(NamePattern.ofThread("a".repeat(10_000))).hasSize(NamePattern.LONGEST);
    assertThat(NamePattern.ofThread("a".repeat(NamePattern.LONGEST))).doesNotContain("…");
  }
}

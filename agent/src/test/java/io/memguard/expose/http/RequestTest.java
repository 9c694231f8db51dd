package io.memguard.expose.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.verdict.Language;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {

  @Test
  void theHeadIsTakenApart() {
    Request request =
        Request.parse("GET /api/history?x=/a HTTP/1.1\r\nHost: localhost:1\r\nX-Odd:  a: b ")
            .orElseThrow();
    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.path()).isEqualTo("/api/history");
    assertThat(request.header("host")).isEqualTo("localhost:1");
    assertThat(request.header("x-odd")).isEqualTo("a: b");
    assertThat(request.header("absent")).isEmpty();
  }

  @Test
  void theQueryMayAskForALanguage() {
    assertThat(language("/report?lang=zh")).contains(Language.ZH);
    assertThat(language("/report?x=1&lang=zh-CN&y")).contains(Language.ZH);
    assertThat(language("/report?lang=en")).contains(Language.EN);
    for (String none : List.of("", "?", "?lang=", "?lang=fr", "?slang=zh", "?lang=%7Ah")) {
      assertThat(language("/report" + none)).as(none).isEmpty();
    }
  }

  private static Optional<Language> language(String target) {
    return Request.parse("GET " + target + " HTTP/1.1").orElseThrow().language();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET / HTTP/2.0",
        "GET /",
        "get / HTTP/1.1",
        "GET  / HTTP/1.1",
        "GET http://localhost/ HTTP/1.1",
        "GET /a b HTTP/1.1",
        "GET /\u0000 HTTP/1.1",
        "CONNECT localhost:80 HTTP/1.1",
        "GET / HTTP/1.1\r\nHost : localhost",
        "GET / HTTP/1.1\r\n folded: line",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b",
        "GET / HTTP/1.1\nHost: a",
        "GET / HTTP/1.1\r\nHost"
      })
  void whatIsNoRequestIsRefused(String head) {
    assertThat(Request.parse(head)).isEmpty();
  }
}

package io.memguard.expose.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.Mutations;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever a client sends. */
class RequestFuzzTest {

  @Test
  void anyHead() {
    Mutations.of(
        List.of(
            "GET / HTTP/1.1\r\nHost: localhost:8080\r\nAccept: text/html, */*;q=0.8",
            "HEAD /metrics?x=1&y=%20 HTTP/1.0\r\nhost:127.0.0.1\r\nAuthorization: Bearer s3cret"),
        Mutations.COUNT,
        text ->
            Request.parse(text)
                .ifPresent(
                    request -> {
                      assertThat(request.path()).startsWith("/").doesNotContain("?", "\r", "\n");
                      assertThat(request.method()).matches("[A-Z]+");
                    }));
  }
}

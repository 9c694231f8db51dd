package io.memguard.expose.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostCheckTest {
  private final HostCheck hosts = new HostCheck("metrics.acme.example");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:9464",
        "memguard.localhost:80",
        "127.0.0.1",
        "10.1.2.3:9464",
        "[::1]:9464",
        "[fe80::1]",
        "Metrics.Acme.Example:9464"
      })
  void ownNamesAreAllowed(String host) {
    assertThat(hosts.allows(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "evil.example",
        "evil.example:9464",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil.example/127.0.0.1",
        "evillocalhost",
        "[::1].evil.example",
        "localhost:9464:80",
        "localhost:port",
        "localhost evil.example"
      })
  void othersAreNot(String host) {
    assertThat(hosts.allows(host)).isFalse();
  }
}

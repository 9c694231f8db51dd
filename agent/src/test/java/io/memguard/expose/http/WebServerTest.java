package io.memguard.expose.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.expose.Moments;
import io.memguard.expose.Published;
import io.memguard.snapshot.Ticks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real sockets. A server ends with the JVM, so each test leaves an idle one behind. */
class WebServerTest {
  private static final int MORE_THAN_THERE_IS_ROOM_FOR = 100;
  private static final int PATIENCE_MILLIS = 60_000;

  private final Published now = Moments.of(new Ticks(5));
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private int port;

  @BeforeEach
  void start() throws Exception {
    server("127.0.0.1:0").start();
    String line = said.poll(1, TimeUnit.MINUTES);
    assertThat(line).matches("page: http://127\\.0\\.0\\.1:\\d+/");
    port = Integer.parseInt(line.replaceAll(".*:(\\d+)/", "$1"));
  }

  private WebServer server(String address) {
    Site site = new Site(() -> Optional.of(now), "127.0.0.1", "", "", () -> now.snapshot().nanos());
    return new WebServer(address, site, said::add);
  }

  @Test
  void answersAndCloses() throws IOException {
    assertThat(ask("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .endsWith("\r\n\r\nok\n");
  }

  @Test
  void aLargeAnswerComesWhole() throws IOException {
    String page = ask("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(page).endsWith("</html>\n").hasSizeGreaterThan(60_000);
  }

  @Test
  void headHasNoBody() throws IOException {
    assertThat(ask("HEAD /report HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .containsPattern("Content-Length: [1-9]")
        .endsWith("\r\n\r\n");
  }

  @Test
  void aBodyIsNotRead() throws IOException {
    assertThat(
            ask(
                "POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000\r\n\r\n"
                    + "x".repeat(20_000)))
        .startsWith("HTTP/1.1 405 ");
  }

  @Test
  void aHeadMayNotBeLong() throws IOException {
    assertThat(ask("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(100_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\u0016\u0003\u0001\u0002", "GET\r\n\r\n", "GET / HTTP/1.1\r\n: \r\n\r\n"})
  void whatIsNoHttpIsRefused(String bytes) throws IOException {
    assertThat(ask(bytes)).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void slowClientsDoNotKeepOthersOut() throws IOException {
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < MORE_THAN_THERE_IS_ROOM_FOR; i++) {
      Socket socket = connect();
      send(socket, "GET / HTT");
      slow.add(socket);
    }
    assertThat(ask("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")).endsWith("ok\n");
    for (Socket socket : slow) {
      socket.close();
    }
  }

  @Test
  void clientsThatGoAwayAreForgotten() throws IOException {
    for (int i = 0; i < MORE_THAN_THERE_IS_ROOM_FOR; i++) {
      try (Socket socket = connect()) {
        socket.setSoLinger(true, 0);
        send(socket, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
      }
    }
    assertThat(ask("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")).endsWith("ok\n");
  }

  @Test
  void aPortThatIsTakenIsSaid() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server("127.0.0.1:" + taken.getLocalPort()).start();
      assertThat(said.poll(1, TimeUnit.MINUTES))
          .contains("cannot listen on 127.0.0.1:" + taken.getLocalPort())
          .contains("option http");
    }
  }

  private String ask(String bytes) throws IOException {
    try (Socket socket = connect()) {
      send(socket, bytes);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static void send(Socket socket, String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }
}

package io.memguard.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A port of loopback that is asked in plain bytes, as well-behaved clients and others do. */
record Web(int port) {

  private static final int PATIENCE_MILLIS = 60_000;

  /** The page of a child that was started with {@code http=0}. */
  static Web of(AgentJvm jvm) {
    String line = jvm.awaitLine("page: http://");
    return new Web(Integer.parseInt(line.replaceAll(".*:(\\d+)/.*", "$1")));
  }

  /** A port that nobody listens on now. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /** Everything that comes back until the other side closes. */
  String send(String bytes) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  String get(String path) throws IOException {
    return send(
        "GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nConnection: close\r\n\r\n");
  }

  /** The body of an answer that is 200; empty when there is none (yet). */
  Optional<String> body(String path) {
    try {
      String answer = get(path);
      return answer.startsWith("HTTP/1.1 200 ")
          ? Optional.of(answer.substring(answer.indexOf("\r\n\r\n") + 4))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}

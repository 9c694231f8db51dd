import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * Takes what monitoring agents send, in the place of their servers: {@code java Collector.java
 * FOLDER}. The body of each request, unpacked, is appended to a file of FOLDER that has the
 * request's path as its name, with {@code _} for {@code /}; what comes by UDP to the file {@code
 * statsd}. The first line of the output is its port of loopback, the same for HTTP and UDP.
 */
final class Collector {
  private final Path folder;

  private Collector(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws IOException {
    Collector collector = new Collector(Path.of(arguments[0]));
    InetAddress loopback = InetAddress.getLoopbackAddress();
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    int port = server.getAddress().getPort();
    // A stream of events stays open for some seconds: each sender has a thread.
    server.setExecutor(task -> new Thread(task).start());
    server.createContext("/", collector::take);
    server.start();
    DatagramSocket datagrams = new DatagramSocket(port, loopback);
    System.out.println(port);
    while (true) {
      DatagramPacket packet = new DatagramPacket(new byte[1 << 16], 1 << 16);
      datagrams.receive(packet);
      collector.keep("statsd", Arrays.copyOf(packet.getData(), packet.getLength()));
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] body = new byte[0];
    try (InputStream in = unpacked(exchange)) {
      body = in.readAllBytes();
    }
    keep(path.substring(1).replace('/', '_'), body);
    byte[] answer = answer(path).getBytes(StandardCharsets.US_ASCII);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(path.startsWith("/intake") ? 202 : 200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private static InputStream unpacked(HttpExchange exchange) throws IOException {
    String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
    InputStream body = exchange.getRequestBody();
    return switch (encoding == null ? "" : encoding) {
      case "gzip" -> new GZIPInputStream(body);
      case "deflate" -> new InflaterInputStream(body);
      default -> body;
    };
  }

  /** What their servers say on these paths, as far as the agents need it to go on. */
  private static String answer(String path) {
    return switch (path) {
      // Elastic's server says its version.
      case "/" -> "{\"version\":\"8.17.0\",\"publish_ready\":true}";
      // Datadog's agent says what it takes, and how much of it.
      case "/info" ->
          "{\"version\":\"7.60.0\",\"endpoints\":[\"/v0.4/traces\",\"/telemetry/proxy/\"]}";
      case "/v0.4/traces" -> "{\"rate_by_service\":{\"service:,env:\":1}}";
      // Of OTLP, an answer without content is an empty message.
      case "/v1/traces", "/v1/metrics", "/v1/logs" -> "";
      default -> "{}";
    };
  }

  private synchronized void keep(String name, byte[] bytes) throws IOException {
    if (bytes.length > 0) {
      Files.write(
          folder.resolve(name), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }
}

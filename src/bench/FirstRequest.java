import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.concurrent.Executors;

/**
 * A small HTTP service that asks itself for its first answer: {@code FirstRequest START_NANOS
 * SECONDS}. Prints the milliseconds from the start of the process, which the caller tells in
 * nanoseconds since the epoch, to that answer; then it waits.
 */
final class FirstRequest {

  public static void main(String[] args) throws IOException, InterruptedException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.createContext(
        "/",
        exchange -> {
          byte[] body = new TreeMap<>(System.getenv()).toString().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    URI self = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
    try (InputStream answer = self.toURL().openStream()) {
      answer.readAllBytes();
    }
    System.out.println(System.currentTimeMillis() - Long.parseLong(args[0]) / 1_000_000);
    Thread.sleep(Long.parseLong(args[1]) * 1_000);
    System.exit(0);
  }
}

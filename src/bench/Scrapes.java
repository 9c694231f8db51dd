import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Any number of JVMs, as far as Prometheus can tell: {@code java Scrapes.java FOLDER}. FOLDER has a folder for each kind of
 * service, with successive answers of a real {@code /metrics} as its files, in the order of their names. {@code
 * GET /KIND/NUMBER/metrics} answers with one of them: each second the next, each number from another place. The first line
 * of the output is the port of loopback.
 */
final class Scrapes {
  private static final int THREADS = 4;

  private final Map<String, List<byte[]>> answers = new HashMap<>();

  public static void main(String[] arguments) throws IOException {
    // One connection for each target, kept open by Prometheus.
    System.setProperty("sun.net.httpserver.maxIdleConnections", "100000");
    Scrapes scrapes = new Scrapes();
    for (Path kind : entries(Path.of(arguments[0]))) {
      List<byte[]> texts = new ArrayList<>();
      for (Path text : entries(kind)) {
        texts.add(Files.readAllBytes(text));
      }
      scrapes.answers.put(kind.getFileName().toString(), texts);
    }
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
    server.setExecutor(Executors.newFixedThreadPool(THREADS));
    server.createContext("/", scrapes::answer);
    server.start();
    System.out.println(server.getAddress().getPort());
  }

  private static List<Path> entries(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String[] path = exchange.getRequestURI().getPath().split("/");
    List<byte[]> texts = answers.get(path[1]);
    long turn = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime()) + Long.parseLong(path[2]);
    byte[] text = texts.get(Math.floorMod(turn, texts.size()));
    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    exchange.sendResponseHeaders(200, text.length);
    exchange.getResponseBody().write(text);
    exchange.close();
  }
}

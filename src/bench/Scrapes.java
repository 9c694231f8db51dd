import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Many instances of a service out of two answers of {@code /metrics}, one of a healthy JVM and one
 * of a leaking JVM: {@code java Scrapes.java FOLDER INSTANCES INTERVAL_SECONDS}. FOLDER has {@code
 * healthy} and {@code leaking}; one instance in ten leaks, and half of them run another version.
 *
 * <p>Writes FOLDER/targets.json for a scrape configuration with {@code file_sd_configs}, and
 * FOLDER/history in the OpenMetrics format: a day of the one figure that a recording rule looks at
 * so far back. Then prints its port and serves until it is ended. Each answer has figures of its
 * own, so that they compress no better than real ones.
 */
final class Scrapes {
  private static final int ONE_LEAKS_OF = 10;
  private static final long PAGE_BYTES = 4096;
  private static final String PAST = "memguard_container_non_reclaimable_bytes";
  private static final Pattern SAMPLE = Pattern.compile("(([a-z_]+)(?:\\{.*})?) (\\S+)");

  /** A line of a scrape: a sample, or with an empty name a comment in the place of its series. */
  private record Line(String series, String name, double value) {
    static Line of(String text) {
      Matcher sample = SAMPLE.matcher(text);
      return sample.matches()
          ? new Line(sample.group(1), sample.group(2), Double.parseDouble(sample.group(3)))
          : new Line(text, "", 0);
    }

    String told(Random random, double minutes) {
      return name.isEmpty() ? series : series + ' ' + moved(random, minutes);
    }

    /** Sizes and times vary, counters count; a 1 that says that something is so stays 1. */
    private double moved(Random random, double minutes) {
      if (name.endsWith("_total")) {
        return value * (1 + minutes);
      }
      if (name.endsWith("_bytes")) {
        return PAGE_BYTES * Math.rint(value * (0.98 + 0.04 * random.nextDouble()) / PAGE_BYTES);
      }
      return name.contains("seconds") ? value * (0.9 + 0.2 * random.nextDouble()) : value;
    }
  }

  private final Random random = new Random(1);
  private final long began = System.nanoTime();
  private final List<Line> healthy;
  private final List<Line> leaking;

  private Scrapes(Path folder) throws IOException {
    healthy = Files.readAllLines(folder.resolve("healthy")).stream().map(Line::of).toList();
    leaking = Files.readAllLines(folder.resolve("leaking")).stream().map(Line::of).toList();
  }

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    int instances = Integer.parseInt(arguments[1]);
    Scrapes scrapes = new Scrapes(folder);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), instances);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.createContext("/", scrapes::answer);
    int port = server.getAddress().getPort();
    Files.writeString(folder.resolve("targets.json"), targets(port, instances));
    scrapes.writeHistory(folder.resolve("history"), instances, Integer.parseInt(arguments[2]));
    server.start();
    System.out.println(port);
  }

  private static String targets(int port, int instances) {
    List<String> targets = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      targets.add(
          """
          {"targets": ["127.0.0.1:%d"], "labels": {"__metrics_path__": "/%d", "instance": "%s", "version": "%s"}}\
          """
              .formatted(port, i, instance(i), version(i)));
    }
    return "[" + String.join(",\n", targets) + "]\n";
  }

  private static String instance(int number) {
    return "shop-" + number;
  }

  private static String version(int number) {
    return number % 2 == 0 ? "1.4.1" : "1.4.2";
  }

  private void answer(HttpExchange exchange) throws IOException {
    int number = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
    double minutes = (System.nanoTime() - began) / 60e9;
    StringBuilder text = new StringBuilder();
    for (Line line : number % ONE_LEAKS_OF == 0 ? leaking : healthy) {
      text.append(line.told(random, minutes)).append('\n');
    }
    byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void writeHistory(Path file, int instances, int intervalSeconds) throws IOException {
    Line past = healthy.stream().filter(line -> line.name.equals(PAST)).findFirst().orElseThrow();
    long end = System.currentTimeMillis() / 1000;
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("# TYPE " + PAST + " gauge\n");
      for (int i = 0; i < instances; i++) {
        String series =
            "%s{instance=\"%s\",job=\"shop\",version=\"%s\"} "
                .formatted(PAST, instance(i), version(i));
        for (long t = end - Duration.ofDays(1).toSeconds(); t < end; t += intervalSeconds) {
          out.write(series + past.moved(random, 0) + ' ' + t + '\n');
        }
      }
      out.write("# EOF\n");
    }
  }
}

package io.memguard.demo.gallery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/**
 * A client of the payment service is made for each call and kept: a selector thread and workers
 * each. MemGuard must say that threads leak and name their pattern or {@code Payments.pay}.
 */
final class HttpClientLeak implements Case {

  /** Two or three threads, a selector, buffers and a connection with both of its ends. */
  private static final int CLIENT_BYTES = 512 << 10;

  private Ramp ramp;
  private Payments payments;

  @Override
  public About about() {
    return About.sick(
        "http-client-leak",
        "an HTTP client for each call",
        "thread-leak",
        "\\bHttpClient-\\S*-(SelectorManager|Worker)|\\bPayments\\.pay\\b");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.nativeRoom(), 0.9);
    payments = new Payments();
  }

  @Override
  public void onRequest(long n) throws Exception {
    for (int i = 0; i < ramp.due(n, CLIENT_BYTES); i++) {
      payments.pay();
    }
  }

  static final class Payments {

    private final Queue<HttpClient> clients = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    Payments() {
      try {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      server.setExecutor(Executors.newFixedThreadPool(2, Daemons.named("payment-")));
      server.createContext("/", Payments::answer);
      server.start();
    }

    void pay() throws IOException, InterruptedException {
      HttpClient client = HttpClient.newHttpClient();
      clients.add(client);
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
      String answer =
          client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
      if (!answer.equals("paid")) {
        throw new IllegalStateException("not paid: " + answer);
      }
    }

    private static void answer(HttpExchange exchange) throws IOException {
      try (exchange) {
        byte[] answer = "paid".getBytes(UTF_8);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
      }
    }
  }
}

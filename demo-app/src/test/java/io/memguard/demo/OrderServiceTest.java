package io.memguard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.demo.gallery.About;
import io.memguard.demo.gallery.Case;
import io.memguard.demo.gallery.Cases;
import io.memguard.demo.gallery.Run;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OrderServiceTest {

  private static final int SECONDS = 1;
  private static final int RATE = 100;

  private final Tally tally = new Tally();

  /** A healthy case passes through its whole run, a disease only begins. */
  @ParameterizedTest
  @MethodSource("names")
  void servesRightAnswersWithEveryCase(String name) throws Exception {
    Case habit = Cases.named(name).orElseThrow();
    int seconds = habit.about().truth().isHealthy() ? SECONDS : 120;
    habit.start(
        new Run(
            Runtime.getRuntime().maxMemory(),
            Runtime.getRuntime().maxMemory() / 4,
            512L << 20,
            seconds,
            RATE));

    try (OrderService service = OrderService.start(0, habit, tally)) {
      Load.run(service.port(), RATE, SECONDS, habit, tally);
    }

    assertThat(tally.served).hasPositiveValue();
    assertThat(tally)
        .hasToString("requests=%d errors=0 mismatches=0 out-of-memory=0", tally.served.get());
  }

  /**
   * Of the cases that run on this JDK. Names, for a list of the cases would hold all that they have
   * ever held.
   */
  static List<String> names() {
    return Cases.all().stream()
        .map(Case::about)
        .filter(about -> about.since() <= Runtime.version().feature())
        .map(About::name)
        .toList();
  }

  @Test
  void ordersAreReadAndPlaced() throws Exception {
    try (OrderService service = OrderService.start(0, new Broken(null), tally)) {
      URI orders = URI.create("http://127.0.0.1:" + service.port() + "/orders");

      assertThat(answer(HttpRequest.newBuilder(URI.create(orders + "/42"))))
          .isEqualTo("200 " + OrderText.of(42));
      assertThat(answer(HttpRequest.newBuilder(orders).POST(BodyPublishers.ofString("43"))))
          .isEqualTo("200 " + OrderText.of(43));
      assertThat(answer(HttpRequest.newBuilder(orders.resolve("/health")))).isEqualTo("200 ok");
    }
  }

  @Test
  void outOfMemoryIsCountedAndSurvived() throws Exception {
    Error error = new OutOfMemoryError("test");
    try (OrderService service = OrderService.start(0, new Broken(error), tally)) {
      URI order = URI.create("http://127.0.0.1:" + service.port() + "/orders/1");

      assertThat(answer(HttpRequest.newBuilder(order))).isEqualTo("503 out of memory");
      assertThat(answer(HttpRequest.newBuilder(order))).isEqualTo("503 out of memory");
    }
    assertThat(tally).hasToString("requests=0 errors=0 mismatches=0 out-of-memory=2");
  }

  private static String answer(HttpRequest.Builder request) throws Exception {
    var response = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }

  /** A case that fails in every request, or in none. */
  private record Broken(Error error) implements Case {

    @Override
    public About about() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void onRequest(long n) {
      if (error != null) {
        throw error;
      }
    }
  }
}

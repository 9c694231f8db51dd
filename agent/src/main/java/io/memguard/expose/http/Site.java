package io.memguard.expose.http;

import io.memguard.expose.Metrics;
import io.memguard.expose.Published;
import io.memguard.expose.http.Response.Status;
import io.memguard.report.MomentJson;
import io.memguard.report.ReportText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What is served where. Every answer is made from the published moment, once a moment however many
 * ask for it. Used by the server's thread only.
 */
public final class Site {
  private static final String PAGE = "/";
  private static final String HEALTH = "/health";

  /** The oldest last sample with which the agent counts as alive; periods are at most 5 min. */
  private static final long OLDEST_SAMPLE_MILLIS = TimeUnit.MINUTES.toMillis(11);

  private final Supplier<Optional<Published>> moment;
  private final HostCheck hosts;
  private final String token;
  private final LongSupplier clock;
  private final Map<String, View> views = new LinkedHashMap<>();
  private final Map<String, Made> made = new HashMap<>();
  private Response page;

  private record View(String type, Function<Published, String> text) {}

  private record Made(long tick, Response response) {}

  /**
   * @param moment the newest published moment; empty before the first
   * @param host what the server listens on
   * @param token what a request must show; empty when nothing is asked for
   * @param version of the agent
   * @param clock milliseconds since the epoch
   */
  public Site(
      Supplier<Optional<Published>> moment,
      String host,
      String token,
      String version,
      LongSupplier clock) {
    this.moment = moment;
    this.hosts = new HostCheck(host);
    this.token = token;
    this.clock = clock;
    views.put("/metrics", new View(Metrics.CONTENT_TYPE, Metrics::of));
    views.put("/report", new View(Response.TEXT, Site::report));
    views.put(
        "/api/statement",
        new View(
            Response.JSON,
            now -> MomentJson.statement(now.snapshot(), now.statement(), now.figures(), version)));
    views.put("/api/verdicts", new View(Response.JSON, Site::verdicts));
    views.put(
        "/api/history", new View(Response.JSON, now -> MomentJson.history(now.history().all())));
  }

  Response answer(Request request) {
    try {
      return refusal(request).orElseGet(() -> found(request.path()));
    } catch (RuntimeException e) {
      return Response.refusal(Status.FAILED, "internal failure: " + e);
    }
  }

  private Optional<Response> refusal(Request request) {
    // Whoever knows the token was not lured here by another site.
    if (token.isEmpty() && !hosts.allows(request.header("host"))) {
      return Optional.of(
          Response.refusal(
              Status.FORBIDDEN,
              "this host name is not known here: use the IP address or localhost, or set the option http-token"));
    }
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return Optional.of(
          Response.refusal(
              Status.METHOD_NOT_ALLOWED,
              "nothing can be changed here: GET or HEAD",
              Map.of("Allow", "GET, HEAD")));
    }
    if (views.containsKey(request.path()) && !showsToken(request)) {
      return Optional.of(
          Response.refusal(
              Status.UNAUTHORIZED,
              "the header 'Authorization: Bearer TOKEN' is asked for, with the token of the option http-token",
              Map.of("WWW-Authenticate", "Bearer realm=\"memguard\"")));
    }
    return Optional.empty();
  }

  private boolean showsToken(Request request) {
    String expected = "Bearer " + token;
    // The header came in as ISO 8859-1.
    return token.isEmpty()
        || MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8),
            request.header("authorization").getBytes(StandardCharsets.ISO_8859_1));
  }

  private Response found(String path) {
    if (path.equals(PAGE)) {
      if (page == null) {
        page = PageDocument.load().response();
      }
      return page;
    }
    View view = views.get(path);
    if (view == null && !path.equals(HEALTH)) {
      return Response.refusal(
          Status.NOT_FOUND, "there are / /health " + String.join(" ", views.keySet()));
    }
    Published now = moment.get().orElse(null);
    if (now == null) {
      return Response.refusal(
          Status.NOT_YET, "no sample was taken yet", Map.of("Retry-After", "1"));
    }
    return path.equals(HEALTH) ? health(now) : made(path, view, now);
  }

  private Response made(String path, View view, Published now) {
    long tick = now.snapshot().nanos();
    Made known = made.get(path);
    if (known == null || known.tick() != tick) {
      known = new Made(tick, Response.ok(view.type(), view.text().apply(now)));
      made.put(path, known);
    }
    return known.response();
  }

  /** About the agent, not the application: a leak is no reason to restart it at once. */
  private Response health(Published now) {
    long age = clock.getAsLong() - now.snapshot().epochMillis();
    return age <= OLDEST_SAMPLE_MILLIS
        ? Response.ok(Response.TEXT, now.status() + "\n")
        : Response.refusal(
            Status.NOT_YET,
            "the last sample is " + TimeUnit.MILLISECONDS.toSeconds(age) + " s old");
  }

  private static String report(Published now) {
    return ReportText.of(
        now.snapshot(), now.statement(), now.liveSet(), now.verdicts(), now.language());
  }

  private static String verdicts(Published now) {
    return MomentJson.verdicts(
        now.snapshot(),
        now.status(),
        now.secondsToLimit(),
        now.verdicts(),
        now.silence(),
        now.language());
  }
}

package io.memguard.expose.http;

import io.memguard.expose.Metrics;
import io.memguard.expose.Published;
import io.memguard.expose.http.Response.Status;
import io.memguard.report.Incident;
import io.memguard.report.MomentJson;
import io.memguard.report.ReportText;
import io.memguard.report.SizingJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is served where. Every answer is made from the published moment, once a moment and language
 * however many ask for it. Used by the server's thread only.
 */
public final class Site {
  private static final String PAGE = "/";
  private static final String HEALTH = "/health";
  private static final String REPORT_KEY = "/incidents/";

  /** A number in the list of incidents is all that a request can say about files. */
  private static final Pattern REPORT = Pattern.compile("/incidents/([1-9]\\d{0,4})");

  /**
   * A report brings a policy with the digests of its own scripts, which may be those of another
   * version. Here it also gets an origin of its own, where there is nothing to take.
   */
  private static final String REPORT_POLICY =
      "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src"
          + " 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors"
          + " 'none'";

  /** The oldest last sample with which the agent counts as alive; periods are at most 5 min. */
  private static final long OLDEST_SAMPLE_MILLIS = TimeUnit.MINUTES.toMillis(11);

  private final Supplier<Optional<Published>> moment;
  private final HostCheck hosts;
  private final String token;
  private final LongSupplier clock;
  private final Map<String, View> views = new LinkedHashMap<>();
  private final Map<String, Made> made = new HashMap<>();
  private Response page;
  private int reportInHand;

  private record View(String type, Function<Published, String> text) {}

  private record Made(long tick, Response response) {}

  /**
   * @param moment the newest published moment; empty before the first
   * @param host what the server listens on
   * @param token what a request must show; empty when nothing is asked for
   * @param version of the agent
   * @param clock nanoseconds, as {@link System#nanoTime} counts them
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
    views.put(
        "/api/incidents",
        new View(Response.JSON, now -> now.archive().incidentsJson(now.language())));
    views.put(
        "/api/lives", new View(Response.JSON, now -> now.archive().livesJson(now.language())));
    views.put(
        "/api/sizing",
        new View(
            Response.JSON, now -> SizingJson.of(now.snapshot(), now.sizing(), now.language())));
  }

  Response answer(Request request) {
    try {
      return refusal(request).orElseGet(() -> found(request));
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
              "this host name is not known here: use the IP address or localhost, or set the option"
                  + " http-token"));
    }
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return Optional.of(
          Response.refusal(
              Status.METHOD_NOT_ALLOWED,
              "nothing can be changed here: GET or HEAD",
              Map.of("Allow", "GET, HEAD")));
    }
    if (asksForFigures(request.path()) && !showsToken(request)) {
      return Optional.of(
          Response.refusal(
              Status.UNAUTHORIZED,
              "the header 'Authorization: Bearer TOKEN' is asked for, with the token of the option"
                  + " http-token",
              Map.of("WWW-Authenticate", "Bearer realm=\"memguard\"")));
    }
    return Optional.empty();
  }

  private boolean asksForFigures(String path) {
    return views.containsKey(path) || REPORT.matcher(path).matches();
  }

  private boolean showsToken(Request request) {
    String expected = "Bearer " + token;
    // The header came in as ISO 8859-1.
    return token.isEmpty()
        || MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8),
            request.header("authorization").getBytes(StandardCharsets.ISO_8859_1));
  }

  private Response found(Request request) {
    String path = request.path();
    if (path.equals(PAGE)) {
      if (page == null) {
        page = PageDocument.load().response();
      }
      return page;
    }
    View view = views.get(path);
    Matcher report = REPORT.matcher(path);
    if (view == null && !path.equals(HEALTH) && !report.matches()) {
      return Response.refusal(
          Status.NOT_FOUND,
          "there are / /health " + String.join(" ", views.keySet()) + " /incidents/<number>");
    }
    Published now = moment.get().orElse(null);
    if (now == null) {
      return Response.refusal(
          Status.NOT_YET, "no sample was taken yet", Map.of("Retry-After", "1"));
    }
    if (path.equals(HEALTH)) {
      return health(now);
    }
    if (view == null) {
      return report(Integer.parseInt(report.group(1)), now);
    }
    Published told = now.in(request.language().orElse(now.language()));
    return made(
        path + ' ' + told.language(),
        told,
        () -> Response.ok(view.type(), view.text().apply(told)));
  }

  private Response made(String key, Published now, Supplier<Response> answer) {
    long tick = now.snapshot().nanos();
    Made known = made.get(key);
    if (known == null || known.tick() != tick) {
      known = new Made(tick, answer.get());
      made.put(key, known);
    }
    return known.response();
  }

  /** One report is kept for the clients of the same moment, however many there are. */
  private Response report(int number, Published now) {
    List<Incident> incidents = now.archive().incidents();
    if (number > incidents.size()) {
      return Response.refusal(
          Status.NOT_FOUND, "there are " + incidents.size() + " incidents: see /api/incidents");
    }
    if (number != reportInHand) {
      made.remove(REPORT_KEY);
      reportInHand = number;
    }
    return made(REPORT_KEY, now, () -> report(incidents.get(number - 1)));
  }

  private static Response report(Incident incident) {
    return incident
        .report()
        .map(
            found ->
                found.html()
                    ? Response.ok(
                        "text/html; charset=utf-8",
                        found.text(),
                        Map.of(Response.CONTENT_POLICY, REPORT_POLICY))
                    : Response.ok(Response.TEXT, found.text()))
        .orElseGet(
            () ->
                Response.refusal(
                    Status.NOT_FOUND,
                    "the report is gone: its folder was removed, for dir-max or by hand"));
  }

  /** About the agent, not the application: a leak is no reason to restart it at once. */
  private Response health(Published now) {
    long age = TimeUnit.NANOSECONDS.toMillis(clock.getAsLong() - now.snapshot().nanos());
    return age <= OLDEST_SAMPLE_MILLIS
        ? Response.ok(Response.TEXT, now.status() + "\n")
        : Response.refusal(
            Status.NOT_YET,
            "the last sample is " + TimeUnit.MILLISECONDS.toSeconds(age) + " s old");
  }

  private static String report(Published now) {
    return ReportText.of(
        now.snapshot(),
        now.statement(),
        now.liveSet(),
        now.verdicts(),
        now.sizing(),
        now.language());
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

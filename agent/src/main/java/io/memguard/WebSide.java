package io.memguard;

import io.memguard.expose.Published;
import io.memguard.expose.http.Site;
import io.memguard.expose.http.WebServer;
import io.memguard.report.Archive;
import io.memguard.report.Version;
import io.memguard.verdict.Phrase;
import java.util.Optional;

/** The web page and the metrics over the published moment. */
final class WebSide {
  private volatile Published published;

  private WebSide() {}

  /** Empty where the option {@code http} is off. */
  static Optional<WebSide> start(Options options, Log log) {
    if (options.is(OptionKey.HTTP, "off")) {
      return Optional.empty();
    }
    String address = options.text(OptionKey.HTTP);
    String token = options.text(OptionKey.HTTP_TOKEN);
    String host = address.substring(0, address.lastIndexOf(':'));
    WebSide web = new WebSide();
    Site site =
        new Site(
            () -> Optional.ofNullable(web.published),
            host,
            token,
            Version.text(),
            System::nanoTime);
    new WebServer(address, site, log::print).start();
    if (token.isEmpty() && !isLoopback(host)) {
      log.say(Phrase.of("log.open-page", address));
    }
    return Optional.of(web);
  }

  /** Looks no name up: that can take seconds. */
  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }

  void publish(Moment moment, Archive archive) {
    published = moment.published(archive);
  }
}

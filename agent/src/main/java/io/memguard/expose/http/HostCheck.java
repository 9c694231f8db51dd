package io.memguard.expose.http;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a request was meant for this server. A page of another site can make a browser ask us
 * under that site's own name, once its DNS entry points here (DNS rebinding), and could then read
 * the answer. It cannot do so under an IP address, {@code localhost}, or the name that the user
 * chose to listen on.
 */
final class HostCheck {
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9a-f:.]+]|[^:\\[\\]]+)(?::\\d{1,5})?");
  private static final Pattern IP_VERSION_4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  private final String ownName;

  /**
   * @param ownName the host of the option {@code http}
   */
  HostCheck(String ownName) {
    this.ownName = ownName.toLowerCase(Locale.ROOT);
  }

  /**
   * Judges a request.
   *
   * @param header value of {@code Host}; empty when there was none
   */
  boolean allows(String header) {
    Matcher matcher = HOST.matcher(header.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return false;
    }
    String host = matcher.group(1);
    return host.startsWith("[")
        || IP_VERSION_4.matcher(host).matches()
        || host.equals("localhost")
        || host.endsWith(".localhost")
        || host.equals(ownName);
  }
}

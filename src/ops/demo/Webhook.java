import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an alert ends in, in the place of a pager: prints each alert that Alertmanager sends (its
 * webhook message, version 4) as a line. Run with {@code java Webhook.java}; the first line of the
 * output is its port of loopback.
 */
final class Webhook {
  private static final String STRING = "\"((?:[^\"\\\\]|\\\\.)*)\"";

  /** Labels and annotations are flat objects of strings. */
  private static final String STRINGS = "(\\{(?:" + STRING + ":" + STRING + ",?)*\\})";

  private static final Pattern ALERT =
      Pattern.compile(
          "\"status\":\"(\\w+)\",\"labels\":" + STRINGS + ",\"annotations\":" + STRINGS);
  private static final Pattern ENTRY = Pattern.compile(STRING + ":" + STRING);

  public static void main(String[] arguments) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          tell(new String(body, StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    System.out.println(server.getAddress().getPort());
  }

  private static void tell(String message) {
    Matcher alert = ALERT.matcher(message);
    while (alert.find()) {
      Map<String, String> labels = strings(alert.group(2));
      String name = labels.remove("alertname");
      System.out.println(
          alert.group(1) + " " + name + " " + labels + " " + strings(alert.group(5)));
    }
  }

  private static Map<String, String> strings(String object) {
    Map<String, String> strings = new TreeMap<>();
    Matcher entry = ENTRY.matcher(object);
    while (entry.find()) {
      strings.put(entry.group(1), plain(entry.group(2)));
    }
    return strings;
  }

  /** Without the escapes of JSON; Alertmanager has them for markup characters too. */
  private static String plain(String text) {
    return Pattern.compile("\\\\(?:u(\\p{XDigit}{4})|(.))")
        .matcher(text)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    escape.group(1) == null
                        ? escape.group(2)
                        : Character.toString(Integer.parseInt(escape.group(1), 16))));
  }
}

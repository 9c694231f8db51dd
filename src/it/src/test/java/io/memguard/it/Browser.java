package io.memguard.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A headless Chromium (Debian packages {@code chromium} and {@code chromium-driver}), driven by the
 * WebDriver protocol (W3C). The test is skipped where there is none.
 */
final class Browser implements AutoCloseable {
  private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process driver;
  private final String session;

  private Browser(Process driver, int port, int width, int height, String language)
      throws IOException {
    this.driver = driver;
    String root = "http://127.0.0.1:" + port + "/session";
    Map<String, Object> options =
        Map.of(
            "args", List.of("--headless", "--no-sandbox", "--disable-gpu", "--lang=" + language),
            "prefs", Map.of("intl.accept_languages", language),
            "mobileEmulation",
                Map.of("deviceMetrics", Map.of("width", width, "height", height, "pixelRatio", 1)));
    JsonElement made =
        call(
            "POST",
            root,
            Map.of(
                "capabilities",
                Map.of(
                    "alwaysMatch",
                    Map.of(
                        "goog:chromeOptions",
                        options,
                        "goog:loggingPrefs",
                        Map.of("browser", "ALL")))));
    this.session = root + "/" + made.getAsJsonObject().get("sessionId").getAsString();
  }

  static boolean isThere() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "chromedriver")));
  }

  /** Sizes in CSS pixels. */
  static Browser open(int width, int height, String language) throws IOException {
    Process driver;
    try {
      driver = new ProcessBuilder("chromedriver", "--port=0").redirectErrorStream(true).start();
    } catch (IOException e) {
      assumeTrue(false, "chromedriver is not installed (package chromium-driver)");
      throw e;
    }
    try {
      return new Browser(driver, port(driver), width, height, language);
    } catch (IOException | RuntimeException e) {
      driver.destroyForcibly();
      throw e;
    }
  }

  private static int port(Process driver) throws IOException {
    BufferedReader said =
        new BufferedReader(new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8));
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      Matcher started = STARTED.matcher(line);
      if (started.find()) {
        return Integer.parseInt(started.group(1));
      }
    }
    throw new IOException("chromedriver ended before it listened");
  }

  void go(String url) throws IOException {
    call("POST", session + "/url", Map.of("url", url));
  }

  /** What the body of a function returns. */
  JsonElement run(String script) throws IOException {
    return call("POST", session + "/execute/sync", Map.of("script", script, "args", List.of()));
  }

  /** What is visible, as PNG. */
  byte[] screenshot() throws IOException {
    return Base64.getDecoder().decode(call("GET", session + "/screenshot", null).getAsString());
  }

  /** What the page wrote to the console, and what the browser refused it. */
  List<String> console() throws IOException {
    return call("POST", session + "/se/log", Map.of("type", "browser"))
        .getAsJsonArray()
        .asList()
        .stream()
        .map(JsonElement::toString)
        .toList();
  }

  private JsonElement call(String method, String url, Object body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .method(
                method,
                body == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(new Gson().toJson(body)))
            .build();
    JsonObject answer = JsonParser.parseString(send(request)).getAsJsonObject();
    JsonElement value = answer.get("value");
    if (value.isJsonObject() && value.getAsJsonObject().has("error")) {
      throw new IOException(value.toString());
    }
    return value;
  }

  private String send(HttpRequest request) throws IOException {
    try {
      return client.send(request, BodyHandlers.ofString()).body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      call("DELETE", session, null);
    } finally {
      driver.descendants().forEach(ProcessHandle::destroyForcibly);
      driver.destroyForcibly();
    }
  }
}

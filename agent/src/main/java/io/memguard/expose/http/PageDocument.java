package io.memguard.expose.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page: one document with its styles and scripts in it, and a content policy that lets the
 * browser run these and nothing else.
 *
 * @param text of the document
 * @param sources the policy's directives for scripts and styles
 */
record PageDocument(String text, String sources) {
  private static final Pattern INCLUDE = Pattern.compile("\\{\\{(style|script) ([A-Za-z.]+)}}");

  static PageDocument load() {
    StringBuilder scripts = new StringBuilder("script-src");
    StringBuilder styles = new StringBuilder("style-src");
    String page =
        INCLUDE.matcher(resource("page.html")).replaceAll(found -> include(found, scripts, styles));
    return new PageDocument(page, scripts + "; " + styles);
  }

  /** As it is served: the scripts may ask this server. */
  Response response() {
    String policy =
        "default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + sources;
    return Response.ok("text/html; charset=utf-8", text, Map.of(Response.CONTENT_POLICY, policy));
  }

  private static String include(MatchResult found, StringBuilder scripts, StringBuilder styles) {
    String text = resource(found.group(2));
    String tag = found.group(1);
    (tag.equals("script") ? scripts : styles).append(" 'sha256-").append(sha256(text)).append('\'');
    return Matcher.quoteReplacement("<" + tag + ">" + text + "</" + tag + ">");
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      // Every Java platform has it.
      throw new IllegalStateException(e);
    }
  }

  private static String resource(String name) {
    try (InputStream stream =
        PageDocument.class
            .getClassLoader()
            .getResourceAsStream("io/memguard/expose/http/" + name)) {
      if (stream == null) {
        throw new IllegalStateException("the agent's jar has no " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.memguard.expose.http;

import io.memguard.verdict.Language;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of an HTTP/1.x request (RFC 9112, sections 3 and 5). A body is never read.
 *
 * @param path without the query
 * @param query what follows the {@code ?}; empty where there is none
 * @param headers by lower-case name
 */
record Request(String method, String path, String query, Map<String, String> headers) {

  private static final Pattern LINE =
      Pattern.compile("([A-Z]{1,16}) (/[!-~&&[^?#]]*)(?:\\?([!-~]*))? HTTP/1\\.[01]");
  private static final Pattern LANGUAGE = Pattern.compile("(?:^|&)lang=([^&]*)");
  private static final Pattern HEADER =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*(.*?)[ \\t]*");

  /** Empty when the text is no request that could be answered. */
  static Optional<Request> parse(String head) {
    String[] lines = head.split("\r\n", -1);
    Matcher line = LINE.matcher(lines[0]);
    if (!line.matches()) {
      return Optional.empty();
    }
    Map<String, String> headers = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      Matcher header = HEADER.matcher(lines[i]);
      if (!header.matches()) {
        return Optional.empty();
      }
      String name = header.group(1).toLowerCase(Locale.ROOT);
      String before = headers.put(name, header.group(2));
      if (before != null && name.equals("host")) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new Request(
            line.group(1),
            line.group(2),
            line.group(3) == null ? "" : line.group(3),
            Map.copyOf(headers)));
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** The one that {@code lang=zh} in the query asks for, if it is spoken here. */
  Optional<Language> language() {
    return LANGUAGE
        .matcher(query)
        .results()
        .map(found -> Language.of(found.group(1)))
        .flatMap(Optional::stream)
        .findFirst();
  }
}

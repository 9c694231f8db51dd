package io.memguard.expose.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An answer; the connection is closed after it. Immutable as long as nobody writes its body. */
final class Response {

  static final String TEXT = "text/plain; charset=utf-8";
  static final String JSON = "application/json";

  /** No script, no frame, no other origin; the page's own document allows what it brings. */
  private static final String NOTHING_ALLOWED = "default-src 'none'; frame-ancestors 'none'";

  static final String CONTENT_POLICY = "Content-Security-Policy";

  /** The status codes that are used (RFC 9110, section 15; RFC 6585). */
  enum Status {
    OK(200, "OK"),
    BAD_REQUEST(400, "Bad Request"),
    UNAUTHORIZED(401, "Unauthorized"),
    FORBIDDEN(403, "Forbidden"),
    NOT_FOUND(404, "Not Found"),
    METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
    HEADERS_TOO_LARGE(431, "Request Header Fields Too Large"),
    FAILED(500, "Internal Server Error"),
    NOT_YET(503, "Service Unavailable");

    final int code;
    final String reason;

    Status(int code, String reason) {
      this.code = code;
      this.reason = reason;
    }
  }

  private final Status status;
  private final String type;
  private final byte[] body;
  private final Map<String, String> headers;

  private Response(Status status, String type, String body, Map<String, String> headers) {
    this.status = status;
    this.type = type;
    this.body = body.getBytes(StandardCharsets.UTF_8);
    this.headers = Map.copyOf(headers);
  }

  static Response ok(String type, String body) {
    return ok(type, body, Map.of());
  }

  /**
   * An answer with header fields.
   *
   * @param headers beside those that every answer has
   */
  static Response ok(String type, String body, Map<String, String> headers) {
    return new Response(Status.OK, type, body, headers);
  }

  /** An answer that says in a sentence why there is no other. */
  static Response refusal(Status status, String sentence) {
    return refusal(status, sentence, Map.of());
  }

  static Response refusal(Status status, String sentence, Map<String, String> headers) {
    return new Response(status, TEXT, sentence + "\n", headers);
  }

  Status status() {
    return status;
  }

  byte[] body() {
    return body;
  }

  /** Status line and header fields, with the empty line that ends them. */
  byte[] head() {
    StringBuilder head = new StringBuilder();
    head.append("HTTP/1.1 ").append(status.code).append(' ').append(status.reason).append("\r\n");
    field(head, "Content-Type", type);
    field(head, "Content-Length", Integer.toString(body.length));
    field(head, "Connection", "close");
    field(head, "Cache-Control", "no-store");
    field(head, "X-Content-Type-Options", "nosniff");
    field(head, "X-Frame-Options", "DENY");
    field(head, "Referrer-Policy", "no-referrer");
    field(head, "Cross-Origin-Resource-Policy", "same-origin");
    if (!headers.containsKey(CONTENT_POLICY)) {
      field(head, CONTENT_POLICY, NOTHING_ALLOWED);
    }
    headers.forEach((name, value) -> field(head, name, value));
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void field(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
}

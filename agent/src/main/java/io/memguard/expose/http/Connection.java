package io.memguard.expose.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/**
 * One client: reads the head of one request, writes one answer, waits until the client has taken
 * it, and is done. Never blocks.
 */
final class Connection {
  /** A browser's request with long cookies of other services on localhost fits. */
  private static final int LARGEST_HEAD = 8 << 10;

  /**
   * The JDK keeps a native copy of the largest buffer that a thread ever passed to a channel: pass
   * small ones.
   */
  private static final int LARGEST_WRITE = 8 << 10;

  private static final String END_OF_HEAD = "\r\n\r\n";

  private final SocketChannel channel;
  private final SelectionKey key;
  private final Function<Request, Response> site;
  private final long acceptedNanos;
  private final byte[] received = new byte[LARGEST_HEAD];
  private int length;
  private ByteBuffer head;
  private ByteBuffer body;
  private boolean answered;

  Connection(
      SocketChannel channel,
      SelectionKey key,
      Function<Request, Response> site,
      long acceptedNanos) {
    this.channel = channel;
    this.key = key;
    this.site = site;
    this.acceptedNanos = acceptedNanos;
  }

  long acceptedNanos() {
    return acceptedNanos;
  }

  /** Goes on as far as possible; false when the client is done with. */
  boolean proceed() throws IOException {
    if (answered) {
      return drain();
    }
    if (head == null && !read()) {
      return false;
    }
    return head == null || write();
  }

  void close() {
    key.cancel();
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  private boolean read() throws IOException {
    int count = channel.read(ByteBuffer.wrap(received, length, received.length - length));
    if (count < 0) {
      return false;
    }
    length += count;
    Optional<Response> response = response();
    response.ifPresent(
        ready -> {
          boolean wantsBody = !startsWith("HEAD ");
          head = ByteBuffer.wrap(ready.head());
          body = ByteBuffer.wrap(wantsBody ? ready.body() : new byte[0]);
        });
    return true;
  }

  /** Empty while the head is not complete. */
  private Optional<Response> response() {
    String text = new String(received, 0, length, StandardCharsets.ISO_8859_1);
    int end = text.indexOf(END_OF_HEAD);
    if (end >= 0) {
      return Optional.of(
          Request.parse(text.substring(0, end)).map(site).orElseGet(Connection::badRequest));
    }
    if (length > 0 && !Character.isUpperCase(text.charAt(0))) {
      return Optional.of(badRequest());
    }
    return length == received.length
        ? Optional.of(
            Response.refusal(
                Response.Status.HEADERS_TOO_LARGE,
                "the head of a request may have " + LARGEST_HEAD + " bytes"))
        : Optional.empty();
  }

  private static Response badRequest() {
    return Response.refusal(Response.Status.BAD_REQUEST, "this is no HTTP/1.1 request");
  }

  private boolean startsWith(String method) {
    return new String(received, 0, length, StandardCharsets.ISO_8859_1).startsWith(method);
  }

  private boolean write() throws IOException {
    while (head.hasRemaining() || body.hasRemaining()) {
      ByteBuffer part = head.hasRemaining() ? head : body;
      ByteBuffer piece = part.slice(part.position(), Math.min(LARGEST_WRITE, part.remaining()));
      int count = channel.write(piece);
      if (count == 0) {
        key.interestOps(SelectionKey.OP_WRITE);
        return true;
      }
      part.position(part.position() + count);
    }
    // Closed with bytes of the client unread, the kernel would send a reset, and the client might
    // never see the answer.
    channel.shutdownOutput();
    answered = true;
    key.interestOps(SelectionKey.OP_READ);
    return drain();
  }

  private boolean drain() throws IOException {
    return channel.read(ByteBuffer.wrap(received)) >= 0;
  }
}

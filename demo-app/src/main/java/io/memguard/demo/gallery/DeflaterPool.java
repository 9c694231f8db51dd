package io.memguard.demo.gallery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A pool of deflaters grows with the responses under way until it has 64, then lends what it has.
 * MemGuard may watch native memory rise; it must not warn, for the pool is bounded.
 */
final class DeflaterPool implements Case {

  private static final int BOUND = 64;
  private static final int RESPONSE_BYTES = 32 << 10;

  private final Deque<Deflater> idle = new ArrayDeque<>();
  private final Queue<Response> underWay = new ArrayDeque<>();
  private Ramp ramp;

  @Override
  public About about() {
    return About.healthy("deflater-pool", "a pool of deflaters that grows to its bound");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(BOUND, 0.6);
  }

  @Override
  public synchronized void onRequest(long n) throws DataFormatException {
    underWay.add(new Response(n, borrow(n)));
    while (underWay.size() > Math.min(BOUND, ramp.pieces(n, 1))) {
      Response sent = underWay.remove();
      byte[] compressed = new byte[RESPONSE_BYTES];
      int length = sent.deflater().deflate(compressed);
      Payload.check(inflated(compressed, length), sent.number());
      sent.deflater().reset();
      idle.push(sent.deflater());
    }
  }

  private Deflater borrow(long n) {
    Deflater pooled = idle.poll();
    Deflater deflater = pooled == null ? new Deflater() : pooled;
    deflater.setInput(Payload.of(n, RESPONSE_BYTES));
    deflater.finish();
    return deflater;
  }

  private static byte[] inflated(byte[] compressed, int length) throws DataFormatException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(compressed, 0, length);
      byte[] content = new byte[RESPONSE_BYTES];
      inflater.inflate(content);
      return content;
    } finally {
      inflater.end();
    }
  }

  private record Response(long number, Deflater deflater) {}
}

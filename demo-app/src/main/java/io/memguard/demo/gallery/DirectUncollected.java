package io.memguard.demo.gallery;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Thumbnails are shown for some seconds, so their buffers grow old before they are dropped, and
 * nothing ever fills the old generation. MemGuard must say that direct buffers are only uncollected
 * and name {@code ThumbnailRenderer.render}; it must not say that they leak: one full collection
 * frees all but the few that are shown.
 */
final class DirectUncollected implements Case {

  private static final int THUMBNAIL_BYTES = 1 << 20;
  private static final int PIXELS_BYTES = 64 << 10;

  /**
   * Sixteen young collections fit into the time a thumbnail is shown: the most that keep it young.
   */
  private static final double SHOWN_SECONDS = 12;

  private static final double PIXELS_OF_HEAP_PER_SECOND = 0.8;

  private final Queue<ByteBuffer> shown = new ArrayDeque<>();
  private Ramp ramp;
  private Ramp pixels;
  private int mostShown;

  @Override
  public About about() {
    return About.sick(
            "direct-uncollected",
            "thumbnails in direct buffers that are dropped when they are old",
            "direct-uncollected",
            "\\bThumbnailRenderer\\.render\\b")
        .with("-Xms192m", "-Xmx192m", "-XX:MaxDirectMemorySize=1g", "-XX:MetaspaceSize=64m");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.nativeRoom(), 1);
    pixels = new Ramp(PIXELS_OF_HEAP_PER_SECOND * run.heapBytes() / run.rate());
    mostShown = (int) ramp.pieces(run.requestsIn(SHOWN_SECONDS), THUMBNAIL_BYTES);
  }

  @Override
  public synchronized void onRequest(long n) {
    for (int i = 0; i < pixels.due(n, PIXELS_BYTES); i++) {
      Payload.check(Payload.of(n, PIXELS_BYTES), n);
    }
    for (int i = 0; i < ramp.due(n, THUMBNAIL_BYTES); i++) {
      shown.add(ThumbnailRenderer.render(n));
      if (shown.size() > mostShown) {
        shown.remove();
      }
    }
  }

  static final class ThumbnailRenderer {

    private ThumbnailRenderer() {}

    static ByteBuffer render(long picture) {
      return Payload.mark(ByteBuffer.allocateDirect(THUMBNAIL_BYTES), picture);
    }
  }
}

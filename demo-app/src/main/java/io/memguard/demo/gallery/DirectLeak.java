package io.memguard.demo.gallery;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * MemGuard must say that direct buffers leak and name {@code AttachmentStore.keep}; a collection
 * gives nothing back, so it must not call them uncollected, nor blame the flat heap.
 */
final class DirectLeak implements Case {

  private static final int ATTACHMENT_BYTES = 256 << 10;

  private Ramp ramp;

  @Override
  public About about() {
    return About.sick(
            "direct-leak",
            "attachments kept for ever in direct buffers",
            "direct-leak",
            "\\bAttachmentStore\\.keep\\b")
        .with("-Xmx192m", "-XX:MaxDirectMemorySize=1g");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.nativeRoom(), 0.9);
  }

  @Override
  public void onRequest(long n) {
    for (int i = 0; i < ramp.due(n, ATTACHMENT_BYTES); i++) {
      AttachmentStore.keep(n);
    }
  }

  static final class AttachmentStore {

    private static final Queue<ByteBuffer> kept = new ConcurrentLinkedQueue<>();

    private AttachmentStore() {}

    static void keep(long order) {
      kept.add(Payload.mark(ByteBuffer.allocateDirect(ATTACHMENT_BYTES), order));
    }
  }
}

package io.memguard.demo.gallery;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Exports are compressed by zstd's native contexts, several at a time, and each is closed. MemGuard
 * must be silent: native memory swings by tens of megabytes and always comes back, though the
 * allocator keeps the pages of the largest swing, a fifth of the container.
 */
final class ZstdClosed implements Case {

  private static final int UNDER_WAY = 8;
  private static final int EXPORT_BYTES = 64 << 10;

  private final Queue<Export> underWay = new ArrayDeque<>();

  @Override
  public About about() {
    return About.healthy("zstd-closed", "native compressors opened, used and closed");
  }

  @Override
  public synchronized void onRequest(long n) throws IOException {
    Export begun = new Export(n);
    begun.stream.write(Payload.of(n, EXPORT_BYTES));
    begun.stream.flush();
    underWay.add(begun);
    // Between one and all of them at a time.
    while (underWay.size() > 1 + n / 50 % UNDER_WAY) {
      underWay.remove().finish();
    }
  }

  private static final class Export {

    private final long number;
    private final ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    private final ZstdOutputStream stream;

    Export(long number) throws IOException {
      this.number = number;
      this.stream = new ZstdOutputStream(compressed, 3);
    }

    void finish() throws IOException {
      stream.close();
      Payload.check(Zstd.decompress(compressed.toByteArray(), EXPORT_BYTES), number);
    }
  }
}

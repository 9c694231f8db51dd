package io.memguard.demo.gallery;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Every archive has a compression context of its own, which is kept with it and never closed.
 * MemGuard must say that native memory leaks and name zstd or the archives; no counter of the JVM
 * sees this memory.
 */
final class ZstdLeak implements Case {

  /** What a context takes from malloc for a text of that length at that level, as measured. */
  private static final int CONTEXT_BYTES = 576 << 10;

  private static final int TEXT_BYTES = 256 << 10;
  private static final int LEVEL = 3;

  private final Queue<Archive> archives = new ConcurrentLinkedQueue<>();
  private Ramp ramp;

  @Override
  public About about() {
    return About.sick(
        "zstd-leak",
        "zstd contexts that are never closed",
        "native-leak",
        "zstd|Zstd|\\bArchive\\b");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.nativeRoom(), 0.9);
  }

  @Override
  public void onRequest(long n) {
    for (int i = 0; i < ramp.due(n, CONTEXT_BYTES); i++) {
      Archive archive = new Archive();
      archive.compress(n);
      archives.add(archive);
    }
  }

  private static final class Archive {

    private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(LEVEL);

    void compress(long number) {
      byte[] compressed = context.compress(Payload.of(number, TEXT_BYTES));
      Payload.check(Zstd.decompress(compressed, TEXT_BYTES), number);
    }
  }
}

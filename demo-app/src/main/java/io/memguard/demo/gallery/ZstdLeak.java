package io.memguard.demo.gallery;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Events are written to compressed streams that are kept open. MemGuard must say that native memory
 * leaks and name zstd or the event streams; no counter of the JVM sees this memory.
 */
final class ZstdLeak implements Case {

  /** What a stream takes from malloc at level 3, as measured. */
  private static final int STREAM_BYTES = 1 << 20;

  private static final int EVENT_BYTES = 256 << 10;

  private final Queue<EventStream> streams = new ConcurrentLinkedQueue<>();
  private Ramp ramp;

  @Override
  public About about() {
    return About.sick(
        "zstd-leak",
        "zstd streams that are never closed",
        "native-leak",
        "zstd|Zstd|\\bEventStream\\b");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.nativeRoom(), 0.9);
  }

  @Override
  public void onRequest(long n) throws IOException {
    for (int i = 0; i < ramp.due(n, STREAM_BYTES); i++) {
      streams.add(EventStream.open(n));
    }
  }

  private record EventStream(ByteArrayOutputStream target, ZstdOutputStreamNoFinalizer stream) {

    static EventStream open(long event) throws IOException {
      ByteArrayOutputStream target = new ByteArrayOutputStream();
      ZstdOutputStreamNoFinalizer stream = new ZstdOutputStreamNoFinalizer(target, 3);
      stream.write(Payload.of(event, EVENT_BYTES));
      stream.flush();
      return new EventStream(target, stream);
    }
  }
}

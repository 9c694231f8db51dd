package io.memguard.instrument;

import io.memguard.snapshot.BufferPools;
import io.memguard.source.LivePoints;
import io.memguard.source.PlatformBeans;
import io.memguard.source.Source;
import java.lang.instrument.Instrumentation;
import java.nio.ByteBuffer;

/**
 * Asks for more direct memory than there may be: far from the limit, where nobody listens; near to
 * it, where no sample but the collection before the refusal tells of it; after a sample.
 */
final class RefusedBuffer implements Scenario {
  private static final int LIMIT = 1 << 30;

  @Override
  public void run(Instrumentation instrumentation) {
    Source<BufferPools> pools = PlatformBeans.buffers(LIMIT);
    DirectRefusals refusals = new DirectRefusals(pools, instrumentation);
    LivePoints livePoints = LivePoints.subscribe();
    livePoints.onSystemGc(refusals::readNow);
    print("refused far from the limit", isRefused());
    print("heard", refusals.first().isPresent());

    ByteBuffer most = ByteBuffer.allocateDirect(LIMIT / 4 * 3);
    print("refused near the limit", isRefused());
    System.out.println(refusals.first().orElse("nothing was heard"));
    livePoints.close();

    DirectRefusals sampled = new DirectRefusals(pools, instrumentation);
    print("sampled " + most.capacity(), sampled.read().isKnown());
    OutOfMemoryError other = new OutOfMemoryError("Requested array size exceeds VM limit");
    print("heard " + other.getMessage(), sampled.first().isPresent());
    print("refused after a sample", isRefused());
    print("heard", sampled.first().isPresent());
  }

  private static boolean isRefused() {
    try {
      return ByteBuffer.allocateDirect(Integer.MAX_VALUE) == null;
    } catch (OutOfMemoryError refused) {
      return true;
    }
  }

  private static void print(String name, boolean value) {
    System.out.println(name + "=" + value);
  }
}

package io.memguard.demo.gallery;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tariffs are loaded at the start and fill most of the heap; then nothing grows. MemGuard must say
 * that the heap is too small for what lives in it, and not that it leaks.
 */
final class HeapPressure implements Case {

  private static final double LIVE_OF_HEAP = 0.81;
  private static final int TARIFF_BYTES = 8 << 10;

  private final Map<Long, byte[]> tariffs = new ConcurrentHashMap<>();
  private Ramp ramp;
  private long last;

  @Override
  public About about() {
    return About.sick("heap-pressure", "a live set that nearly fills the heap", "heap-pressure", "")
        .with("-Xmx320m", "-XX:+UseG1GC");
  }

  @Override
  public void start(Run run) {
    long live = (long) (LIVE_OF_HEAP * run.heapBytes());
    ramp = run.ramp(live, 0.15);
    last = live / TARIFF_BYTES;
  }

  @Override
  public void onRequest(long n) {
    long loaded = Math.min(last, ramp.pieces(n, TARIFF_BYTES));
    for (long id = loaded; id > ramp.pieces(n - 1, TARIFF_BYTES); id--) {
      tariffs.put(id, Payload.of(id, TARIFF_BYTES));
    }
    byte[] tariff = tariffs.get(n % last);
    if (tariff != null) {
      Payload.check(tariff, n % last);
    }
  }
}

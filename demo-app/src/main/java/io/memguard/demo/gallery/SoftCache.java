package io.memguard.demo.gallery;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.Map;

/**
 * A cache of soft references has no bound but the heap: the pages of a catalogue that is somewhat
 * larger than the heap fill it, and the collector clears what was not used for long. MemGuard may
 * watch the heap fill, and say that it is nearly full; it must not call that a leak, for nothing of
 * it stands in the way of the service.
 */
final class SoftCache implements Case {

  private static final double FULL_AFTER_SHARE_OF_RUN = 0.4;
  private static final int PAGE_BYTES = 16 << 10;
  private static final double CATALOGUE_OF_HEAP = 1.2;

  private final Map<Long, Page> pages = new HashMap<>();
  private final ReferenceQueue<byte[]> cleared = new ReferenceQueue<>();
  private Ramp ramp;
  private long catalogue;
  private long newest;

  @Override
  public About about() {
    return About.healthy("soft-cache", "a cache of soft references that fills the heap");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.heapBytes(), FULL_AFTER_SHARE_OF_RUN);
    catalogue = (long) (CATALOGUE_OF_HEAP * run.heapBytes() / PAGE_BYTES);
  }

  @Override
  public synchronized void onRequest(long n) {
    for (int i = 0; i < ramp.due(n, PAGE_BYTES) && newest < catalogue; i++) {
      newest++;
      pages.put(newest, new Page(newest, Payload.of(newest, PAGE_BYTES), cleared));
    }
    long wanted = Math.max(1, newest - n * 31 % 2000);
    Page hit = pages.get(wanted);
    byte[] content = hit == null ? null : hit.get();
    if (content != null) {
      Payload.check(content, wanted);
    }
    for (Reference<?> gone = cleared.poll(); gone != null; gone = cleared.poll()) {
      pages.remove(((Page) gone).number);
    }
  }

  private static final class Page extends SoftReference<byte[]> {

    private final long number;

    Page(long number, byte[] content, ReferenceQueue<byte[]> cleared) {
      super(content, cleared);
      this.number = number;
    }
  }
}

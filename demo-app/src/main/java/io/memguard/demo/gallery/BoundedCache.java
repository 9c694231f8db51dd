package io.memguard.demo.gallery;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A cache fills for half of the run as evenly as a leak, then evicts what it takes in. MemGuard may
 * watch it fill; it must not warn of a leak, for the bound is far from the limit.
 */
final class BoundedCache implements Case {

  private static final double BOUND_OF_HEAP = 0.38;
  private static final int ENTRY_BYTES = 16 << 10;

  private Ramp ramp;
  private Catalogue catalogue;

  @Override
  public About about() {
    return About.healthy("bounded-cache", "an LRU cache that fills to its bound and stays there");
  }

  @Override
  public void start(Run run) {
    long bound = (long) (BOUND_OF_HEAP * run.heapBytes());
    ramp = run.ramp(bound, 0.5);
    catalogue = new Catalogue((int) (bound / ENTRY_BYTES));
  }

  @Override
  public synchronized void onRequest(long n) {
    for (int i = 0; i < ramp.due(n, ENTRY_BYTES); i++) {
      long product = catalogue.newest + 1;
      catalogue.put(product, Payload.of(product, ENTRY_BYTES));
      catalogue.newest = product;
    }
    long wanted = Math.max(1, catalogue.newest - n % 1000);
    byte[] hit = catalogue.get(wanted);
    if (hit != null) {
      Payload.check(hit, wanted);
    }
  }

  static final class Catalogue extends LinkedHashMap<Long, byte[]> {

    private final int bound;
    private long newest;

    Catalogue(int bound) {
      super(16, 0.75f, true);
      this.bound = bound;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
      return size() > bound;
    }
  }
}

package io.memguard.demo.gallery;

import java.util.ArrayList;
import java.util.List;

/**
 * Each request notes what it did in a thread local of its pooled thread, and nothing clears it when
 * the request is over. MemGuard must say that the heap leaks and name the thread local, the trail
 * or its entries.
 */
final class ThreadLocalLeak implements Case {

  private static final int ENTRY_BYTES = 8 << 10;

  private Ramp ramp;

  @Override
  public About about() {
    return About.sick(
        "thread-local-leak",
        "thread locals of pooled threads that only grow",
        "heap-leak",
        "\\bAuditTrail\\b|\\bAuditEntry\\b|\\bThreadLocalMap\\b");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.heapBytes(), 1);
  }

  @Override
  public void onRequest(long n) {
    for (int i = 0; i < ramp.due(n, ENTRY_BYTES); i++) {
      AuditTrail.note(n);
    }
  }

  static final class AuditTrail {

    private static final ThreadLocal<AuditTrail> CURRENT = ThreadLocal.withInitial(AuditTrail::new);

    private final List<AuditEntry> entries = new ArrayList<>();

    static void note(long request) {
      List<AuditEntry> entries = CURRENT.get().entries;
      entries.add(new AuditEntry(request));
      AuditEntry first = entries.get(0);
      Payload.check(first.text, first.request);
    }
  }

  static final class AuditEntry {

    private final long request;
    private final byte[] text;

    AuditEntry(long request) {
      this.request = request;
      this.text = Payload.of(request, ENTRY_BYTES);
    }
  }
}

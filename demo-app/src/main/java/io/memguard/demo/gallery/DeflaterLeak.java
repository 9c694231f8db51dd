package io.memguard.demo.gallery;

import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.Deflater;

/**
 * Invoices are compressed, and each keeps its deflater, which nobody ends: a quarter of a megabyte
 * of native memory behind a tiny object. MemGuard must say that native memory leaks and name the
 * deflaters, zlib or the invoices.
 */
final class DeflaterLeak implements Case {

  private static final int DEFLATER_BYTES = 264 << 10;
  private static final int INVOICE_BYTES = 96 << 10;

  private final Queue<Invoice> invoices = new ConcurrentLinkedQueue<>();
  private Ramp ramp;

  @Override
  public About about() {
    return About.sick(
        "deflater-leak",
        "deflaters that are never ended",
        "native-leak",
        "\\bDeflater\\b|\\bInvoice\\b|\\blibzip\\b|\\blibz\\b");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.nativeRoom(), 0.9);
  }

  @Override
  public void onRequest(long n) {
    for (int i = 0; i < ramp.due(n, DEFLATER_BYTES); i++) {
      invoices.add(new Invoice(n));
    }
  }

  static final class Invoice {

    private final Deflater deflater = new Deflater();

    Invoice(long number) {
      byte[] text = new byte[INVOICE_BYTES];
      new Random(number).nextBytes(text);
      deflater.setInput(text);
      deflater.finish();
      if (deflater.deflate(new byte[INVOICE_BYTES]) == 0) {
        throw new IllegalStateException("invoice " + number + " was not compressed");
      }
      // Ready for the next text, without a hold on this one.
      deflater.reset();
    }
  }
}

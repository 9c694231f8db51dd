package io.memguard.instrument;

import java.lang.instrument.Instrumentation;
import java.nio.ByteBuffer;

/** Asks for more direct memory than there may be, before tracking, and while it is armed. */
final class RefusedBuffer implements Scenario {

  @Override
  public void run(Instrumentation instrumentation) {
    DirectMemoryTracking tracking = new DirectMemoryTracking(instrumentation);
    print("refused before", allocate());
    print("seen before", tracking.refusal().isPresent());
    print("armed", tracking.arm().isKnown());
    OutOfMemoryError other = new OutOfMemoryError("Requested array size exceeds VM limit");
    print("seen " + other.getMessage(), tracking.refusal().isPresent());
    print("refused", allocate());
    System.out.println(tracking.refusal().orElse("nothing was seen"));
    tracking.disarm();
    print("refused after", allocate());
  }

  /** False when there was room. */
  private static boolean allocate() {
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

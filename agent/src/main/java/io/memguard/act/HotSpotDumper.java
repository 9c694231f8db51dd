package io.memguard.act;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/**
 * The dump of {@link HotSpotDiagnosticMXBean}, asked for without a platform MBean server. Runtime
 * images without {@code jdk.management} cannot link this class: load it only when it is needed.
 */
final class HotSpotDumper implements Dumper {

  static boolean available() {
    return ModuleLayer.boot().findModule("jdk.management").isPresent();
  }

  @Override
  public void dump(Path file) throws IOException {
    HotSpotDiagnosticMXBean bean =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (bean == null) {
      throw new IOException("this JVM has no HotSpot diagnostic bean");
    }
    bean.dumpHeap(file.toString(), true);
  }
}

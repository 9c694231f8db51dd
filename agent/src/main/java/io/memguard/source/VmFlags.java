package io.memguard.source;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import io.memguard.snapshot.Reading;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * The {@code -XX} flags of this JVM.
 *
 * <p>A platform bean taken this way neither starts the platform MBean server nor initializes the
 * application's LogManager.
 */
public final class VmFlags {

  private final HotSpotDiagnosticMXBean bean;

  VmFlags(HotSpotDiagnosticMXBean bean) {
    this.bean = bean;
  }

  public static Reading<VmFlags> open() {
    try {
      HotSpotDiagnosticMXBean bean =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return bean == null
          ? Reading.unavailable("this JVM does not tell its flags")
          : Reading.known(new VmFlags(bean));
    } catch (LinkageError e) {
      return Reading.unavailable(DiagnosticCommands.missingModule());
    } catch (RuntimeException e) {
      return Reading.unavailable("this JVM does not tell its flags");
    }
  }

  /** The flag's value as text; empty when this JVM has no such flag. */
  public Optional<String> value(String flag) {
    return option(flag).map(VMOption::getValue);
  }

  public boolean isTrue(String flag) {
    return value(flag).filter("true"::equals).isPresent();
  }

  /** True when nobody set the flag: it has its default, or what the JVM chose for this machine. */
  public boolean isDefault(String flag) {
    return option(flag)
        .map(VMOption::getOrigin)
        .filter(origin -> origin != VMOption.Origin.DEFAULT)
        .filter(origin -> origin != VMOption.Origin.ERGONOMIC)
        .isEmpty();
  }

  /** Sets a manageable flag, such as {@code HeapDumpPath}; false when the JVM refuses. */
  public boolean set(String flag, String value) {
    try {
      bean.setVMOption(flag, value);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** What direct buffers may take together: the flag, or the maximum heap where it is not set. */
  public long maxDirectMemory() {
    long flag = value("MaxDirectMemorySize").map(Long::parseLong).orElse(0L);
    return flag > 0 ? flag : Runtime.getRuntime().maxMemory();
  }

  private Optional<VMOption> option(String flag) {
    try {
      return Optional.of(bean.getVMOption(flag));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }
}

import com.sun.management.ThreadMXBean;
import io.memguard.blackbox.BlackBox;
import io.memguard.ledger.Statement;
import io.memguard.snapshot.AgentCost;
import io.memguard.snapshot.Snapshot;
import io.memguard.source.PageCount;
import io.memguard.source.ResidentPageSource;
import io.memguard.source.Sampler;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * Writes real samples of this JVM into a black box, with a pause before each, and times the writes
 * alone. CPU time leaves out what else runs on the machine.
 */
final class BlackBoxWrites {

  public static void main(String[] args) throws Exception {
    int writes = Integer.parseInt(args[1]);
    int pauseMillis = Integer.parseInt(args[2]);
    Sampler sampler =
        Sampler.ofThisProcess(new ResidentPageSource(PageCount.ofThisProcess(), System::nanoTime));
    BlackBox box = BlackBox.create(Path.of(args[0]), Map.of(), System.err::println);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    AgentCost cost = new AgentCost(0, 0, 0, 0, 0, Map.of());
    long[] wall = new long[writes];
    long[] cpu = new long[writes];
    long allocated = 0;
    for (int i = 0; i < writes; i++) {
      Snapshot snapshot = sampler.sample(cost);
      Statement statement = Statement.of(snapshot);
      if (pauseMillis > 0) {
        Thread.sleep(pauseMillis);
      }
      long allocatedBefore = threads.getCurrentThreadAllocatedBytes();
      long cpuBefore = threads.getCurrentThreadCpuTime();
      long begin = System.nanoTime();
      box.sample(snapshot, statement, 1);
      wall[i] = System.nanoTime() - begin;
      cpu[i] = threads.getCurrentThreadCpuTime() - cpuBefore;
      allocated += threads.getCurrentThreadAllocatedBytes() - allocatedBefore;
    }
    System.out.println("a write, us    median      99 %     worst");
    print("CPU time", cpu);
    print("wall time", wall);
    System.out.println("allocated " + allocated + " bytes in " + writes + " writes");
  }

  private static void print(String what, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "%-10s %10.1f %9.1f %9.1f%n",
        what,
        nanos[nanos.length / 2] / 1e3,
        nanos[nanos.length * 99 / 100] / 1e3,
        nanos[nanos.length - 1] / 1e3);
  }
}

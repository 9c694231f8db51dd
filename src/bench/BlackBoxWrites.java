import com.sun.management.ThreadMXBean;
import io.memguard.blackbox.BlackBox;
import io.memguard.ledger.Statement;
import io.memguard.snapshot.AgentCost;
import io.memguard.snapshot.Snapshot;
import io.memguard.source.Cgroup;
import io.memguard.source.Machine;
import io.memguard.source.Neighbours;
import io.memguard.source.PageCount;
import io.memguard.source.ProcSelf;
import io.memguard.source.ResidentPageSource;
import io.memguard.source.Sampler;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * Writes real samples of this JVM into a black box, with a pause before each, and times the writes
 * alone.
 */
final class BlackBoxWrites {

  public static void main(String[] args) throws Exception {
    int writes = Integer.parseInt(args[1]);
    int pauseMillis = Integer.parseInt(args[2]);
    Sampler sampler =
        new Sampler(
            ProcSelf.ofThisProcess(),
            Cgroup.ofThisProcess(),
            Neighbours.ofThisProcess(),
            Machine.ofThisProcess(),
            new ResidentPageSource(PageCount.ofThisProcess(), System::nanoTime));
    BlackBox box = BlackBox.create(Path.of(args[0]), Map.of(), System.err::println);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    AgentCost cost = new AgentCost(0, 0, 0, 0, 0, Map.of());
    long[] nanos = new long[writes];
    long allocated = 0;
    for (int i = 0; i < writes; i++) {
      Snapshot snapshot = sampler.sample(cost);
      Statement statement = Statement.of(snapshot);
      Thread.sleep(pauseMillis);
      long before = threads.getCurrentThreadAllocatedBytes();
      long begin = System.nanoTime();
      box.sample(snapshot, statement, 1);
      nanos[i] = System.nanoTime() - begin;
      allocated += threads.getCurrentThreadAllocatedBytes() - before;
    }
    System.out.println("the first   " + micros(nanos[0]));
    Arrays.sort(nanos);
    System.out.println("median      " + micros(nanos[writes / 2]));
    System.out.println("99 %        " + micros(nanos[writes * 99 / 100]));
    System.out.println("worst       " + micros(nanos[writes - 1]));
    System.out.println("allocated   " + allocated + " bytes in " + writes + " writes");
  }

  private static String micros(long nanos) {
    return String.format(Locale.ROOT, "%8.1f us", nanos / 1e3);
  }
}

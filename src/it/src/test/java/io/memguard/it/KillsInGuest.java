package io.memguard.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Leaks in an emulated machine with cgroup v2, one after the other in one group: the kernel kills
 * the largest process there, not the shell that starts them.
 */
final class KillsInGuest {

  private static final int SECONDS_TO_START = 60;

  /** What an emulated machine can serve. */
  private static final int REQUESTS_A_SECOND = 10;

  private final int limitMegabytes;
  private final int seconds;
  private final Map<String, Leak> leaks = new LinkedHashMap<>();

  KillsInGuest(int limitMegabytes, int seconds) {
    this.limitMegabytes = limitMegabytes;
    this.seconds = seconds;
  }

  void add(String name, Leak leak) {
    leaks.put(name, leak);
  }

  /** Plays all of them; the folder is emptied. */
  List<Killed> play(Path folder) throws IOException, InterruptedException {
    try (Workbench bench = Workbench.in(folder)) {
      StringBuilder lines = new StringBuilder();
      leaks.forEach((name, leak) -> lines.append(line(name, leak)));
      int atMost = leaks.size() * (SECONDS_TO_START + 2 * seconds);
      Process guest =
          new ProcessBuilder(
                  Lab.script("cgroup2-vm"),
                  "-M",
                  limitMegabytes + "M",
                  "-t",
                  Integer.toString(atMost),
                  "-o",
                  bench.folder().toString(),
                  "--",
                  "bash",
                  "-c",
                  lines.toString())
              .redirectErrorStream(true)
              .redirectOutput(bench.folder().resolve("guest.log").toFile())
              .start();
      guest.waitFor();
      List<Killed> killed = new ArrayList<>();
      for (Map.Entry<String, Leak> one : leaks.entrySet()) {
        killed.add(seen(one.getValue(), bench.folder().resolve(one.getKey())));
      }
      return killed;
    }
  }

  /** The optimising compiler costs an emulated machine more than it gives. */
  private String line(String name, Leak leak) {
    return """
        out="$OUT/%s"; mkdir "$out"
        %s "-javaagent:%s=interval=1s,dir=$out/dir" %s -XX:TieredStopAtLevel=1 \\
          -jar %s %s rate=%d > "$out/stdout" 2> "$out/stderr"
        echo $? > "$out/exit-code"
        """
        .formatted(
            name,
            Jdk.running().tool("java"),
            Lab.AGENT,
            String.join(" ", leak.flags()),
            Lab.DEMO,
            String.join(" ", leak.arguments(seconds)),
            REQUESTS_A_SECOND);
  }

  private static Killed seen(Leak leak, Path out) throws IOException {
    Path code = out.resolve("exit-code");
    boolean byKernel = Files.exists(code) && Files.readString(code).strip().equals("137");
    return new Killed(
        leak,
        byKernel,
        Killed.faults(leak, Bundle.under(out.resolve("dir"))),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }
}

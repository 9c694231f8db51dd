package io.memguard.blackbox;

import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.Snapshot;
import io.memguard.source.Host;
import io.memguard.source.VmFlags;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What this JVM is, as its black box says it. Nothing that may hold a secret. */
public final class OwnFacts {
  private OwnFacts() {}

  public static Map<Fact, String> of(
      Snapshot first, long intervalMillis, String version, boolean locked) {
    Map<Fact, String> facts = new EnumMap<>(Fact.class);
    Host host = Host.ofThisProcess();
    ProcessHandle self = ProcessHandle.current();
    String command = System.getProperty("sun.java.command", "");
    facts.put(Fact.STARTED, Long.toString(first.epochMillis()));
    facts.put(Fact.PID, Long.toString(self.pid()));
    facts.put(
        Fact.PROCESS_STARTED,
        self.info().startInstant().map(Instant::toEpochMilli).map(String::valueOf).orElse(""));
    facts.put(Fact.MEMGUARD, version);
    facts.put(
        Fact.JAVA, System.getProperty("java.version") + " " + System.getProperty("java.vm.name"));
    facts.put(Fact.MAIN, main(command));
    facts.put(Fact.COMMAND_HASH, hash(command));
    facts.put(Fact.INTERVAL_MILLIS, Long.toString(intervalMillis));
    facts.put(Fact.HOST, host.name());
    facts.put(Fact.BOOT, host.boot());
    facts.put(Fact.PID_NAMESPACE, host.pidNamespace());
    facts.put(Fact.CGROUP, first.container().value().map(ContainerMemory::path).orElse(""));
    first
        .container()
        .value()
        .ifPresent(
            container ->
                container.limit().ifPresent(limit -> facts.put(Fact.LIMIT, Long.toString(limit))));
    facts.put(Fact.MAX_HEAP, Long.toString(Runtime.getRuntime().maxMemory()));
    facts.put(Fact.WORKING_FOLDER, System.getProperty("user.dir", ""));
    facts.put(Fact.LOCKED, Boolean.toString(locked));
    VmFlags.open()
        .value()
        .ifPresent(
            flags -> {
              facts.put(Fact.ERROR_FILE, flags.value("ErrorFile").orElse(""));
              facts.put(Fact.HEAP_DUMP_PATH, flags.value("HeapDumpPath").orElse(""));
              facts.put(
                  Fact.EXIT_ON_OUT_OF_MEMORY,
                  Boolean.toString(flags.isTrue("ExitOnOutOfMemoryError")));
              facts.put(Fact.FLAGS, flags());
            });
    return facts;
  }

  /** Called only where the module of the platform beans is known to be there. */
  private static String flags() {
    List<String> all = ManagementFactory.getRuntimeMXBean().getInputArguments();
    return all.stream().filter(flag -> flag.startsWith("-X")).collect(Collectors.joining(" "));
  }

  private static String main(String command) {
    int space = command.indexOf(' ');
    String main = space < 0 ? command : command.substring(0, space);
    return main.substring(main.lastIndexOf('/') + 1);
  }

  private static String hash(String command) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(command.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      return "";
    }
  }
}

package io.memguard.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * How a life ended, and what was wrong with what its black box says of that.
 *
 * @param byKernel the OOM killer did it, as the kernel logged
 * @param ageMillis of the last sample when the kill came
 * @param standstillMillis in which, since that sample, the whole JVM was stopped: for a collection,
 *     for a heap dump
 * @param onNode the post-mortem with the kernel's log
 * @param inContainer the same without it
 */
record Death(
    Fate fate,
    boolean byKernel,
    long ageMillis,
    long standstillMillis,
    Autopsy onNode,
    Autopsy inContainer,
    List<String> faults) {

  static final int INTERVAL_MILLIS = 200;

  /** Reading a sample takes a few milliseconds, and three JVMs share two processors. */
  static final int SLACK_MILLIS = 150;

  /** Before it kills, the kernel looks for memory itself and holds up whoever needs a page. */
  static final int RECLAIM_MILLIS = 500;

  static final String HEADING =
      """
      | life | case | end | sample's age | of that stopped | cause | in a container | kind | faults |
      |---:|---|---|---:|---:|---|---|---|---|
      """;

  /** Lives the life to its end. */
  static Death of(Fate fate, Workbench bench, KernelClock clock, int slow)
      throws IOException, InterruptedException {
    AgentJvm jvm = fate.launch(bench, slow).start();
    long killed = fate.sigkillMillis().isPresent() ? sigkill(jvm, fate) : 0;
    int code = jvm.exitCode();
    List<String> faults = new ArrayList<>();
    // A leak may be faster than the SIGKILL that was meant for it.
    OptionalLong oomKill = clock.oomKill(jvm.pid());
    if (code != 137 || (killed == 0 && oomKill.isEmpty())) {
      faults.add("not killed: exit code " + code);
    }
    // First what needs the counters as the kill left them.
    Autopsy inContainer = Autopsy.of(jvm.dir(), Autopsy.IN_CONTAINER);
    Autopsy onNode = Autopsy.of(jvm.dir(), Autopsy.ON_NODE);
    long end = oomKill.orElse(killed);
    long last = onNode.lastMillis();
    long standstill = Standstills.read(bench.folder()).between(last, end);
    Death death =
        new Death(fate, oomKill.isPresent(), end - last, standstill, onNode, inContainer, faults);
    death.examine(slow);
    return death;
  }

  /** Kills it at its moment; when that was. */
  private static long sigkill(AgentJvm jvm, Fate fate) throws InterruptedException {
    Path life = jvm.await("a life", () -> Diagnoses.lives(jvm.dir()).stream().findFirst());
    jvm.await("a sample", () -> BlackBoxFile.lastSample(life));
    Thread.sleep(fate.sigkillMillis().orElseThrow());
    long now = System.currentTimeMillis();
    jvm.kill();
    return now;
  }

  private void examine(int slow) {
    int slack = byKernel ? SLACK_MILLIS + RECLAIM_MILLIS : SLACK_MILLIS;
    if (ageMillis - standstillMillis > INTERVAL_MILLIS + (long) slack * slow) {
      faults.add("the last sample is old");
    }
    // The record that was being written when the kill came.
    if (onNode.tornRecords() > 1) {
      faults.add(onNode.tornRecords() + " torn records");
    }
    for (Autopsy autopsy : List.of(onNode, inContainer)) {
      if (!autopsy.cause().equals(byKernel ? "oom-killed" : "killed")) {
        faults.add("called " + autopsy.cause() + ": " + autopsy.reason());
      }
    }
    if (byKernel && !fate.habit().kind().equals(onNode.kind())) {
      faults.add("kind " + onNode.kind() + " for " + fate.habit().kind());
    }
  }

  boolean isRight() {
    return faults.isEmpty();
  }

  /** One line of the table. */
  String row() {
    return "| %d | %s | %s | %d ms | %s | %s | %s | %s | %s |"
        .formatted(
            fate.number(),
            fate.habit(),
            byKernel ? "OOM killer" : "SIGKILL at " + fate.sigkillMillis().orElse(0) + " ms",
            ageMillis,
            standstillMillis > 0 ? standstillMillis + " ms" : "",
            cause(onNode),
            cause(inContainer),
            onNode.kind() == null ? "" : onNode.kind(),
            faults.isEmpty() ? "" : "**" + String.join("; ", faults) + "**");
  }

  private static String cause(Autopsy autopsy) {
    return autopsy.cause() + " " + autopsy.confidence();
  }
}

package io.memguard.cli;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Another JVM that was attached to. The only user of {@code jdk.attach}, which a JDK has and a
 * runtime image usually has not. Not to be touched before {@link TargetProcess#mustBeAttachable}.
 */
final class Attachment implements AutoCloseable {
  /** Set by the agent in the JVM that it watches. */
  private static final String MARK = "io.memguard.agent";

  /** From this version on a JVM warns of agents that are loaded into it. */
  private static final int WARNS_SINCE = 21;

  private final long pid;
  private final VirtualMachine machine;
  private final Properties properties;

  private Attachment(long pid, VirtualMachine machine, Properties properties) {
    this.pid = pid;
    this.machine = machine;
    this.properties = properties;
  }

  /** To a process that {@link TargetProcess#mustBeAttachable}. */
  static Attachment to(TargetProcess target) throws Refusal {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(target.pid()));
      return new Attachment(target.pid(), machine, machine.getSystemProperties());
    } catch (AttachNotSupportedException | IOException e) {
      throw new Refusal(
          "process "
              + target.pid()
              + " cannot be attached to ("
              + e.getMessage()
              + "): it must be a HotSpot JVM of the same user that is not stopped and shares this"
              + " /tmp; else start it with -javaagent:memguard.jar",
          e);
    }
  }

  boolean hasMemGuard() {
    return properties.getProperty(MARK) != null;
  }

  String javaVersion() {
    return properties.getProperty("java.version", "?");
  }

  boolean warnsOfAgents() {
    try {
      return Integer.parseInt(properties.getProperty("java.specification.version", ""))
          >= WARNS_SINCE;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Loads the agent. It reports its own troubles on the stderr of its JVM. */
  void load(Path jar, String options) throws Refusal {
    try {
      machine.loadAgent(jar.toString(), options);
      if (machine.getSystemProperties().getProperty(MARK) == null) {
        throw new Refusal(
            "the agent did not start in process "
                + pid
                + ": it watches no tools of the JDK; the reason is on the stderr of that process");
      }
    } catch (AgentLoadException | AgentInitializationException | IOException e) {
      throw new Refusal(
          "process "
              + pid
              + " did not load the agent ("
              + e.getMessage()
              + "): it may run with -XX:-EnableDynamicAgentLoading, lack module"
              + " java.instrument, or not be allowed to read "
              + jar
              + "; else start it with -javaagent:memguard.jar",
          e);
    }
  }

  /** Where the management beans of that JVM can be reached from this machine. */
  String localAddress() throws Refusal {
    try {
      return machine.startLocalManagementAgent();
    } catch (IOException e) {
      throw new Refusal(
          "process "
              + pid
              + " does not open its beans ("
              + e.getMessage()
              + "): add module jdk.management.agent to its runtime image, or read its log",
          e);
    }
  }

  @Override
  public void close() {
    try {
      machine.detach();
    } catch (IOException e) {
      // The other JVM has ended.
    }
  }
}

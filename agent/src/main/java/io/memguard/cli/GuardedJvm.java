package io.memguard.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The beans of a JVM that MemGuard watches. */
final class GuardedJvm implements AutoCloseable {
  /** The beans come a second or two after the agent, once the application's main class runs. */
  private static final long PATIENCE_MILLIS = 10_000;

  private static final long LOOK_MILLIS = 200;

  private final long pid;
  private final JMXConnector connector;
  private final MBeanServerConnection server;

  private GuardedJvm(long pid, JMXConnector connector) throws IOException {
    this.pid = pid;
    this.connector = connector;
    this.server = connector.getMBeanServerConnection();
  }

  @SuppressWarnings("BanJNDI") // The address comes from the attached JVM itself.
  static GuardedJvm of(long pid, String address) throws Refusal {
    try {
      JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
      return new GuardedJvm(pid, connector).registered();
    } catch (IOException e) {
      throw new Refusal(
          "the beans of process "
              + pid
              + " cannot be reached ("
              + e.getMessage()
              + "): read its log",
          e);
    }
  }

  private GuardedJvm registered() throws IOException, Refusal {
    for (long waited = 0; waited < PATIENCE_MILLIS; waited += LOOK_MILLIS) {
      if (server.isRegistered(name("Health")) && !statement().isEmpty()) {
        return this;
      }
      pause();
    }
    close();
    throw new Refusal(
        "MemGuard runs in process "
            + pid
            + " but has published nothing yet: try again, or read its log for the reason");
  }

  /** The newest moment; throws IOException when the JVM has ended. */
  Health health() throws IOException {
    try {
      Object seconds = server.getAttribute(name("Health"), "SecondsToLimit");
      List<Diagnosis> diagnoses = new ArrayList<>();
      TabularData table = (TabularData) server.getAttribute(name("Health"), "Diagnoses");
      for (Object row : table.values()) {
        diagnoses.add(Diagnosis.of((CompositeData) row));
      }
      return new Health(
          (String) server.getAttribute(name("Health"), "Status"),
          seconds instanceof Long known ? OptionalLong.of(known) : OptionalLong.empty(),
          statement(),
          diagnoses,
          figures());
    } catch (JMException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private String statement() throws IOException {
    try {
      Object text = server.getAttribute(name("Health"), "Statement");
      return text == null ? "" : (String) text;
    } catch (JMException e) {
      return "";
    }
  }

  /** Advice on sizes as text; empty where the agent is an older one. */
  String sizing() throws IOException {
    try {
      return (String) server.getAttribute(name("Health"), "Sizing");
    } catch (JMException e) {
      return "";
    }
  }

  private Map<String, Long> figures() throws IOException, JMException {
    MBeanAttributeInfo[] known = server.getMBeanInfo(name("Memory")).getAttributes();
    String[] names = new String[known.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = known[i].getName();
    }
    Map<String, Long> figures = new TreeMap<>();
    // A figure that became unavailable meanwhile is left out of the answer.
    for (Attribute attribute : server.getAttributes(name("Memory"), names).asList()) {
      if (attribute.getValue() instanceof Long bytes) {
        figures.put(attribute.getName(), bytes);
      }
    }
    return figures;
  }

  private static ObjectName name(String type) {
    try {
      return new ObjectName("io.memguard:type=" + type);
    } catch (JMException e) {
      throw new IllegalArgumentException(type, e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      connector.close();
    } catch (IOException e) {
      // The other JVM may be gone, which closes the connection as well.
    }
  }
}

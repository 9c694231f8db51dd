package io.memguard.it;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * The beans of MemGuard in another JVM, reached as {@code jconsole} does it: attach, let the JVM
 * start its local management agent, connect. Needs nothing but the JDK.
 */
final class Beans implements AutoCloseable {

  private final JMXConnector connector;
  private final MBeanServerConnection server;

  private Beans(JMXConnector connector) throws IOException {
    this.connector = connector;
    this.server = connector.getMBeanServerConnection();
  }

  @SuppressWarnings("BanJNDI") // the address comes from the attached JVM itself
  static Beans of(long pid) {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        String address = machine.startLocalManagementAgent();
        return new Beans(JMXConnectorFactory.connect(new JMXServiceURL(address)));
      } finally {
        machine.detach();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (AttachNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  static ObjectName name(String type) {
    try {
      return new ObjectName("io.memguard:type=" + type);
    } catch (JMException e) {
      throw new IllegalArgumentException(e);
    }
  }

  boolean has(String type) {
    try {
      return server.isRegistered(name(type));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Object value(String type, String attribute) {
    try {
      return server.getAttribute(name(type), attribute);
    } catch (JMException e) {
      throw new IllegalStateException(type + " " + attribute, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long number(String type, String attribute) {
    return ((Number) value(type, attribute)).longValue();
  }

  /** Every attribute that the bean has now. */
  Map<String, Object> values(String type) {
    try {
      Map<String, Object> values = new TreeMap<>();
      for (MBeanAttributeInfo info : server.getMBeanInfo(name(type)).getAttributes()) {
        values.put(info.getName(), server.getAttribute(name(type), info.getName()));
      }
      return values;
    } catch (JMException e) {
      throw new IllegalStateException(type, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Object invoke(String type, String operation) {
    try {
      return server.invoke(name(type), operation, new Object[0], new String[0]);
    } catch (JMException e) {
      throw new IllegalStateException(type + " " + operation, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes in use after a full collection. */
  long heapAfterCollection() {
    try {
      ObjectName memory = new ObjectName("java.lang:type=Memory");
      server.invoke(memory, "gc", new Object[0], new String[0]);
      CompositeData usage = (CompositeData) server.getAttribute(memory, "HeapMemoryUsage");
      return (long) usage.get("used");
    } catch (JMException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  MBeanServerConnection server() {
    return server;
  }

  /** The notifications that the bean sends from now on. */
  BlockingQueue<Notification> notifications(String type) {
    BlockingQueue<Notification> received = new LinkedBlockingQueue<>();
    try {
      server.addNotificationListener(
          name(type), (notification, unused) -> received.add(notification), null, null);
    } catch (JMException e) {
      throw new IllegalStateException(type, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return received;
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

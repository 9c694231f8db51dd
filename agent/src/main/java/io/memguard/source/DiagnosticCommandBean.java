package io.memguard.source;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Diagnostic commands through their MBean. Starts the platform MBean server. */
final class DiagnosticCommandBean implements DiagnosticCommands.Invocation {

  private final MBeanServer server;
  private final ObjectName bean;

  private DiagnosticCommandBean(MBeanServer server, ObjectName bean) {
    this.server = server;
    this.bean = bean;
  }

  static DiagnosticCommandBean open() throws JMException {
    return new DiagnosticCommandBean(
        ManagementFactory.getPlatformMBeanServer(),
        new ObjectName("com.sun.management:type=DiagnosticCommand"));
  }

  @Override
  public String execute(String command) throws JMException {
    String[] words = command.split(" +", -1);
    String operation = operation(words[0]);
    if (words.length == 1) {
      return (String) server.invoke(bean, operation, new Object[0], new String[0]);
    }
    Object[] arguments = {Arrays.copyOfRange(words, 1, words.length)};
    return (String)
        server.invoke(bean, operation, arguments, new String[] {String[].class.getName()});
  }

  /**
   * The operation that the MBean derives from a command: {@code VM.native_memory} is {@code
   * vmNativeMemory} ({@code transform} in the JDK's DiagnosticCommandImpl).
   */
  static String operation(String command) {
    StringBuilder name = new StringBuilder(command.length());
    boolean first = true;
    boolean raise = false;
    for (int i = 0; i < command.length(); i++) {
      char c = command.charAt(i);
      if (c == '.' || c == '_') {
        first = false;
        raise = true;
      } else {
        char raised = raise ? Character.toUpperCase(c) : c;
        name.append(first ? Character.toLowerCase(c) : raised);
        raise = false;
      }
    }
    return name.toString();
  }
}

package io.memguard.expose;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.memguard.report.Verdicts;
import io.memguard.snapshot.AgentCost;
import io.memguard.verdict.Language;
import io.memguard.verdict.Severity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.management.Attribute;
import javax.management.AttributeNotFoundException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanServerConnection;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over a real RMI connection, as a console or an exporter sees the beans. */
class BeansTest {

  private volatile Map<String, Long> figures =
      Map.of("RssBytes", 300L, "HeapUsedBytes", 100L, "ContainerLimitBytes", 500L);
  private volatile HealthView view =
      new HealthView(
          List.of(Verdicts.directLeak()), OptionalLong.of(511), "RSS = heap + rest", "heap fits");

  private final HealthBean health = new HealthBean(() -> view, Language.EN, Runnable::run);
  private final Beans beans = beans();
  private JMXConnectorServer server;
  private JMXConnector client;
  private MBeanServerConnection connection;

  @BeforeEach
  @SuppressWarnings("BanJNDI") // The address is the one that the line above has opened.
  void connect() throws Exception {
    assertThat(beans.register()).isEmpty();
    server =
        JMXConnectorServerFactory.newJMXConnectorServer(
            new JMXServiceURL("service:jmx:rmi://127.0.0.1"),
            null,
            ManagementFactory.getPlatformMBeanServer());
    server.start();
    client = JMXConnectorFactory.connect(server.getAddress());
    connection = client.getMBeanServerConnection();
  }

  @AfterEach
  void disconnect() throws Exception {
    client.close();
    server.stop();
    beans.unregister();
    assertThat(registered()).isEmpty();
  }

  @Test
  void memoryHasOneNumberForEachFigure() throws Exception {
    ObjectName memory = Beans.name("Memory");
    assertThat(connection.getMBeanInfo(memory).getAttributes())
        .extracting(
            MBeanAttributeInfo::getName,
            MBeanAttributeInfo::getType,
            MBeanFeatureInfo::getDescription)
        .containsExactly(
            tuple("ContainerLimitBytes", "java.lang.Long", "ContainerLimitBytes"),
            tuple("HeapUsedBytes", "java.lang.Long", "HeapUsedBytes"),
            tuple("RssBytes", "java.lang.Long", "Resident set of this process"));
    assertThat(connection.getAttribute(memory, "RssBytes")).isEqualTo(300L);

    figures = Map.of("RssBytes", 301L, "ResidualBytes", 2L);

    assertThat(connection.getMBeanInfo(memory).getAttributes())
        .extracting(MBeanAttributeInfo::getName)
        .containsExactly("ResidualBytes", "RssBytes");
    assertThat(
            connection
                .getAttributes(memory, new String[] {"RssBytes", "HeapUsedBytes", "ResidualBytes"})
                .asList())
        .containsExactly(new Attribute("RssBytes", 301L), new Attribute("ResidualBytes", 2L));
    assertThatThrownBy(() -> connection.getAttribute(memory, "HeapUsedBytes"))
        .isInstanceOf(AttributeNotFoundException.class)
        .hasMessage("HeapUsedBytes is not available now");
    assertThatThrownBy(() -> connection.setAttribute(memory, new Attribute("RssBytes", 1L)))
        .isInstanceOf(AttributeNotFoundException.class);
  }

  @Test
  void healthIsOpenData() throws Exception {
    ObjectName name = Beans.name("Health");
    assertThat(connection.getMBeanInfo(name).getAttributes())
        .extracting(MBeanAttributeInfo::getName, MBeanAttributeInfo::getType)
        .containsExactlyInAnyOrder(
            tuple("Status", "java.lang.String"),
            tuple("Diagnoses", "javax.management.openmbean.TabularData"),
            tuple("SecondsToLimit", "java.lang.Long"),
            tuple("Statement", "java.lang.String"),
            tuple("Sizing", "java.lang.String"));
    assertThat(connection.getAttribute(name, "Sizing")).isEqualTo("heap fits");
    assertThat(connection.getAttribute(name, "Status")).isEqualTo("warning");
    assertThat(connection.getAttribute(name, "SecondsToLimit")).isEqualTo(511L);
    assertThat(connection.getAttribute(name, "Statement")).isEqualTo("RSS = heap + rest");

    TabularData table = (TabularData) connection.getAttribute(name, "Diagnoses");
    assertThat(classesIn(table)).allMatch(type -> !type.contains("memguard"));
    CompositeData row = table.get(new Object[] {"direct-leak:com.acme.Cache.put"});
    assertThat(values(row))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("kind", "direct-leak"),
                Map.entry("severity", "warning"),
                Map.entry("summary", english(Verdicts.directLeak().summary())),
                Map.entry("explanation", english(Verdicts.directLeak().explanation())),
                Map.entry("remedies", english(Verdicts.directLeak().remedies())),
                Map.entry("account", "direct"),
                Map.entry("bytes", 432_328_294L),
                Map.entry("growthBytesPerSecond", 12_582_912.5),
                Map.entry("limitBytes", 1L << 30),
                Map.entry("secondsToLimit", 511L),
                Map.entry("confidence", 0.93),
                Map.entry("fingerprint", "direct-leak:com.acme.Cache.put"),
                Map.entry("culprit", "com.acme.Cache.put"),
                Map.entry(
                    "culprits",
                    List.of("com.acme.Cache.put (allocation-site): 400.0 MiB in 1200"))));
  }

  @Test
  void unknownIsNullAndDoublesAreOneRow() throws Exception {
    view =
        new HealthView(
            List.of(
                Verdicts.bare(Severity.INFO, "first"), Verdicts.bare(Severity.CLEARED, "second")),
            OptionalLong.empty(),
            "",
            "");
    ObjectName name = Beans.name("Health");
    assertThat(connection.getAttribute(name, "Status")).isEqualTo("ok");
    assertThat(connection.getAttribute(name, "SecondsToLimit")).isNull();
    TabularData table = (TabularData) connection.getAttribute(name, "Diagnoses");
    assertThat(table.size()).isEqualTo(1);
    CompositeData row = table.get(new Object[] {"neighbour"});
    assertThat(row.get("summary")).isEqualTo("first");
    assertThat(row.get("limitBytes")).isNull();
    assertThat(row.get("secondsToLimit")).isNull();
  }

  @Test
  void verdictsAreAnnounced() throws Exception {
    LinkedBlockingQueue<Notification> heard = new LinkedBlockingQueue<>();
    connection.addNotificationListener(
        Beans.name("Health"), (notification, handback) -> heard.add(notification), null, null);

    health.announce(Verdicts.directLeak());

    Notification notification = heard.poll(30, TimeUnit.SECONDS);
    assertThat(notification.getType()).isEqualTo("memguard.direct-leak.warning");
    assertThat(notification.getMessage()).isEqualTo(english(Verdicts.directLeak().summary()));
    assertThat(notification.getSource()).isEqualTo(Beans.name("Health"));
    assertThat(((CompositeData) notification.getUserData()).get("severity")).isEqualTo("warning");
    assertThat(classesIn(notification)).allMatch(type -> !type.contains("memguard"));
    assertThat(connection.getMBeanInfo(Beans.name("Health")).getNotifications()[0].getNotifTypes())
        .contains("memguard.oom-risk.critical", "memguard.heap-leak.cleared");
  }

  @Test
  void actionsAnswerInSentences() throws Exception {
    ObjectName actions = Beans.name("Actions");
    List<String> answers = new ArrayList<>();
    for (String operation :
        List.of("dumpHeap", "collectGarbage", "trimNativeHeap", "writeReport", "referenceChains")) {
      answers.add((String) connection.invoke(actions, operation, new Object[0], new String[0]));
    }
    assertThat(answers).containsExactly("Dumped.", "Collected.", "Trimmed.", "Written.", "Found.");
    assertThat(connection.getMBeanInfo(actions).getOperations())
        .hasSize(5)
        .allMatch(operation -> operation.getDescription().contains(" "));
  }

  @Test
  void costIsItemised() throws Exception {
    ObjectName cost = Beans.name("Cost");
    Map<String, Object> values =
        connection
            .getAttributes(
                cost,
                new String[] {
                  "Ticks", "CpuNanos", "AllocatedBytes", "LastTickNanos", "WorstTickNanos"
                })
            .asList()
            .stream()
            .collect(Collectors.toMap(Attribute::getName, Attribute::getValue));
    assertThat(values)
        .isEqualTo(
            Map.of(
                "Ticks", 3L,
                "CpuNanos", 4L,
                "AllocatedBytes", 5L,
                "LastTickNanos", 6L,
                "WorstTickNanos", 7L));
    TabularData sources = (TabularData) connection.getAttribute(cost, "SourceNanos");
    assertThat(sources.get(new Object[] {"cgroup"}).get("value")).isEqualTo(8L);
  }

  @Test
  void secondCopyIsToldAndNotHarmed() {
    assertThat(beans().register())
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence)
                    .startsWith("JMX beans that could not be registered: Memory (")
                    .contains("InstanceAlreadyExistsException"));
  }

  private Beans beans() {
    return new Beans(
        new MemoryBean(() -> figures, Map.of("RssBytes", "Resident set of this process")),
        health,
        new Answers(),
        () -> new AgentCost(3, 4, 5, 6, 7, Map.of("cgroup", 8L)));
  }

  private static final class Answers implements Actions {
    @Override
    public String dumpHeap() {
      return "Dumped.";
    }

    @Override
    public String collectGarbage() {
      return "Collected.";
    }

    @Override
    public String trimNativeHeap() {
      return "Trimmed.";
    }

    @Override
    public String writeReport() {
      return "Written.";
    }

    @Override
    public String referenceChains() {
      return "Found.";
    }
  }

  private static Set<ObjectName> registered() throws Exception {
    return ManagementFactory.getPlatformMBeanServer()
        .queryNames(new ObjectName("io.memguard:*"), null);
  }

  private static Map<String, Object> values(CompositeData row) {
    return row.getCompositeType().keySet().stream()
        .collect(
            Collectors.toMap(
                key -> key,
                key ->
                    row.get(key) instanceof String[] array ? Arrays.asList(array) : row.get(key)));
  }

  /** The classes that a client must have to read a value. */
  private static Set<String> classesIn(Object value) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    Set<String> classes = new TreeSet<>();
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())) {
          @Override
          protected Class<?> resolveClass(ObjectStreamClass type)
              throws IOException, ClassNotFoundException {
            classes.add(type.getName());
            return super.resolveClass(type);
          }
        }) {
      assertThat(in.readObject()).isNotNull();
    }
    assertThat(classes).isNotEmpty();
    return classes;
  }
}

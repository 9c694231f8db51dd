package io.memguard.expose;

import io.memguard.verdict.Kind;
import io.memguard.verdict.Language;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.management.AttributeNotFoundException;
import javax.management.MBeanInfo;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.openmbean.OpenMBeanAttributeInfo;
import javax.management.openmbean.OpenMBeanAttributeInfoSupport;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;

/**
 * {@code type=Health}: how this process fares, in words and as a table, and a notification {@code
 * memguard.<kind>.<severity>} for every verdict that is announced. Open types only, so a console
 * needs no class of ours.
 */
public final class HealthBean extends ReadOnlyBean {

  private static final MBeanNotificationInfo NOTIFICATIONS =
      new MBeanNotificationInfo(
          notificationTypes(), Notification.class.getName(), "A verdict appeared or changed");

  private final Supplier<HealthView> view;
  private final DiagnosisTable table;
  private final Language language;
  private final AtomicLong sequence = new AtomicLong();
  private final MBeanInfo info;

  /**
   * @param view the published moment
   * @param language of the sentences
   * @param notifier runs the listeners, which are code of the host and may block
   */
  public HealthBean(Supplier<HealthView> view, Language language, Executor notifier) {
    super(notifier, NOTIFICATIONS);
    this.view = view;
    this.language = language;
    this.table = new DiagnosisTable(language);
    this.info =
        info(
            HealthBean.class,
            "Whether memory is leaking or running out, and what to do about it",
            List.of(
                attribute("Status", SimpleType.STRING, "ok, watch, warning or critical"),
                attribute("Diagnoses", table.type(), "The troubles found, by fingerprint"),
                attribute(
                    "SecondsToLimit",
                    SimpleType.LONG,
                    "Until the first limit is met at the present pace; null when none will be"),
                attribute("Statement", SimpleType.STRING, "Where the memory is, balanced"),
                attribute(
                    "Sizing",
                    SimpleType.STRING,
                    "What heap, container and the rest should be, from measured peaks")),
            NOTIFICATIONS);
  }

  /** Sends the notification of a verdict, with its row of the table as user data. */
  public void announce(Verdict verdict) {
    Notification notification =
        new Notification(
            type(verdict.kind(), verdict.severity()),
            Beans.name("Health"),
            sequence.incrementAndGet(),
            language.say(verdict.summary()));
    notification.setUserData(table.row(verdict));
    sendNotification(notification);
  }

  @Override
  public Object getAttribute(String attribute) throws AttributeNotFoundException {
    HealthView now = view.get();
    return switch (attribute) {
      case "Status" -> now.status();
      case "Diagnoses" -> table.of(now.verdicts());
      case "SecondsToLimit" -> DiagnosisTable.orNull(now.secondsToLimit());
      case "Statement" -> now.statement();
      case "Sizing" -> now.sizing();
      default -> throw new AttributeNotFoundException(attribute);
    };
  }

  @Override
  public MBeanInfo getMBeanInfo() {
    return info;
  }

  private static OpenMBeanAttributeInfo attribute(
      String name, OpenType<?> type, String description) {
    return new OpenMBeanAttributeInfoSupport(name, description, type, true, false, false);
  }

  private static String type(Kind kind, Severity severity) {
    return "memguard." + kind.label() + "." + severity.label();
  }

  private static String[] notificationTypes() {
    List<String> types = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (Severity severity : Severity.values()) {
        types.add(type(kind, severity));
      }
    }
    return types.toArray(new String[0]);
  }
}

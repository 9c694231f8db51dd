package io.memguard.expose;

import java.util.List;
import java.util.concurrent.Executor;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanInfo;
import javax.management.MBeanNotificationInfo;
import javax.management.NotificationBroadcasterSupport;
import javax.management.ReflectionException;
import javax.management.openmbean.OpenMBeanAttributeInfo;
import javax.management.openmbean.OpenMBeanInfoSupport;

/** An open MBean of attributes that can only be read, and of notifications where it sends any. */
abstract class ReadOnlyBean extends NotificationBroadcasterSupport implements DynamicMBean {

  ReadOnlyBean() {}

  ReadOnlyBean(Executor notifier, MBeanNotificationInfo notifications) {
    super(notifier, notifications);
  }

  @Override
  public final AttributeList getAttributes(String[] attributes) {
    AttributeList list = new AttributeList();
    for (String attribute : attributes) {
      try {
        list.add(new Attribute(attribute, getAttribute(attribute)));
      } catch (Exception e) {
        // The contract of this method: what cannot be read is missing from the answer.
      }
    }
    return list;
  }

  @Override
  public final void setAttribute(Attribute attribute) throws AttributeNotFoundException {
    throw new AttributeNotFoundException(attribute.getName() + " cannot be written");
  }

  @Override
  public final AttributeList setAttributes(AttributeList attributes) {
    return new AttributeList();
  }

  @Override
  public final Object invoke(String action, Object[] arguments, String[] signature)
      throws ReflectionException {
    throw new ReflectionException(new NoSuchMethodException(action));
  }

  static MBeanInfo info(
      Class<?> type,
      String description,
      List<OpenMBeanAttributeInfo> attributes,
      MBeanNotificationInfo... notifications) {
    return new OpenMBeanInfoSupport(
        type.getName(),
        description,
        attributes.toArray(new OpenMBeanAttributeInfo[0]),
        null,
        null,
        notifications);
  }
}

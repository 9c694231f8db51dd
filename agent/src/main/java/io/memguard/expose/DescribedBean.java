package io.memguard.expose;

import java.util.Map;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.StandardMBean;

/**
 * An MXBean whose attributes and operations carry a sentence for whoever reads them in a console.
 */
final class DescribedBean extends StandardMBean {

  private final String description;
  private final Map<String, String> descriptions;

  <T> DescribedBean(T bean, Class<T> type, String description, Map<String, String> descriptions) {
    super(bean, type, true);
    this.description = description;
    this.descriptions = descriptions;
  }

  @Override
  protected String getDescription(MBeanInfo info) {
    return description;
  }

  @Override
  protected String getDescription(MBeanFeatureInfo info) {
    return descriptions.getOrDefault(info.getName(), info.getName());
  }
}

package io.memguard.expose;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import javax.management.AttributeNotFoundException;
import javax.management.MBeanInfo;
import javax.management.openmbean.OpenMBeanAttributeInfo;
import javax.management.openmbean.OpenMBeanAttributeInfoSupport;
import javax.management.openmbean.SimpleType;

/**
 * {@code type=Memory}: every figure of the last snapshot as a numeric attribute of its own. A
 * figure that is unavailable is absent from the bean's description too, so scrapers see no zero.
 */
public final class MemoryBean extends ReadOnlyBean {

  private final Supplier<Map<String, Long>> figures;
  private final Map<String, String> descriptions;
  private volatile Described described = new Described(Set.of(), info(List.of()));

  private record Described(Set<String> names, MBeanInfo info) {}

  /**
   * @param figures bytes by attribute name, such as {@code RssBytes}, of the published view
   * @param descriptions by attribute name; a name without one describes itself
   */
  public MemoryBean(Supplier<Map<String, Long>> figures, Map<String, String> descriptions) {
    this.figures = figures;
    this.descriptions = Map.copyOf(descriptions);
  }

  @Override
  public Object getAttribute(String attribute) throws AttributeNotFoundException {
    Long value = figures.get().get(attribute);
    if (value == null) {
      throw new AttributeNotFoundException(attribute + " is not available now");
    }
    return value;
  }

  @Override
  public MBeanInfo getMBeanInfo() {
    Set<String> names = figures.get().keySet();
    Described known = described;
    if (!known.names().equals(names)) {
      known = describe(new TreeSet<>(names));
      described = known;
    }
    return known.info();
  }

  private Described describe(Set<String> names) {
    List<OpenMBeanAttributeInfo> attributes = new ArrayList<>();
    for (String name : names) {
      String description = descriptions.getOrDefault(name, name);
      attributes.add(
          new OpenMBeanAttributeInfoSupport(
              name, description, SimpleType.LONG, true, false, false));
    }
    return new Described(names, info(attributes));
  }

  private static MBeanInfo info(List<OpenMBeanAttributeInfo> attributes) {
    return info(
        MemoryBean.class,
        "Where the memory of this process and its container is, in bytes, as of the last sample",
        attributes);
  }
}

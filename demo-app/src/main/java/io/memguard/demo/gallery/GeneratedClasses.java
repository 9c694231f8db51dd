package io.memguard.demo.gallery;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * A mapping library generates a class for every order instead of for every type of order, each in a
 * loader of its own. Nothing but the container limits metaspace. MemGuard must say that metaspace
 * leaks and name the generated mappers or their loader.
 */
final class GeneratedClasses implements Case {

  /** Metaspace of one mapper and its loader, as measured on JDK 17 and 25. */
  private static final int MAPPER_BYTES = 16 << 10;

  private final Queue<OrderMapper> mappers = new ConcurrentLinkedQueue<>();
  private Ramp ramp;

  @Override
  public About about() {
    return About.sick(
        "generated-classes",
        "classes generated for each request in loaders of their own",
        "metaspace-leak",
        "\\bOrderMapper\\b|\\bByteArrayClassLoader\\b");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.nativeRoom(), 0.9);
  }

  @Override
  public void onRequest(long n) throws ReflectiveOperationException {
    for (int i = 0; i < ramp.due(n, MAPPER_BYTES); i++) {
      OrderMapper mapper = generate("order-" + n);
      if (!mapper.target().equals("order-" + n)) {
        throw new IllegalStateException("the mapper of order " + n + " is wrong");
      }
      mappers.add(mapper);
    }
  }

  private static OrderMapper generate(String target) throws ReflectiveOperationException {
    return new ByteBuddy()
        .subclass(OrderMapper.class)
        .method(ElementMatchers.named("target"))
        .intercept(FixedValue.value(target))
        .make()
        .load(GeneratedClasses.class.getClassLoader(), ClassLoadingStrategy.Default.WRAPPER)
        .getLoaded()
        .getConstructor()
        .newInstance();
  }

  /** What the generated classes extend. */
  public abstract static class OrderMapper {

    public OrderMapper() {}

    public abstract String target();
  }
}

package io.memguard.demo.gallery;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongUnaryOperator;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ByteArrayClassLoader;
import net.bytebuddy.dynamic.loading.InjectionClassLoader;

/**
 * A rule engine generates one class after another, all of them run hot and stay, and the code cache
 * was made small. MemGuard must say that the code cache is full: the compiler stops and the service
 * becomes slow, which nobody connects with memory.
 */
final class CodeCacheFull implements Case {

  /** Code of one rule at both levels of the compiler, as measured on JDK 17 and 25. */
  private static final int RULE_BYTES = 6 << 10;

  private static final long CODE_CACHE = 14L << 20;
  private static final long OF_THE_SERVICE = 8L << 20;
  private static final int CALLS_TO_COMPILE = 6_000;
  private static final int CALLS_PER_REQUEST = 200;

  private final List<LongUnaryOperator> rules = new CopyOnWriteArrayList<>();
  private final ByteArrayClassLoader loader =
      new ByteArrayClassLoader(CodeCacheFull.class.getClassLoader(), false, Map.of());
  private Ramp ramp;

  @Override
  public About about() {
    return About.sick(
            "code-cache-full",
            "generated rules that all run hot in a small code cache",
            "code-cache-full",
            "")
        .with("-Xmx192m", "-XX:ReservedCodeCacheSize=14m");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(CODE_CACHE - OF_THE_SERVICE, 0.9);
  }

  @Override
  public void onRequest(long n) throws ReflectiveOperationException {
    for (int i = 0; i < ramp.due(n, RULE_BYTES); i++) {
      LongUnaryOperator rule = generate(n + "_" + i);
      for (int call = 0; call < CALLS_TO_COMPILE; call++) {
        check(rule, call);
      }
      rules.add(rule);
    }
    for (int i = 0; i < CALLS_PER_REQUEST && !rules.isEmpty(); i++) {
      check(rules.get((int) ((n * CALLS_PER_REQUEST + i) % rules.size())), i);
    }
  }

  /** One at a time: the loader cannot define one package from two threads. */
  private synchronized LongUnaryOperator generate(String name) throws ReflectiveOperationException {
    return new ByteBuddy()
        .redefine(Rule.class)
        .name(Rule.class.getName() + name)
        .make()
        .load(loader, InjectionClassLoader.Strategy.INSTANCE)
        .getLoaded()
        .getConstructor()
        .newInstance();
  }

  private static void check(LongUnaryOperator rule, long cents) {
    if (rule.applyAsLong(cents) != 3 * cents) {
      throw new IllegalStateException("a rule is wrong for " + cents);
    }
  }

  /** What the generated classes are copies of; the compiler makes much of its few lines. */
  public static final class Rule implements LongUnaryOperator {

    @Override
    public long applyAsLong(long cents) {
      return parsed(Long.toString(cents)) + parsed(cents + "") + parsed(String.valueOf(cents));
    }

    private static long parsed(String text) {
      return Long.parseLong(new StringBuilder(text).reverse().reverse().toString());
    }
  }
}

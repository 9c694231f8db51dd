package io.memguard.demo.gallery;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ByteArrayClassLoader;
import net.bytebuddy.dynamic.loading.InjectionClassLoader;

/**
 * For half of the run ever more methods of the service get hot, then all are compiled. MemGuard
 * must be silent: the code cache rises like that of any service that warms up, and then stays.
 */
final class JitWarmUp implements Case {

  private static final int RULES = 800;

  /** Enough for the last compiler. */
  private static final int CALLS_UNTIL_HOT = 15_000;

  private final List<LongUnaryOperator> rules = new ArrayList<>();
  private InjectionClassLoader loader;
  private Ramp ramp;

  @Override
  public About about() {
    return About.healthy("jit-warm-up", "ever more methods get hot, for half of the run");
  }

  @Override
  public void start(Run run) {
    loader = new ByteArrayClassLoader(Rule.class.getClassLoader(), false, Map.of());
    ramp = run.ramp(RULES, 0.5);
  }

  @Override
  public synchronized void onRequest(long n) {
    for (int i = 0; i < ramp.due(n, 1) && rules.size() < RULES; i++) {
      LongUnaryOperator rule = copy(rules.size());
      long sum = 0;
      for (int call = 0; call < CALLS_UNTIL_HOT; call++) {
        sum += rule.applyAsLong(call);
      }
      if (sum != (long) CALLS_UNTIL_HOT * (CALLS_UNTIL_HOT - 1) / 2) {
        throw new IllegalStateException("rule %d computes %d".formatted(rules.size(), sum));
      }
      rules.add(rule);
    }
  }

  private LongUnaryOperator copy(int number) {
    try {
      return new ByteBuddy()
          .redefine(Rule.class)
          .name(Rule.class.getName() + number)
          .make()
          .load(loader, InjectionClassLoader.Strategy.INSTANCE)
          .getLoaded()
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("rule %d was not made".formatted(number), e);
    }
  }

  /** Gives what it is given, in more steps than an inlined call takes. */
  public static final class Rule implements LongUnaryOperator {

    @Override
    public long applyAsLong(long value) {
      return decode(encode(value));
    }

    private static long encode(long value) {
      long code = 0;
      for (int bit = 0; bit < 14; bit++) {
        code = code << 1 | (value >> bit & 1);
      }
      return code;
    }

    private static long decode(long code) {
      long value = 0;
      for (int bit = 0; bit < 14; bit++) {
        value = value << 1 | (code >> bit & 1);
      }
      return value;
    }
  }
}

package io.memguard.ledger;

import java.util.Random;

/**
 * Generated memory curves of services in good health, in bytes: one seed, one curve. They come as
 * near to a leak as a service may that has not taken more than half of the room it began with, at
 * an even pace and without a pause: what goes further cannot be told from a leak until it stops.
 */
public final class HealthySeries {
  /** The limit that the curves stay below. */
  public static final double LIMIT = 1 << 30;

  /** What the curves are of; each seed takes the next. */
  public enum Habit {
    FLAT,
    SAWTOOTH,
    STEP,
    STEPS,
    WARM_UP,
    CACHE_THAT_FILLS,
    CACHES_ONE_AFTER_THE_OTHER,
    CACHE_UNDER_A_SAWTOOTH,
    DAILY_CYCLE,
    RANDOM_WALK,
    BURSTS,
    TRAFFIC_STEPS,
    BATCH_JOBS,
    QUEUE_THAT_BACKS_UP
  }

  private HealthySeries() {}

  public static Habit habit(long seed) {
    return Habit.values()[(int) (seed % Habit.values().length)];
  }

  public static Series generate(long seed) {
    Random random = new Random(seed);
    int n = 60 + random.nextInt(random.nextInt(20) == 0 ? 3_000 : 500);
    double base = (0.05 + 0.65 * random.nextDouble()) * LIMIT;
    double room = LIMIT - base;
    double noise = room * 0.05 * random.nextDouble() * random.nextDouble();
    double[] values = new Habits(random, n, room).values(habit(seed));
    for (int i = 0; i < n; i++) {
      values[i] = Math.min(LIMIT, base + values[i] + Math.abs(random.nextGaussian()) * noise);
    }
    return Disturbances.on(values, random);
  }

  /** The habits, drawn into {@code n} points over a {@code room} in bytes. */
  private record Habits(Random random, int n, double room) {
    double[] values(Habit habit) {
      return switch (habit) {
        case FLAT -> new double[n];
        case SAWTOOTH -> sawtooth(between(0.05, 0.5) * room);
        case STEP -> steps(1, between(0.1, 0.8) * room);
        case STEPS -> steps(2 + random.nextInt(4), between(0.1, 0.6) * room);
        case WARM_UP -> warmUp(between(0.1, 0.8) * room);
        case CACHE_THAT_FILLS -> fill(0, (int) (n * between(0.1, 0.9)), between(0.1, 0.5) * room);
        case CACHES_ONE_AFTER_THE_OTHER -> twoCaches();
        case CACHE_UNDER_A_SAWTOOTH ->
            sum(
                fill(0, (int) (n * between(0.1, 0.9)), between(0.1, 0.4) * room),
                sawtooth(between(0.02, 0.1) * room));
        case DAILY_CYCLE -> cycle(between(0.1, 0.5) * room);
        case RANDOM_WALK -> walk(between(0.1, 0.5) * room);
        case BURSTS -> bursts(between(0.1, 0.8) * room);
        case TRAFFIC_STEPS -> traffic(between(0.1, 0.5) * room);
        case BATCH_JOBS -> jobs(between(0.1, 0.5) * room);
        case QUEUE_THAT_BACKS_UP -> queue(between(0.1, 0.5) * room);
      };
    }

    private double between(double low, double high) {
      return low + (high - low) * random.nextDouble();
    }

    private double[] sum(double[] a, double[] b) {
      double[] sum = a.clone();
      for (int i = 0; i < n; i++) {
        sum[i] += b[i];
      }
      return sum;
    }

    private double[] sawtooth(double size) {
      double period = between(3, 100);
      double phase = random.nextDouble();
      double[] values = new double[n];
      for (int i = 0; i < n; i++) {
        values[i] = size * ((i / period + phase) % 1);
      }
      return values;
    }

    /** Each step takes one to five points. */
    private double[] steps(int count, double size) {
      double[] values = new double[n];
      for (int step = 0; step < count; step++) {
        int at = random.nextInt(n);
        int over = 1 + random.nextInt(5);
        for (int i = at; i < n; i++) {
          values[i] += size / count * Math.min(1, (i - at + 1.0) / over);
        }
      }
      return values;
    }

    private double[] warmUp(double size) {
      double constant = n * between(0.03, 0.3);
      double[] values = new double[n];
      for (int i = 0; i < n; i++) {
        values[i] = size * (1 - Math.exp(-i / constant));
      }
      return values;
    }

    private double[] fill(int from, int to, double size) {
      double[] values = new double[n];
      for (int i = from; i < n; i++) {
        values[i] = size * Math.min(1, (i - from) / Math.max(1.0, to - from));
      }
      return values;
    }

    private double[] twoCaches() {
      int full = (int) (n * between(0.1, 0.4));
      int next = (int) (n * between(0.5, 0.7));
      double size = between(0.1, 0.5) * room;
      double share = between(0.3, 0.7);
      return sum(fill(0, full, size * share), fill(next, next + full, size * (1 - share)));
    }

    private double[] cycle(double size) {
      double period = between(40, Math.max(60, n / 2.0));
      double phase = random.nextDouble();
      double[] values = new double[n];
      for (int i = 0; i < n; i++) {
        values[i] = size * (1 + Math.sin(2 * Math.PI * (i / period + phase))) / 2;
      }
      return values;
    }

    /** Mean-reverting, and held within its bounds. */
    private double[] walk(double size) {
      double pull = between(0, 0.1);
      double stride = size * between(0.01, 0.1);
      double[] values = new double[n];
      double at = size / 2;
      for (int i = 0; i < n; i++) {
        at += pull * (size / 2 - at) + random.nextGaussian() * stride;
        at = Math.max(0, Math.min(size, at));
        values[i] = at;
      }
      return values;
    }

    private double[] bursts(double size) {
      double chance = between(0.01, 0.1);
      double fading = between(0.5, 0.98);
      double[] values = new double[n];
      double at = 0;
      for (int i = 0; i < n; i++) {
        at = at * fading + (random.nextDouble() < chance ? size * random.nextDouble() : 0);
        at = Math.min(size, at);
        values[i] = at;
      }
      return values;
    }

    private double[] traffic(double size) {
      double[] values = new double[n];
      double load = random.nextDouble();
      double noise = between(0.05, 0.3);
      double at = load * size;
      for (int i = 0; i < n; i++) {
        if (random.nextInt(40) == 0) {
          load = random.nextDouble();
        }
        at += 0.3 * (load * size - at);
        values[i] = Math.min(size, at * (1 + noise * random.nextDouble()));
      }
      return values;
    }

    /** A job fills what it needs, holds it for a while and frees it. */
    private double[] jobs(double size) {
      int every = 15 + random.nextInt(100);
      int filling = 1 + random.nextInt(every / 2);
      int holding = random.nextInt(every - filling);
      int phase = random.nextInt(every);
      double[] values = new double[n];
      for (int i = 0; i < n; i++) {
        int at = (i + phase) % every;
        values[i] = at < filling ? size * at / filling : at < filling + holding ? size : 0;
      }
      return values;
    }

    /** Rises evenly and drains as evenly, faster or slower. */
    private double[] queue(double size) {
      double period = between(10, 150);
      double rising = between(0.2, 0.8);
      double[] values = new double[n];
      for (int i = 0; i < n; i++) {
        double at = i / period % 1;
        values[i] = size * (at < rising ? at / rising : (1 - at) / (1 - rising));
      }
      return values;
    }
  }
}

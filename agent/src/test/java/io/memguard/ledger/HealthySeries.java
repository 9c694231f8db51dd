package io.memguard.ledger;

import java.util.Random;

/** Generated memory curves of services in good health, in bytes: one seed, one curve. */
final class HealthySeries {
  private HealthySeries() {}

  static Series generate(long seed) {
    Random random = new Random(seed);
    int n = 30 + random.nextInt(400);
    double step = Math.pow(10, -1 + 4 * random.nextDouble());
    double base = (50 + random.nextInt(300)) * 1048576.0;
    double noise = base * 0.1 * random.nextDouble();
    int shape = random.nextInt(6);
    // At least four periods: what is seen of a longer one is plain growth.
    double period = 3 + random.nextInt(Math.max(1, n / 4 - 3));
    double size = base * (0.2 + random.nextDouble());
    double[] seconds = new double[n];
    double[] values = new double[n];
    double walk = 0;
    for (int i = 0; i < n; i++) {
      seconds[i] = i * step;
      double value =
          switch (shape) {
            case 0 -> 0;
            case 1 -> size * (i % period) / period;
            case 2 -> size * (1 - Math.exp(-5.0 * i / n));
            case 3 -> i < n / 2 ? 0 : size;
            case 4 -> size * (1 + Math.sin(2 * Math.PI * i / period)) / 2;
            default -> {
              // Mean-reverting load.
              walk += -0.2 * walk + random.nextGaussian() * size * 0.1;
              yield walk;
            }
          };
      values[i] = base + value + Math.abs(random.nextGaussian()) * noise;
    }
    return new Series(seconds, values);
  }
}

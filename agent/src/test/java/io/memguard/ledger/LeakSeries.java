package io.memguard.ledger;

import java.util.Random;

/**
 * Generated memory curves of services that leak, in bytes: one seed, one curve. All rise at a
 * steady pace until their end and differ in what lies over the rise.
 */
final class LeakSeries {
  private LeakSeries() {}

  static Series generate(long seed) {
    Random random = new Random(seed);
    int n = 30 + random.nextInt(400);
    double step = Math.pow(10, -1 + 4 * random.nextDouble());
    double base = (50 + random.nextInt(300)) * 1048576.0;
    double gain = base * (0.2 + random.nextDouble());
    double noise = base * 0.1 * random.nextDouble();
    int shape = random.nextInt(4);
    // At least eight teeth of garbage, each up to twice what leaks in the whole window.
    double period = 3 + random.nextInt(n / 8);
    double garbage = 2 * gain * random.nextDouble();
    double burstShare = 0.05 + 0.25 * random.nextDouble();
    // At most three quarters of the time all is well, and what follows is at least 24 points long.
    int begin = random.nextInt(Math.max(1, Math.min(3 * n / 4, n - 24)));
    double[] seconds = new double[n];
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      seconds[i] = i * step;
      double floor = gain * i / n;
      double value =
          switch (shape) {
            case 0 -> floor;
            case 1 -> floor + (random.nextDouble() < burstShare ? gain * random.nextDouble() : 0);
            case 2 -> floor + garbage * (i % period) / period;
            default -> gain * Math.max(0, i - begin) / (n - begin);
          };
      values[i] = base + value + Math.abs(random.nextGaussian()) * noise;
    }
    return new Series(seconds, values);
  }
}

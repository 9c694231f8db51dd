package io.memguard.ledger;

import java.util.Arrays;
import java.util.Random;

/**
 * What befalls a curve on its way to the ledger: any sample period, and in one of three curves lost
 * samples, samples told twice, and pauses of the whole process.
 */
final class Disturbances {
  private Disturbances() {}

  static Series on(double[] values, Random random) {
    double step = Math.pow(10, -1 + 4 * random.nextDouble());
    boolean disturbed = random.nextInt(3) == 0;
    double[] seconds = new double[values.length];
    double[] seen = new double[values.length];
    int count = 0;
    double second = 0;
    for (int i = 0; i < values.length; i++) {
      second += step;
      int chance = disturbed ? random.nextInt(200) : 200;
      if (chance < 4) {
        continue;
      }
      if (chance == 4) {
        second += step * random.nextInt(120);
      }
      seconds[count] = second;
      seen[count] = chance < 8 && count > 0 ? seen[count - 1] : values[i];
      count++;
    }
    return new Series(Arrays.copyOf(seconds, count), Arrays.copyOf(seen, count));
  }
}

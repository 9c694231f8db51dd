package io.memguard.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DominatorsTest {
  private static final int LONG_LIST = 300_000;

  @TempDir Path folder;

  /** Without an object, exactly what it retains is no longer reached. */
  @Test
  void whatAnObjectRetainsIsWhatIsLostWithoutIt() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      int objects = 2 + random.nextInt(40);
      int[][] references = graph(random, objects);
      Dominators dominators = dominators(references);
      long all = reached(references, -1);
      assertThat(dominators.retained(1)).as("seed %d round %d", seed, round).isEqualTo(all);
      for (int object = 0; object < objects; object++) {
        int place = dominators.place(object);
        assertThat(place == 0 ? 0 : dominators.retained(place))
            .as("seed %d round %d object %d", seed, round, object)
            .isEqualTo(all - reached(references, object));
      }
    }
  }

  /** A queue whose end is known too, and whose nodes know their predecessors. */
  @Test
  void longListsAreWalkedWithoutRecursion() throws IOException {
    int[][] references = new int[LONG_LIST + 1][];
    for (int node = 0; node < LONG_LIST; node++) {
      references[node] =
          new int[] {Math.max(0, node - 1), Math.min(LONG_LIST - 1, node + 1), LONG_LIST - 1};
    }
    references[LONG_LIST] = new int[] {0};
    Dominators dominators = dominators(references);
    assertThat(dominators.reached()).isEqualTo(LONG_LIST + 1);
    assertThat(dominators.retained(dominators.place(0))).isEqualTo(sum(LONG_LIST));
    assertThat(dominators.retained(dominators.place(LONG_LIST - 1))).isEqualTo(size(LONG_LIST - 1));
    int last = dominators.place(LONG_LIST - 1);
    assertThat(dominators.at(dominators.dominator(last))).isEqualTo(0);
  }

  private Dominators dominators(int[][] references) throws IOException {
    Workspace workspace = Workspace.create(folder, folder.resolve("any"));
    Links links = new Links(workspace);
    for (int from = 0; from < references.length; from++) {
      links.begin(from);
      for (int to : references[from]) {
        links.add(to);
      }
    }
    return new Dominators(links, references.length - 1, DominatorsTest::size, workspace);
  }

  /** The last one stands for the JVM. */
  private static int[][] graph(Random random, int objects) {
    int[][] references = new int[objects + 1][];
    for (int from = 0; from <= objects; from++) {
      references[from] = random.ints(random.nextInt(4), 0, objects).toArray();
    }
    return references;
  }

  private static long reached(int[][] references, int without) {
    boolean[] seen = new boolean[references.length];
    Deque<Integer> open = new ArrayDeque<>();
    open.push(references.length - 1);
    long bytes = 0;
    while (!open.isEmpty()) {
      for (int to : references[open.pop()]) {
        if (to != without && !seen[to]) {
          seen[to] = true;
          bytes += size(to);
          open.push(to);
        }
      }
    }
    return bytes;
  }

  private static long size(int object) {
    return 8L * (object % 7 + 2);
  }

  private static long sum(int objects) {
    long sum = 0;
    for (int object = 0; object < objects; object++) {
      sum += size(object);
    }
    return sum;
  }
}

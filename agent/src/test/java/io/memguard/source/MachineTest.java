package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.MachineMemory;
import io.memguard.snapshot.Reading;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {

  @Test
  void readsAV1Machine() {
    assertThat(new Machine(Tree.captured("v1/swap-active")).read())
        .isEqualTo(
            Reading.known(
                new MachineMemory(
                    24684092L << 10,
                    19778220L << 10,
                    21496072L << 10,
                    330740L << 10,
                    227959,
                    288836,
                    0,
                    5,
                    List.of(1980L, 359L, 55L, 239L, 186L, 61L, 43L, 9L, 235L, 8L, 825L))));
  }

  @Test
  void readsAV2MachineThatSwaps() {
    assertThat(new Machine(Tree.captured("v2-kernel-7.2/swap-active")).read())
        .isEqualTo(
            Reading.known(
                new MachineMemory(
                    987212L << 10,
                    675148L << 10,
                    627036L << 10,
                    218824L << 10,
                    3652,
                    9346,
                    0,
                    1,
                    List.of(0L, 2L, 0L, 0L, 1L, 33L, 16L, 76L, 12L, 1L, 146L))));
  }

  @Test
  void readsThisMachine() {
    MachineMemory machine = Machine.ofThisProcess().read().value().orElseThrow();
    assertThat(machine.available()).isBetween(1L, machine.total());
  }

  @Test
  void saysWhatIsMissing(@TempDir Path root) {
    Machine source = new Machine(root);
    assertThat(source.read().reason())
        .startsWith("the machine's memory cannot be read (")
        .endsWith("meminfo (No such file or directory)), so mount /proc in full");
  }
}

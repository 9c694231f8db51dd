package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.ProcessMemory;
import io.memguard.snapshot.Reading;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcSelfTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    // In kB as the files have them.
    "v1/healthy,               83100,  59276, 23824,      0,  83100,     0, 13",
    "v1/threads,               92784, 68996, 23788, 0, 92784, 0, 313",
    "v2/swap-active,           187864, 166372, 21480, 12, 224244, 44960, 12",
  })
  void readsCapturedStatus(
      String captured,
      long rss,
      long anonymous,
      long file,
      long shared,
      long peak,
      long swap,
      int threads) {
    assertThat(new ProcSelf(Tree.captured(captured)).read())
        .isEqualTo(
            Reading.known(
                new ProcessMemory(
                    rss << 10,
                    anonymous << 10,
                    file << 10,
                    shared << 10,
                    peak << 10,
                    swap << 10,
                    threads)));
  }

  @Test
  void readsThisProcess() {
    ProcessMemory self = ProcSelf.ofThisProcess().read().value().orElseThrow();
    assertThat(self.rss()).isEqualTo(self.anonymous() + self.file() + self.shared());
    assertThat(self.peakRss()).isGreaterThanOrEqualTo(self.rss());
    assertThat(self.threads()).isPositive();
  }

  @Test
  void saysWhatIsMissing(@TempDir Path root) {
    ProcSelf source = new ProcSelf(root);
    assertThat(source.read().reason())
        .isEqualTo("/proc/self/status cannot be read, so mount /proc");
    new Tree(root).file("proc/self/status", "Name:\tjava\nVmRSS:\t 100 kB\nThreads:\t2\n");
    assertThat(source.read().reason())
        .endsWith(
            "status has no line 'RssAnon': splitting RSS into its kinds needs Linux 4.5 or later");
  }
}

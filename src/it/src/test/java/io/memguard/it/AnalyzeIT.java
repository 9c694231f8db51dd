package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code analyze} on dumps of demo cases, beside {@link ReferenceHeap}, which is another reader.
 */
class AnalyzeIT {
  private static final long WORTH_DUMPING = 20L << 20;

  @RegisterExtension final Workbench bench = new Workbench();

  static Stream<Arguments> cases() {
    List<Jdk> all = Jdk.all();
    Jdk oldest = all.get(0);
    Jdk newest = all.get(all.size() - 1);
    return Stream.of(
        Arguments.of(oldest, "heap-leak", "static OrderBook.byId"),
        Arguments.of(newest, "session-leak", "DefaultSessionCache"),
        Arguments.of(newest, "thread-local-leak", "thread main, a variable in"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void retainedSizesAreThoseOfAnotherReader(Jdk jdk, String name, String holder)
      throws IOException, InterruptedException {
    Path dump = dump(jdk, name);
    AgentJvm analyze =
        bench
            .jvm(jdk, "analyze")
            .agents(0)
            .flags("-Xmx64m")
            .jar(Lab.AGENT, "analyze", "--json", dump.toString())
            .start();
    assertThat(analyze.exitCode()).as(analyze::description).isZero();

    JsonObject heap = JsonParser.parseString(analyze.stdoutText()).getAsJsonObject();
    ReferenceHeap reference = ReferenceHeap.read(dump);
    assertThat(heap.get("objects").getAsInt()).isEqualTo(reference.objects());
    assertThat(heap.get("bytes").getAsLong()).isEqualTo(reference.bytes());
    List<String> chains = new ArrayList<>();
    for (JsonElement one : heap.getAsJsonArray("holdings")) {
      JsonObject holding = one.getAsJsonObject();
      chains.add(holding.get("chain").getAsString());
      assertThat(holding.get("retainedBytes").getAsLong())
          .as(holding::toString)
          .isEqualTo(reference.retained(Long.decode(holding.get("address").getAsString())));
    }
    assertThat(chains).anyMatch(chain -> chain.contains(holder));
  }

  /** The heap of a demo case without the agent, while it leaks. */
  private Path dump(Jdk jdk, String name) throws IOException, InterruptedException {
    AgentJvm leak =
        bench
            .jvm(jdk)
            .agents(0)
            .flags(Gallery.named(name).flags())
            .jar(Lab.DEMO, name, "seconds=60")
            .start();
    leak.awaitLine("^started");
    Path live = bench.folder().resolve("live.hprof");
    // Dumps of live objects grow with what leaks.
    while (!Files.exists(live) || Files.size(live) < WORTH_DUMPING) {
      Files.deleteIfExists(live);
      Process jcmd =
          new ProcessBuilder(
                  jdk.tool("jcmd"), Long.toString(leak.pid()), "GC.heap_dump", live.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(jcmd.waitFor()).as(said).isZero();
    }
    leak.close();
    return live;
  }
}

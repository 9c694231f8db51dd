package io.memguard.blackbox;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.ledger.Statement;
import io.memguard.snapshot.Snapshot;
import io.memguard.snapshot.Ticks;
import io.memguard.source.Host;
import io.memguard.verdict.Language;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LivesTest {
  @TempDir Path root;
  private Path own;
  private Lives lives;

  @BeforeEach
  void begin() throws IOException {
    own = Files.createDirectory(root.resolve("life-20260101-000100-1"));
    lives = new Lives(root, own, facts("here", "true"), Language.EN);
  }

  /** A life that another JVM leads: one black box, one sample, then it waits to be ended. */
  public static final class Neighbour {
    private Neighbour() {}

    public static void main(String[] arguments) throws IOException {
      Path life = Path.of(arguments[0]);
      LifeLock lock = LifeLock.hold(life);
      BlackBox box =
          BlackBox.create(
              life, facts(arguments[1], Boolean.toString(lock.isLocked())), problem -> {});
      Shutdown.mark(box);
      sample(box);
      System.out.println("recording");
      System.out.flush();
      if (System.in.read() == 'e') {
        System.exit(3);
      }
    }
  }

  @Test
  void aRunningLifeIsNotJudgedAndADeadOneIsToldOnce() throws Exception {
    Path other = folder("life-20260101-000000-1");
    Process neighbour = neighbour(other, Host.ofThisProcess().name());
    try {
      assertThat(lives.look().ended()).isEmpty();
      assertThat(PostMortem.of(other).value().orElseThrow().conclusion().cause())
          .isEqualTo(Cause.RUNNING);
    } finally {
      neighbour.destroyForcibly().waitFor();
    }

    assertThat(lives.look().ended())
        .singleElement()
        .satisfies(dead -> assertThat(dead.conclusion().cause()).isEqualTo(Cause.KILLED));
    assertThat(lives.look().ended()).isEmpty();
    assertThat(new Lives(root, own, facts("here", "true"), Language.EN).look().ended()).isEmpty();
  }

  @Test
  void waysToEndInOrderAreToldApart() throws Exception {
    assertThat(english(ending('e').clause())).contains("System.exit").contains("Neighbour.main");
    assertThat(ending('x').how()).isEqualTo(Ending.How.LAST_THREAD);
    Path life = folder("life-20260101-000000-9");
    Process terminated = neighbour(life, "here");
    // Process.destroy would close its standard input too, which ends the main thread.
    terminated.toHandle().destroy();
    terminated.waitFor();
    PostMortem dead = PostMortem.of(life).value().orElseThrow();
    assertThat(dead.conclusion().cause()).isEqualTo(Cause.CLEAN);
    assertThat(dead.recording().ending().orElseThrow().by()).isEqualTo("SIGTERM");
  }

  private Ending ending(char command) throws Exception {
    Path life = folder("life-20260101-000000-" + (int) command);
    Process process = neighbour(life, "here");
    process.getOutputStream().write(command);
    process.getOutputStream().flush();
    process.waitFor();
    PostMortem dead = PostMortem.of(life).value().orElseThrow();
    assertThat(dead.conclusion().cause()).isEqualTo(Cause.CLEAN);
    return dead.recording().ending().orElseThrow();
  }

  @Test
  void theLifeOfAnotherServiceIsLeftToIt() throws IOException {
    Map<Fact, String> facts = facts("here", "true");
    facts.put(Fact.MAIN, "other.jar");
    record(folder("life-20260101-000000-1"), facts);

    assertThat(lives.look().ended()).isEmpty();
  }

  /** Another boot, heard of a moment ago: it may run on another machine. */
  @Test
  void aLifeThatMayRunElsewhereWaitsForTheSecondLook() throws IOException {
    Map<Fact, String> facts = facts("there", "true");
    facts.put(Fact.BOOT, "another");
    Path life = folder("life-20260101-000000-1");
    BlackBox box = record(life, facts);

    Lives.Look first = lives.look();
    assertThat(first.ended()).isEmpty();
    assertThat(first.doubtful()).isTrue();

    sample(box);
    assertThat(lives.look().ended()).as("it goes on recording").isEmpty();
    assertThat(lives.look().ended()).as("it has stopped").hasSize(1);
  }

  @Test
  void aBlackBoxThatCannotBeReadIsSaidOnce() throws IOException {
    Files.write(folder("life-20260101-000000-1").resolve(BlackBox.FILE), new byte[] {1, 2, 3});

    assertThat(lives.look().unreadable()).singleElement().asString().contains("cut short");
    assertThat(lives.look().unreadable()).isEmpty();
  }

  @Test
  void oldBlackBoxesGoAndTheirLivesStay() throws IOException {
    for (int i = 10; i < 35; i++) {
      record(folder("life-20260101-0000" + i + "-1"), facts("here", "true"));
    }

    assertThat(lives.look().ended()).hasSize(25);

    assertThat(PostMortem.lives(root)).hasSize(20);
    assertThat(root.resolve("life-20260101-000010-1")).isDirectory();
    assertThat(PostMortem.lives(root).get(0).getFileName()).hasToString("life-20260101-000015-1");
  }

  @Test
  void aListBeginsWithThisLifeAndTellsTheNewestOfThisService() throws IOException {
    for (int i = 10; i < 14; i++) {
      record(folder("life-20260101-0000" + i + "-1"), facts("here", "true"));
    }
    Map<Fact, String> other = facts("here", "true");
    other.put(Fact.MAIN, "other.jar");
    record(folder("life-20260101-000020-1"), other);
    Files.write(folder("life-20260101-000021-1").resolve(BlackBox.FILE), new byte[] {1, 2, 3});
    lives.look();

    List<LifeLine> list = lives.list(3);

    assertThat(list)
        .extracting(LifeLine::life)
        .containsExactly(
            "life-20260101-000100-1",
            "life-20260101-000013-1",
            "life-20260101-000012-1",
            "life-20260101-000011-1");
    assertThat(list.get(0).cause()).isEqualTo(Cause.RUNNING);
    assertThat(list.get(0).lastMillis()).isZero();
    LifeLine dead = list.get(1);
    assertThat(dead.cause()).isEqualTo(Cause.KILLED);
    assertThat(english(dead.reason())).isNotBlank();
    assertThat(dead.main()).isEqualTo("service.jar");
    assertThat(dead.lastMillis()).isPositive();
  }

  private Process neighbour(Path life, String host) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx32m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Neighbour.class.getName(),
                    life.toString(),
                    host))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    // Closing this reader would close the child's output; it goes with the process.
    BufferedReader output = process.inputReader();
    assertThat(output.readLine()).isEqualTo("recording");
    return process;
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectory(root.resolve(name));
  }

  private static BlackBox record(Path life, Map<Fact, String> facts) throws IOException {
    Files.createFile(life.resolve(LifeLock.FILE));
    BlackBox box = BlackBox.create(life, facts, problem -> {});
    sample(box);
    return box;
  }

  private static void sample(BlackBox box) {
    Ticks service = new Ticks(1);
    service.epochMillis = System.currentTimeMillis();
    Snapshot snapshot = service.next();
    box.sample(snapshot, Statement.of(snapshot), 0);
  }

  private static Map<Fact, String> facts(String host, String locked) {
    Map<Fact, String> facts = new EnumMap<>(Fact.class);
    Host here = Host.ofThisProcess();
    facts.put(Fact.MAIN, "service.jar");
    facts.put(Fact.COMMAND_HASH, "1");
    facts.put(Fact.HOST, host);
    facts.put(Fact.BOOT, here.boot());
    facts.put(Fact.PID, "1");
    facts.put(Fact.PID_NAMESPACE, "pid:[1]");
    facts.put(Fact.INTERVAL_MILLIS, "1000");
    facts.put(Fact.STARTED, Long.toString(System.currentTimeMillis()));
    facts.put(Fact.LOCKED, locked);
    return facts;
  }
}

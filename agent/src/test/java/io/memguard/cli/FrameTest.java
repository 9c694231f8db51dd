package io.memguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.report.Paragraphs;
import io.memguard.verdict.Language;
import io.memguard.verdict.Severity;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTest {
  private static final Terminal USUAL = new Terminal(true, true, false, 80, 24);
  private static final long MIB = 1 << 20;

  private static final String LONG_NAME =
      "com.acme.shop.attachments.AttachmentStore.keep(AttachmentStore.java:1046)";

  private final Trends trends = new Trends();

  @Test
  void showsTheContainerTheAccountsAndTheVerdict() {
    draw(USUAL, leaking(100), 0);
    List<String> lines = draw(USUAL, leaking(200), 10);
    assertThat(lines.get(0))
        .startsWith("MemGuard  pid 42  shop.jar ")
        .endsWith("limit in about 1 min 20 s  WARNING")
        .hasSize(80);
    assertThat(lines.get(1))
        .isEqualTo("container 300.0 MiB of 400.0 MiB, 75 %; not reclaimable 200.0 MiB, 50 %");
    assertThat(lines.get(2)).matches("\\[█{39}░{20} {19}]");
    assertThat(lines).anyMatch(line -> line.matches("  Java heap +40\\.0 MiB  ▇{3} +→"));
    assertThat(lines)
        .anyMatch(line -> line.matches("  direct buffers +200\\.0 MiB  ▇{16} +↑ \\+100\\.0 MiB"));
    assertThat(lines)
        .contains(
            "WARNING direct-leak: direct buffers leak", "  culprit: " + LONG_NAME.substring(0, 69));
    assertThat(lines).last().asString().contains("Ctrl-C");
  }

  @Test
  void aCulpritThatTheSummaryNamesLeavesItsLinesToTheRemedy() {
    Diagnosis named =
        new Diagnosis(
            "direct-leak",
            Severity.WARNING,
            "direct buffers leak, allocated at " + LONG_NAME,
            "",
            List.of(LONG_NAME + " (allocation-site): 166.5 MiB in 666"),
            List.of("Release them."));
    List<String> lines = draw(USUAL, scene(200, 80, named), 0);
    assertThat(lines).noneMatch(line -> line.contains("culprit:"));
    assertThat(lines).contains("  do: Release them.");
    assertThat(String.join("", lines)).contains(LONG_NAME);
  }

  @Test
  void whatHasNoRoomIsMarked() {
    String title = "MemGuard  pid 42  shop.jar " + "--with-many-arguments ".repeat(4);
    Terminal low = new Terminal(true, true, false, 80, 12);
    List<String> lines =
        Frame.of(leaking(200), title, "Ctrl-C ends", Language.EN, low, trends, seconds(0));
    assertThat(lines.get(0)).contains("…  limit in about").hasSize(80);
    assertThat(lines).hasSize(12);
    assertThat(lines.get(10)).endsWith(" …");
    assertThat(draw(USUAL, leaking(200), 0)).noneMatch(line -> line.contains("…"));
  }

  @Test
  void aLimitThatIsMetIsNotAboutToBeMet() {
    List<String> lines = draw(USUAL, scene(200, 0, leak()), 0);
    assertThat(lines.get(0)).endsWith("  limit is met  WARNING");
  }

  @ParameterizedTest
  @CsvSource({"80,24", "40,10", "200,60", "20,5", "80,9"})
  void neverLeavesTheTerminal(int columns, int height) {
    Terminal terminal = new Terminal(true, true, false, columns, height);
    List<String> lines = draw(terminal, leaking(200), 0);
    assertThat(lines).hasSizeLessThanOrEqualTo(height);
    // Nobody reads memory figures in less than 40 columns.
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(Paragraphs.columns(line)).isLessThanOrEqualTo(Math.max(40, columns)));
  }

  @Test
  void theEndOfALongNameCanBeRead() {
    List<String> lines = draw(new Terminal(true, true, false, 40, 24), leaking(200), 0);
    assertThat(String.join("", lines)).contains(LONG_NAME);
  }

  @Test
  void needsNothingButAscii() {
    List<String> lines = draw(new Terminal(true, false, false, 80, 24), leaking(200), 0);
    assertThat(String.join("", lines)).matches("\\p{ASCII}+").contains("####", "[", "]");
  }

  @Test
  void coloursAreAddedToTheSameText() {
    List<String> plain = draw(USUAL, leaking(200), 0);
    List<String> coloured = draw(new Terminal(true, true, true, 80, 24), leaking(200), 0);
    assertThat(coloured.get(0)).contains("\033[33m", "\033[0m");
    assertThat(coloured.stream().map(line -> line.replaceAll("\033\\[\\d+m", "")).toList())
        .isEqualTo(plain);
  }

  @Test
  void drawsWithoutAContainer() {
    Scene scene =
        Scene.of(
            new Health("ok", OptionalLong.empty(), "", List.of(), Map.of("RssBytes", MIB)),
            Language.EN);
    assertThat(draw(USUAL, scene, 0)).contains("no container figures", "no verdicts");
  }

  @Test
  void aLogLineNamesTheBiggestAccountsAndTheVerdicts() {
    assertThat(Frame.line(leaking(200), Language.EN))
        .isEqualTo(
            "warning, limit in about 1 min 20 s | container 300.0 MiB of 400.0 MiB | RSS 260.0 MiB,"
                + " direct buffers 200.0 MiB, Java heap 40.0 MiB"
                + " | WARNING direct-leak: direct buffers leak");
  }

  @Test
  void chineseLinesFitAndStandUnderOneAnother() {
    Scene scene = scene(200, 80, leak(), Language.ZH);
    List<String> lines =
        Frame.of(scene, "MemGuard  pid 42", "Ctrl-C", Language.ZH, USUAL, trends, seconds(0));
    assertThat(lines).allMatch(line -> Paragraphs.columns(line) <= USUAL.columns());
    assertThat(String.join("\n", lines))
        .contains(
            "约 1 min 20 s 后触及上限", "容器 300.0 MiB，上限 400.0 MiB", "进程的 RSS", "直接缓冲区", "元凶：", "处理：");
    assertThat(lines.stream().filter(line -> line.contains(" MiB  ")).map(FrameTest::amountEnds))
        .hasSizeGreaterThan(2)
        .containsOnly(41);
    assertThat(Frame.line(scene, Language.ZH)).startsWith("warning, 约 1 min 20 s 后触及上限 | 容器 ");
  }

  /** The column behind the first amount of a row. */
  private static int amountEnds(String line) {
    return Paragraphs.columns(line.substring(0, line.indexOf(" MiB  ") + 4));
  }

  @Test
  void trendsLookAMinuteBack() {
    assertThat(trends.change("a", seconds(0), 100 * MIB)).isZero();
    assertThat(trends.change("a", seconds(30), 110 * MIB)).isEqualTo(10 * MIB);
    assertThat(trends.change("a", seconds(80), 110 * MIB)).isZero();
    assertThat(trends.change("a", seconds(81), 90 * MIB)).isEqualTo(-20 * MIB);
    assertThat(trends.change("b", seconds(81), 1)).isZero();
    assertThat(trends.change("b", seconds(82), MIB - 1)).isZero();
  }

  private List<String> draw(Terminal terminal, Scene scene, long seconds) {
    return Frame.of(
        scene,
        "MemGuard  pid 42  shop.jar",
        "Ctrl-C ends",
        Language.EN,
        terminal,
        trends,
        seconds(seconds));
  }

  private static long seconds(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }

  private static Diagnosis leak() {
    return new Diagnosis(
        "direct-leak",
        Severity.WARNING,
        "direct buffers leak",
        "",
        List.of(LONG_NAME),
        List.of("Release them. ".repeat(30)));
  }

  private static Scene leaking(long direct) {
    return scene(direct, 80, leak());
  }

  private static Scene scene(long direct, long seconds, Diagnosis diagnosis) {
    return scene(direct, seconds, diagnosis, Language.EN);
  }

  private static Scene scene(long direct, long seconds, Diagnosis diagnosis, Language language) {
    return Scene.of(
        new Health(
            "warning",
            OptionalLong.of(seconds),
            "",
            List.of(diagnosis),
            Map.of(
                "ContainerLimitBytes", 400 * MIB,
                "ContainerUsageBytes", 300 * MIB,
                "ContainerNonReclaimableBytes", 200 * MIB,
                "RssBytes", 260 * MIB,
                "HeapResidentBytes", 40 * MIB,
                "DirectBytes", direct * MIB)),
        language);
  }
}

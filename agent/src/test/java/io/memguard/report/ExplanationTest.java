package io.memguard.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.report.Explanation.Finding;
import io.memguard.snapshot.CapturedContainer;
import io.memguard.source.CapturedCgroup;
import io.memguard.verdict.Language;
import io.memguard.verdict.Severity;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of each captured container, and of the guide's worked example. */
class ExplanationTest {
  private static final String GUIDE = "guide/sys/fs/cgroup/memory/memory.stat";

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "guide/sys/fs/cgroup/memory/memory.stat, INFO, healthy, level.cache huge swap.forbidden faults.minor",
    "v1/anon-near-limit,  WARNING,  near,     level",
    "v1/healthy,          INFO,     healthy,  level swap.none faults locked.none",
    "v1/nested-parent-limit, INFO,  healthy,  level",
    "v1/oom-killed-sibling, WARNING, trouble, oom-kills",
    "v1/pagecache,        INFO,     healthy,  level.cache refaults limit-hits",
    "v1/podman-cgroupns-host, INFO, healthy,  level swap.forbidden",
    "v1/shmem,            WATCH,    trouble,  shared",
    "v1/swap-active,      WARNING,  swapping, swap faults limit-hits",
    "v1/threads,          INFO,     healthy,  level",
    "v1/unlimited,        INFO,     unlimited, anonymous",
    "v2/anon-near-limit,  WARNING,  near,     huge",
    "v2/healthy,          INFO,     healthy,  level",
    "v2/high-throttled,   WARNING,  trouble,  throttled",
    "v2/nested-parent-limit, INFO,  unlimited, anonymous",
    "v2/oom-killed-sibling, WARNING, trouble, oom-kills",
    "v2/pagecache,        INFO,     healthy,  level.cache refaults stalled",
    "v2/shmem,            WATCH,    trouble,  shared",
    "v2/swap-active,      WARNING,  swapping, swap stalled",
    "v2-kernel-7.2/healthy, INFO,   healthy,  level",
    "v2-kernel-7.2/swap-active, WARNING, swapping, stalled",
  })
  void judges(String captured, Severity severity, String verdict, String findings) {
    Explanation explanation = Explanation.of(container(captured));
    assertThat(explanation.severity()).isEqualTo(severity);
    assertThat(explanation.verdict().key()).isEqualTo("verdict." + verdict);
    assertThat(explanation.findings())
        .extracting(Finding::key)
        .contains(
            List.of(findings.split(" ")).stream()
                .map(key -> "finding." + key)
                .toArray(String[]::new));
  }

  @Test
  void levelsFollowWhatCannotBeReclaimedAndNotUsage() {
    CapturedContainer guide = container(GUIDE);
    long kept = guide.memory().nonReclaimable();
    assertThat(severityAt(guide, kept * 100 / 79)).isEqualTo(Severity.INFO);
    assertThat(severityAt(guide, kept * 100 / 81)).isEqualTo(Severity.WATCH);
    assertThat(severityAt(guide, kept * 100 / 90)).isEqualTo(Severity.WARNING);
    assertThat(severityAt(guide, kept * 100 / 96)).isEqualTo(Severity.CRITICAL);
    assertThat(severityAt(guide, kept / 2)).isEqualTo(Severity.CRITICAL);
  }

  /** The guide's figures, where it rounds: 2.2 GB, 3 GB, 226 MB, 536 MB, 2.27 GB, 6 GB. */
  @Test
  void tellsTheGuidesFiguresAndConclusions() {
    String text = ExplanationText.of(Explanation.of(container(GUIDE)), Language.EN);
    assertThat(text)
        .contains(
            """
            OK: 2.45 GiB, 42 % of the limit of 5.86 GiB, is memory that the kernel cannot
            take back; 3.41 GiB are left before it kills.""")
        .contains(
            """
            limit                        5.86 GiB         6291456000 B
            in use                       5.23 GiB   89 %  sum of the lines below
              anonymous memory           2.23 GiB   38 %  rss
                in huge pages           536.0 MiB    9 %  rss_huge
              page cache                 2.78 GiB   47 %  cache - shmem
                inactive                 2.21 GiB   38 %  inactive_file
                active                  584.3 MiB   10 %  active_file
              shared memory, tmpfs      226.4 MiB    4 %  shmem
            not reclaimable              2.45 GiB   42 %  the kernel kills for this
            room before a kill           3.41 GiB   58 %  limit - not reclaimable
            working set                  3.02 GiB   52 %  what the kubelet shows
            swapped out                       0 B    0 %  swap
            """)
        .containsSubsequence(
            "inactive_anon, 2.27 GiB, was not touched lately",
            "not freed by drop_caches",
            "in 'cache' (3.00 GiB)",
            "No swap is used",
            "898642503 page faults",
            "none of them major",
            "Rarely advisable");
  }

  @Test
  void saysTheSameInChinese() {
    String text = ExplanationText.of(Explanation.of(container(GUIDE)), Language.ZH);
    assertThat(text)
        .contains("正常：内核无法回收的内存为 2.45 GiB，占上限 5.86 GiB 的 42 %")
        .contains("  共享内存、tmpfs           226.4 MiB    4 %  shmem")
        .contains("不可回收                     2.45 GiB   42 %  内核为此杀进程")
        .contains("drop_caches 对它无效")
        .contains("很少值得这样做");
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/fixtures/containers.csv", numLinesToSkip = 1)
  void fitsATerminalInEveryLanguage(String captured) {
    for (Language language : Language.values()) {
      String text = ExplanationText.of(Explanation.of(container(captured)), language);
      // A path or a figure with its unit is not torn apart.
      assertThat(text.lines().skip(1))
          .allSatisfy(line -> assertThat(Paragraphs.columns(line)).isLessThanOrEqualTo(80));
      assertThat(text).doesNotContain("{").endsWith("\n");
    }
  }

  @Test
  void aLimitThatIsNotInTheFileIsAskedFor() {
    CapturedContainer alone =
        CapturedCgroup.ofStream(
                "standard input",
                ExplanationTest.class.getResourceAsStream(
                    "/fixtures/v2/healthy/sys/fs/cgroup/memory.stat"))
            .value()
            .orElseThrow();
    Explanation unknown = Explanation.of(alone);
    assertThat(unknown.verdict().key()).isEqualTo("verdict.limit-unknown");
    assertThat(unknown.advice()).extracting(Finding::key).contains("advice.limit-unknown");
    assertThat(severityAt(alone, 64L << 20)).isEqualTo(Severity.WARNING);
  }

  private static Severity severityAt(CapturedContainer container, long limit) {
    return Explanation.of(container.withMemory(container.memory().withLimit(limit))).severity();
  }

  private static CapturedContainer container(String captured) {
    try {
      Path path = Path.of(ExplanationTest.class.getResource("/fixtures/" + captured).toURI());
      return CapturedCgroup.ofPath(path).value().orElseThrow();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}

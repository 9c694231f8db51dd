package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.source.KernelLog.OomKill;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelLogTest {

  /** As Linux 6.18 wrote them. */
  @Test
  void aKillHasItsGroupAndItsSentence() {
    List<OomKill> kills =
        KernelLog.parse(
            List.of(
                "6,2127,9089584390,-;oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/pod1,task_memcg=/pod1/c,task=java,pid=31301,uid=0",
                "3,2128,9089584395,-;Memory cgroup out of memory: Killed process 31301 (java) total-vm:5306348kB, anon-rss:464056kB, file-rss:27812kB, shmem-rss:0kB, UID:0 pgtables:5732kB oom_score_adj:0"));

    assertThat(kills).hasSize(1);
    OomKill kill = kills.get(0);
    assertThat(kill.pid()).isEqualTo(31301);
    assertThat(kill.micros()).isEqualTo(9_089_584_395L);
    assertThat(kill.group()).isEqualTo("/pod1/c");
    assertThat(kill.process()).isEqualTo("java");
    assertThat(kill.line()).startsWith("Memory cgroup out of memory").endsWith("adj:0");
  }

  @Test
  void olderKernelsNameNoGroup() {
    assertThat(
            KernelLog.parse(
                List.of(
                    "3,1,5,-;Killed process 12 (java) total-vm:1kB, anon-rss:1kB, file-rss:0kB")))
        .singleElement()
        .satisfies(kill -> assertThat(kill.group()).isEmpty());
  }

  @Test
  void otherLinesAreNothing() {
    assertThat(KernelLog.parse(List.of("6,1,5,-;eth0: link up", "", "Killed process"))).isEmpty();
  }

  @Test
  void aLogThatIsNotThereIsUnavailable() {
    assertThat(KernelLog.oomKills(Path.of("/nowhere")).reason()).contains("/nowhere");
  }
}

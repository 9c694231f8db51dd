package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The kustomize component on workloads that know nothing of it, built by the real kustomize. */
class KubernetesIT {
  private static final Path EXAMPLE = Lab.path("memguard.ops").resolve("kubernetes/example");

  private static List<String> workloads;

  @BeforeAll
  static void build() throws Exception {
    Process kubectl;
    try {
      kubectl =
          new ProcessBuilder("kubectl", "kustomize", EXAMPLE.toString())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      assumeTrue(false, "kubectl is not installed");
      return;
    }
    String said = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(kubectl.waitFor()).as(said).isZero();
    workloads = List.of(said.split("(?m)^---$"));
  }

  @Test
  void onlyTheWorkloadsComeOut() {
    assertThat(workloads)
        .extracting(text -> text.replaceAll("(?s).*?\nkind: (\\w+)\n.*", "$1"))
        .containsExactly("Deployment", "StatefulSet");
  }

  @Test
  void flagsThatAreThereAreKept() {
    assertThat(workloads.get(0))
        .contains("value: -XX:MaxRAMPercentage=60 -javaagent:/memguard/memguard.jar\n");
    assertThat(workloads.get(1)).contains("value: ' -javaagent:/memguard/memguard.jar'\n");
  }

  @Test
  void theJarIsWhereTheFlagSaysAndLivesOutliveTheContainer() {
    for (String workload : workloads) {
      assertThat(workload.lines().map(String::strip).toList())
          .containsSubsequence("- mountPath: /memguard", "name: memguard")
          .containsSubsequence(
              "- name: MEMGUARD_DIR",
              "value: /var/lib/memguard",
              "- mountPath: /var/lib/memguard",
              "name: memguard-lives")
          .containsSubsequence("initContainers:", "- image: registry.example/memguard:0.1.0")
          .containsSubsequence("volumes:", "- emptyDir:", "name: memguard", "name: memguard-lives");
    }
  }

  @Test
  void prometheusFindsThePort() {
    for (String workload : workloads) {
      assertThat(workload)
          .contains("        memguard: \"on\"\n")
          .contains("        - containerPort: 9464\n          name: memguard\n")
          .contains("        - name: MEMGUARD_HTTP\n          value: '*:9464'\n");
    }
  }
}

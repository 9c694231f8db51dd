package io.memguard.expose;

import io.memguard.Pages;
import java.io.IOException;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MetricsPageTest {

  @Test
  void thePageShowsEachAttribute() throws IOException {
    Pages.shows(
        "metrics.md",
        "attributes",
        Pages.table("attribute", "what it is", new TreeMap<>(Figures.descriptions())));
  }

  @Test
  void thePageShowsEachMetric() throws IOException {
    Pages.shows("metrics.md", "metrics", Pages.table("metric", "what it is", Metrics.HELP));
  }
}

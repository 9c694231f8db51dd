package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A heap leak is told with the field that holds it. */
@Execution(ExecutionMode.CONCURRENT)
class HolderIT {

  private static final int SECONDS = 90;

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void staticFieldIsNamedInTheSummary() {
    AgentJvm jvm =
        Gallery.named("heap-leak")
            .launch(bench.jvm(), 512, SECONDS)
            .agent("interval=500ms", "heap-dump=off")
            .start();

    Diagnosis leak =
        jvm.await(
            "a verdict with the field that holds the orders",
            () ->
                Diagnoses.under(jvm.dir()).all().stream()
                    .filter(said -> said.kind().equals("heap-leak"))
                    .filter(said -> said.summary().contains("held by OrderBook.byId"))
                    .findFirst());

    Diagnosis.Culprit holder = leak.culprits().get(0);
    assertThat(holder.type()).isEqualTo("holder");
    assertThat(holder.name()).startsWith("OrderBook.byId → ").endsWith("Order.payload");
    assertThat(holder.detail())
        .contains("held by the static field io.memguard.demo.gallery.HeapLeak$OrderBook.byId");
    assertThat(leak.culprits())
        .filteredOn(culprit -> culprit.type().equals("allocation-site"))
        .isNotEmpty();
  }
}

package io.memguard.instrument;

import io.memguard.snapshot.AllocationSite;
import io.memguard.snapshot.Reading;
import io.memguard.source.Source;
import java.util.List;

/** Who retains the native memory that was allocated while tracking was armed, largest first. */
public final class AllocationSites implements Source<List<AllocationSite>> {

  private final DirectMemoryTracking tracking;

  public AllocationSites(DirectMemoryTracking tracking) {
    this.tracking = tracking;
  }

  @Override
  public String name() {
    return "allocation-sites";
  }

  @Override
  public Reading<List<AllocationSite>> read() {
    return tracking.state().map(armed -> tracking.sites());
  }
}

package io.memguard.instrument;

import io.memguard.snapshot.AllocationSite;
import io.memguard.snapshot.Reading;
import io.memguard.source.Source;
import java.util.List;

/** Who holds buffers that Netty's pools lent while tracking was armed, largest first. */
public final class LentSites implements Source<List<AllocationSite>> {

  private final DirectMemoryTracking tracking;

  public LentSites(DirectMemoryTracking tracking) {
    this.tracking = tracking;
  }

  @Override
  public String name() {
    return "lent-buffers";
  }

  @Override
  public Reading<List<AllocationSite>> read() {
    return tracking.lentSites();
  }
}

package io.memguard;

import io.memguard.blackbox.LifeLine;
import io.memguard.blackbox.Lives;
import io.memguard.report.Archive;
import io.memguard.report.Incident;
import io.memguard.verdict.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the list of incidents and lives that the page shows. Earlier ones are read once, off the
 * agent's thread and only where there is a page; this life's are noted as they come. An incident
 * keeps its place in the list: its number is its address.
 */
final class Archivist {
  private static final int MOST_OTHER_LIVES = 10;

  private final boolean wanted;
  private final Path root;
  private final Map<Path, Incident> incidents = new LinkedHashMap<>();
  private List<LifeLine> lives = List.of();
  private volatile Archive archive = Archive.EMPTY;

  /**
   * The archive under a folder.
   *
   * @param wanted whether anybody can ask for it
   */
  Archivist(boolean wanted, Path root) {
    this.wanted = wanted;
    this.root = root;
  }

  /** As it stands now. */
  Archive archive() {
    return archive;
  }

  /** Reads the lives under the folder and their incidents; takes some milliseconds for each. */
  void read(Lives folder) {
    if (!wanted) {
      return;
    }
    List<LifeLine> found = folder.list(MOST_OTHER_LIVES);
    List<Incident> past = new ArrayList<>();
    found.stream().skip(1).forEach(one -> past.addAll(Incident.ofLife(root.resolve(one.life()))));
    synchronized (this) {
      lives = found;
      past.forEach(one -> incidents.putIfAbsent(one.folder(), one));
      publish();
    }
  }

  /** An incident of this life was opened. */
  synchronized void opened(Path folder, Verdict verdict, long epochMillis) {
    incidents.put(folder, Incident.of(folder, verdict, epochMillis));
    publish();
  }

  /** Its case changed. */
  synchronized void changed(Path folder, Verdict verdict) {
    incidents.computeIfPresent(folder, (same, incident) -> incident.with(verdict));
    publish();
  }

  private void publish() {
    archive = new Archive(List.copyOf(incidents.values()), lives);
  }
}

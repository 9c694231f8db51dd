package io.memguard.act;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import com.sun.management.VMOption.Origin;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Lets the JVM itself dump the heap into the folder of this life when it throws its first
 * OutOfMemoryError, unless the user has decided about that. Both flags are manageable.
 */
public final class OutOfMemoryFlags {

  private static final String DUMP = "HeapDumpOnOutOfMemoryError";
  private static final String PATH = "HeapDumpPath";

  private final Path folder;
  private final DiskQuota quota;
  private final DumpSpace space;

  /**
   * @param memoryHeadroom as for {@link HeapDump}
   */
  public OutOfMemoryFlags(Path folder, DiskQuota quota, LongSupplier memoryHeadroom) {
    this(folder, quota, new DumpSpace(Disk::ofFileStore, memoryHeadroom));
  }

  OutOfMemoryFlags(Path folder, DiskQuota quota, DumpSpace space) {
    this.folder = folder;
    this.quota = quota;
    this.space = space;
  }

  /** Sets the flags where that is safe; the sentence says what was done or why not. */
  public Phrase arm() {
    if (!HotSpotDumper.available()) {
      return Phrase.of("flags.no-module");
    }
    try {
      HotSpotDiagnosticMXBean flags =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      if (flags == null) {
        return notSet(Phrase.of("flags.no-bean"));
      }
      return arm(flags);
    } catch (IOException | RuntimeException | LinkageError e) {
      return notSet(Phrase.text(String.valueOf(e.getMessage())));
    }
  }

  private Phrase arm(HotSpotDiagnosticMXBean flags) throws IOException {
    for (String name : List.of(DUMP, PATH)) {
      VMOption flag = flags.getVMOption(name);
      if (flag.getOrigin() != Origin.DEFAULT) {
        return Phrase.of("flags.set-already", name, flag.getValue());
      }
    }
    Files.createDirectories(folder);
    Optional<Phrase> problem = problem();
    if (problem.isPresent()) {
      return notSet(problem.get());
    }
    // A path that is not an existing folder would be taken for a file name.
    String path = folder.toAbsolutePath() + File.separator;
    flags.setVMOption(PATH, path);
    flags.setVMOption(DUMP, "true");
    return Phrase.of("flags.set", path, DUMP);
  }

  // Unlike our own, this dump asks nobody before it is written: room for a full heap must be there.
  private Optional<Phrase> problem() throws IOException {
    DumpCost cost = new DumpCost(Runtime.version().feature(), () -> 0);
    long heap = Runtime.getRuntime().maxMemory();
    if (cost.fileBytes(heap) > quota.maxBytes()) {
      return Optional.of(
          Phrase.of(
              "flags.quota",
              Quantity.bytes(cost.fileBytes(heap)),
              Quantity.bytes(quota.maxBytes())));
    }
    return space.problem(folder, cost.peakBytes(heap));
  }

  private static Phrase notSet(Phrase why) {
    return Phrase.of("flags.not-set", why);
  }
}

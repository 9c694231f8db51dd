package io.memguard.blackbox;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One part of the memory at the end, and by how much it had grown before.
 *
 * @param bytes at the last sample
 * @param grown since the first sample of the last ten minutes
 * @param seconds between the two
 */
public record Growth(Figure part, long bytes, long grown, long seconds) {
  private static final long WINDOW_NANOS = 600_000_000_000L;

  /** Parts that hardly overlap: the lines of the statement, and what is beside this JVM. */
  private static final List<Figure> PARTS =
      List.of(
          Figure.HEAP,
          Figure.METASPACE,
          Figure.CODE,
          Figure.COLLECTOR,
          Figure.JVM_OTHER,
          Figure.THREAD_STACKS,
          Figure.DIRECT,
          Figure.OTHER_UNSAFE,
          Figure.FILES,
          Figure.JNI_MALLOC,
          Figure.NATIVE_NOT_ITEMISED,
          Figure.MALLOC_RETAINED,
          Figure.RESIDUAL,
          Figure.NEIGHBOURS,
          Figure.SHARED_MEMORY,
          Figure.KERNEL);

  /** The account of the verdicts about this part; empty when there is none. */
  String account() {
    return switch (part) {
      case HEAP -> "heap";
      // Symbols, loaders' data and the rest that classes take beside their metaspace.
      case METASPACE, JVM_OTHER -> "metaspace";
      case CODE -> "code";
      case THREAD_STACKS -> "threads";
      case DIRECT, OTHER_UNSAFE -> "direct";
      case JNI_MALLOC, NATIVE_NOT_ITEMISED, MALLOC_RETAINED, RESIDUAL -> "native";
      case FILES -> "mapped";
      case NEIGHBOURS, SHARED_MEMORY, KERNEL -> part.label();
      default -> "";
    };
  }

  /** All parts that are known, the one that grew most first. */
  static List<Growth> of(Recording recording) {
    Sample last = recording.last().orElse(null);
    if (last == null) {
      return List.of();
    }
    List<Growth> parts = new ArrayList<>();
    for (Figure part : PARTS) {
      Optional<Sample> first =
          recording.samples().stream()
              .filter(sample -> last.nanos() - sample.nanos() <= WINDOW_NANOS)
              .filter(sample -> sample.get(part).isPresent())
              .findFirst();
      if (first.isPresent() && last.get(part).isPresent()) {
        long bytes = last.or(part, 0);
        long seconds = (last.nanos() - first.get().nanos()) / 1_000_000_000L;
        parts.add(new Growth(part, bytes, bytes - first.get().or(part, 0), seconds));
      }
    }
    parts.sort(Comparator.comparingLong(Growth::grown).reversed());
    return List.copyOf(parts);
  }
}

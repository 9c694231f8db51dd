package io.memguard.snapshot;

/**
 * Mappings of the files of one name pattern.
 *
 * @param pattern path with each number replaced by {@code #}
 * @param example one of the paths
 * @param bytes address space, resident or not
 * @param count mappings; one file may be mapped many times
 * @param deleted mappings of files that are deleted and keep their disk space until unmapped
 */
public record FileMappings(String pattern, String example, long bytes, long count, long deleted) {

  /** Both together. */
  public FileMappings plus(FileMappings other) {
    return new FileMappings(
        pattern, example, bytes + other.bytes, count + other.count, deleted + other.deleted);
  }
}

package io.memguard.source;

import java.io.BufferedReader;
import java.io.FileReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One line of {@code /proc/self/maps}; such lines also head the entries of {@code smaps}.
 *
 * <pre>
 * 7f354b000000-7f354bbc7000 rw-p 00001000 fe:00 328258     /usr/lib/jvm/.../classes.jsa
 * 40000000000-40010000000 rw-s 00000000 00:01 1050         /memfd:java_heap (deleted)
 * 7f3520000000-7f3520021000 rw-p 00000000 00:00 0
 * start        end          access offset device inode     name
 * </pre>
 *
 * @param device {@code major:minor}, hexadecimal
 * @param name a file, something in brackets such as {@code [heap]}, or empty
 */
record Mapping(
    long start, long end, String access, long offset, String device, long inode, String name) {

  static List<Mapping> readAll(Path maps) throws IOException {
    List<Mapping> mappings = new ArrayList<>(512);
    try (BufferedReader lines = reader(maps)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        parse(line).ifPresent(mappings::add);
      }
    }
    return mappings;
  }

  static BufferedReader reader(Path file) throws IOException {
    return new BufferedReader(new FileReader(file.toFile(), StandardCharsets.UTF_8), 32_768);
  }

  /** Empty for a line that is no mapping. */
  static Optional<Mapping> parse(String line) {
    int dash = line.indexOf('-');
    int access = line.indexOf(' ') + 1;
    int offset = line.indexOf(' ', access) + 1;
    int device = line.indexOf(' ', offset) + 1;
    int inode = line.indexOf(' ', device) + 1;
    // Each is 0 where the blank before it is missing.
    if (dash <= 0 || dash >= access || offset != access + 5 || device == 0 || inode == 0) {
      return Optional.empty();
    }
    int blank = line.indexOf(' ', inode);
    int end = blank < 0 ? line.length() : blank;
    try {
      return sane(
          new Mapping(
              Long.parseUnsignedLong(line, 0, dash, 16),
              Long.parseUnsignedLong(line, dash + 1, access - 1, 16),
              line.substring(access, offset - 1),
              Long.parseUnsignedLong(line, offset, device - 1, 16),
              line.substring(device, inode - 1),
              Long.parseUnsignedLong(line, inode, end, 10),
              line.substring(end).strip()));
    } catch (NumberFormatException noMapping) {
      return Optional.empty();
    }
  }

  private static Optional<Mapping> sane(Mapping mapping) {
    return Long.compareUnsigned(mapping.start, mapping.end) < 0
            && mapping.offset >= 0
            && mapping.offset < Long.MAX_VALUE / 2
        ? Optional.of(mapping)
        : Optional.empty();
  }

  long length() {
    return end - start;
  }

  /**
   * False for reserved address space, for the kernel's own pages above the highest positive
   * address, and for huge pages of hugetlbfs, which {@code VmRSS} and the cgroup's usage leave out.
   */
  boolean countsAsResident() {
    return length() > 0
        && start >= 0
        && !access.startsWith("---")
        && !name.startsWith("/anon_hugepage")
        && !name.startsWith("/memfd:java_heap.hugetlb")
        && !name.startsWith("[vvar")
        && !name.equals("[vsyscall]");
  }

  boolean isShared() {
    return access.charAt(3) == 's';
  }

  boolean isPrivateAnonymous() {
    return access.charAt(3) == 'p' && inode == 0 && (name.isEmpty() || name.startsWith("[heap"));
  }
}

package io.memguard.source;

import io.memguard.snapshot.FileMappings;
import io.memguard.snapshot.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Files that this process maps, as {@code /proc/self/maps} lists them: data by name pattern, and
 * the libraries that are neither the JVM's nor the system's.
 */
public final class MappedFiles {
  private static final String DELETED = " (deleted)";

  /** Where a distribution keeps the libraries that every program uses. */
  private static final List<String> SYSTEM =
      List.of("/lib/", "/lib64/", "/lib32/", "/usr/lib/", "/usr/lib64/", "/usr/lib32/");

  private final Path maps;
  private final String javaHome;

  MappedFiles(Path maps, String javaHome) {
    this.maps = maps;
    this.javaHome = javaHome;
  }

  public static MappedFiles ofThisProcess() {
    return new MappedFiles(Path.of("/proc/self/maps"), System.getProperty("java.home", "/"));
  }

  /** Data files by pattern, most address space first. */
  public Reading<List<FileMappings>> byPattern() {
    Map<String, FileMappings> patterns = new HashMap<>();
    try {
      for (Mapping mapping : Mapping.readAll(maps)) {
        if (isData(mapping) && !mapping.name().startsWith(javaHome + "/")) {
          patterns.merge(
              pattern(mapping.name()),
              new FileMappings(
                  pattern(mapping.name()),
                  plain(mapping.name()),
                  mapping.length(),
                  1,
                  deleted(mapping)),
              FileMappings::plus);
        }
      }
    } catch (IOException e) {
      return Reading.unavailable("mapped files are unknown: " + e.getMessage());
    }
    List<FileMappings> sorted = new ArrayList<>(patterns.values());
    sorted.sort(Comparator.comparingLong(FileMappings::bytes).reversed());
    return Reading.known(List.copyOf(sorted));
  }

  /** Address space of all of them. */
  public Reading<Long> bytes() {
    try {
      return Reading.known(bytes(Mapping.readAll(maps)));
    } catch (IOException e) {
      return Reading.unavailable("mapped files are unknown: " + e.getMessage());
    }
  }

  /** Paths of the native libraries that came with the application, unpacked ones included. */
  public Reading<List<String>> libraries() {
    TreeSet<String> libraries = new TreeSet<>();
    try {
      for (Mapping mapping : Mapping.readAll(maps)) {
        String name = plain(mapping.name());
        if (isCode(mapping)
            && isLibrary(name)
            && !name.startsWith(javaHome)
            && SYSTEM.stream().noneMatch(name::startsWith)) {
          libraries.add(name);
        }
      }
    } catch (IOException e) {
      return Reading.unavailable("native libraries are unknown: " + e.getMessage());
    }
    return Reading.known(List.copyOf(libraries));
  }

  /** Address space of mapped data; the jars and the archive that the JVM maps are no data. */
  static long bytes(List<Mapping> mappings) {
    long sum = 0;
    for (Mapping mapping : mappings) {
      sum += isData(mapping) ? mapping.length() : 0;
    }
    return sum;
  }

  /** A file on a disk, none of whose code is run from here; shared memory is told elsewhere. */
  private static boolean isData(Mapping mapping) {
    String name = plain(mapping.name());
    return mapping.inode() != 0
        && mapping.access().startsWith("r")
        && !isCode(mapping)
        && name.startsWith("/")
        && !isLibrary(name)
        && !isTheJvms(name)
        && !name.startsWith("/memfd:")
        && !name.startsWith("/SYSV")
        && !name.startsWith("/dev/")
        && !name.startsWith("/anon_hugepage");
  }

  private static boolean isTheJvms(String name) {
    return name.endsWith("/lib/modules")
        || name.endsWith(".jsa")
        || name.endsWith(".jar")
        || name.endsWith(".aot")
        || name.contains("/hsperfdata_")
        || name.endsWith("/blackbox")
        || name.startsWith("/usr/lib/locale/")
        || name.endsWith("/gconv-modules.cache");
  }

  private static boolean isCode(Mapping mapping) {
    return mapping.access().charAt(2) == 'x';
  }

  /** Shared objects, with or without a version behind their name, and the launcher. */
  static boolean isLibrary(String name) {
    return name.endsWith(".so") || name.contains(".so.") || name.endsWith("/java");
  }

  private static int deleted(Mapping mapping) {
    return mapping.name().endsWith(DELETED) ? 1 : 0;
  }

  /** The name without what the kernel writes behind that of a file that is deleted. */
  static String plain(String name) {
    return name.endsWith(DELETED) ? name.substring(0, name.length() - DELETED.length()) : name;
  }

  /**
   * {@code /data/index/segment-0017.idx} is {@code /data/index/segment-#.idx}. Lucene counts in
   * base 36: {@code _1f.cfs} is {@code _#.cfs}.
   */
  static String pattern(String name) {
    String path = plain(name);
    int file = path.lastIndexOf('/') + 1;
    String folded =
        path.substring(file)
            .replaceFirst("^_[0-9a-z]+(?=[._])", "_#")
            .replaceAll("\\b[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){2,}[0-9a-fA-F]*\\b", "#")
            .replaceAll("[0-9]+", "#");
    return path.substring(0, file).replaceAll("[0-9]+", "#") + folded;
  }
}

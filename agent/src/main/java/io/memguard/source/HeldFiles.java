package io.memguard.source;

import io.memguard.snapshot.HeldFile;
import io.memguard.snapshot.Reading;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The files that take memory, as far as this process can see them: all of every tmpfs that is
 * mounted, memfds and deleted files that it has open, and what it has mapped. A closer look, not
 * for every tick: it walks folders, up to a bound, and reads {@code /proc/self/maps}.
 */
public final class HeldFiles implements Source<List<HeldFile>> {
  private static final int MOST_ENTRIES = 20_000;
  private static final int DEEPEST = 8;
  private static final String DELETED = " (deleted)";

  private final Path root;
  private final Map<String, HeldFile> found = new HashMap<>();
  private List<String> tmpfs = List.of();

  /** What is mounted inside a tmpfs is not of it: {@code /dev} holds {@code /dev/pts}. */
  private Set<String> otherMounts = Set.of();

  private int entries;

  private HeldFiles(Path root) {
    this.root = root;
  }

  public static HeldFiles ofThisProcess() {
    return new HeldFiles(Path.of("/"));
  }

  /** The machine whose files lie below {@code root}. */
  static HeldFiles below(Path root) {
    return new HeldFiles(root);
  }

  @Override
  public String name() {
    return "held-files";
  }

  /** In no order. One thread only. */
  @Override
  public Reading<List<HeldFile>> read() {
    found.clear();
    entries = 0;
    try {
      Map<Boolean, List<Mount>> byType =
          Mount.read(root).stream()
              .collect(Collectors.partitioningBy(mount -> mount.type().equals("tmpfs")));
      tmpfs = byType.get(true).stream().map(Mount::point).distinct().toList();
      otherMounts = byType.get(false).stream().map(Mount::point).collect(Collectors.toSet());
      tmpfs.forEach(this::walk);
      openFiles();
      mappedFiles();
      return Reading.known(List.copyOf(found.values()));
    } catch (IOException e) {
      return Reading.unavailable("files cannot be listed (" + e.getMessage() + "), so mount /proc");
    }
  }

  private record Folder(File folder, int depth) {}

  /** A tmpfs inside another is walked with it, and found again under the same names. */
  private void walk(String point) {
    Deque<Folder> folders = new ArrayDeque<>();
    path(() -> Mount.below(root, point))
        .ifPresent(start -> folders.add(new Folder(start.toFile(), 0)));
    while (!folders.isEmpty()) {
      Folder next = folders.remove();
      File[] files = next.folder().listFiles();
      for (File file : files == null ? new File[0] : files) {
        if (++entries > MOST_ENTRIES) {
          return;
        }
        Path path = path(file::toPath).orElse(null);
        if (path == null || Files.isSymbolicLink(path)) {
          continue;
        }
        if (!file.isDirectory()) {
          add(plain(path), file.length(), true);
        } else if (next.depth() < DEEPEST && !otherMounts.contains(plain(path))) {
          folders.add(new Folder(file, next.depth() + 1));
        }
      }
    }
  }

  /** Empty for a name that the file-name encoding of this JVM cannot write, as without a locale. */
  private static Optional<Path> path(Supplier<Path> named) {
    try {
      return Optional.of(named.get());
    } catch (InvalidPathException unnameable) {
      return Optional.empty();
    }
  }

  /** Links in {@code /proc/self/fd} lead to a file even when it is deleted. */
  private void openFiles() {
    File[] descriptors = root.resolve("proc/self/fd").toFile().listFiles();
    for (File descriptor : descriptors == null ? new File[0] : descriptors) {
      try {
        String name = Files.readSymbolicLink(descriptor.toPath()).toString();
        if (name.endsWith(DELETED) && isSharedMemory(name)) {
          Object inode = Files.getAttribute(descriptor.toPath(), "unix:ino");
          add(name, inode.toString(), descriptor.length(), true);
        }
      } catch (IOException | UnsupportedOperationException closed) {
        // It was the listing's own descriptor, or one that was closed meanwhile.
      }
    }
  }

  private void mappedFiles() throws IOException {
    Map<String, Long> mapped = new HashMap<>();
    Map<String, Mapping> first = new HashMap<>();
    for (Mapping mapping : Mapping.readAll(root.resolve("proc/self/maps"))) {
      if (mapping.inode() != 0 && !mapping.access().contains("x") && !isOfTheJvm(mapping.name())) {
        String key = mapping.name() + ' ' + mapping.inode();
        mapped.merge(key, mapping.length(), Long::sum);
        first.putIfAbsent(key, mapping);
      }
    }
    for (Map.Entry<String, Mapping> entry : first.entrySet()) {
      Mapping mapping = entry.getValue();
      boolean shared = isSharedMemory(mapping.name());
      // A file that still has its name was found in its folder.
      if (!shared || mapping.name().endsWith(DELETED) || !found.containsKey(mapping.name())) {
        add(mapping.name(), String.valueOf(mapping.inode()), mapped.get(entry.getKey()), shared);
      }
    }
  }

  /** The heap of ZGC, libraries, archives of classes: not what a service holds by its own doing. */
  private static boolean isOfTheJvm(String nameInMaps) {
    String name = MappedFiles.plain(nameInMaps);
    return name.startsWith("/memfd:java_heap")
        || name.startsWith("[")
        || MappedFiles.isLibrary(name)
        || name.endsWith(".jsa")
        || name.endsWith("/lib/modules")
        || name.contains("/hsperfdata_")
        || name.contains("/locale/")
        || name.contains("/gconv/");
  }

  private boolean isSharedMemory(String name) {
    return !isOfTheJvm(name)
        && (name.startsWith("/memfd:")
            || name.startsWith("/SYSV")
            || name.startsWith("/dev/zero")
            || tmpfs.stream().anyMatch(point -> name.startsWith(point + "/")));
  }

  private String plain(Path path) {
    return "/" + root.relativize(path);
  }

  private void add(String name, long bytes, boolean shared) {
    if (!isOfTheJvm(name)) {
      found.put(name, new HeldFile(name, bytes, shared));
    }
  }

  /** Deleted files may share a name; each has an inode of its own. */
  private void add(String name, String inode, long bytes, boolean shared) {
    HeldFile file = new HeldFile(name, bytes, shared);
    found.merge(name + ' ' + inode, file, (a, b) -> a.bytes() >= b.bytes() ? a : b);
  }
}

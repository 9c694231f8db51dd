package io.memguard.act;

import io.memguard.blackbox.LifeLock;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The room that all lives together may take under one folder. Makes room by removing the incidents
 * and heap dumps of lives that have ended; touches nothing but {@code life-*} folders, follows no
 * links, and leaves the lives of other running JVMs alone.
 */
public final class DiskQuota {

  // life-20260101-000000-4711
  private static final Pattern LIFE = Pattern.compile("life-\\d{8}-\\d{6}-(\\d+)");
  private static final Pattern DUMP = Pattern.compile("[^.].*\\.hprof(\\.gz)?");

  private static final Duration LEFTOVER_AGE = Duration.ofMinutes(1);

  private final Path root;
  private final long maxBytes;
  private final Path thisLife;

  public DiskQuota(Path root, long maxBytes, Path thisLife) {
    this.root = root;
    this.maxBytes = maxBytes;
    this.thisLife = thisLife.toAbsolutePath().normalize();
  }

  public long maxBytes() {
    return maxBytes;
  }

  /** What lies in the life folders now. */
  public long used() {
    return lives().stream().mapToLong(DiskQuota::size).sum();
  }

  /**
   * Removes incidents and dumps of ended lives, oldest first and the first dump of each life last,
   * until {@code bytes} more fit. Removes nothing when even that would not suffice.
   */
  public boolean makeRoom(long bytes) {
    removeLeftovers();
    long excess = used() + bytes - maxBytes;
    if (excess <= 0) {
      return true;
    }
    List<Removable> candidates = removables();
    if (candidates.stream().mapToLong(Removable::bytes).sum() < excess) {
      return false;
    }
    for (Removable candidate : candidates) {
      delete(candidate.path());
      excess -= candidate.bytes();
      if (excess <= 0) {
        break;
      }
    }
    return used() + bytes <= maxBytes;
  }

  /**
   * Deletes what a JVM that was killed while dumping has left behind; the bytes that were freed. A
   * file still being written is spared: containers that share the folder cannot see each other's
   * processes.
   */
  public long removeLeftovers() {
    long freed = 0;
    long newest = System.currentTimeMillis() - LEFTOVER_AGE.toMillis();
    for (Path life : endedLives()) {
      for (Path file : children(life)) {
        if (HeapDump.isWorkingFile(file) && modified(file) < newest) {
          freed += size(file);
          delete(file);
        }
      }
    }
    return freed;
  }

  private record Removable(Path path, long bytes, boolean firstDump, long modified) {}

  private List<Removable> removables() {
    List<Removable> found = new ArrayList<>();
    for (Path life : endedLives()) {
      Stream<Path> dumps = children(life).stream().filter(f -> DUMP.matcher(name(f)).matches());
      boolean first = true;
      for (Path dump : dumps.sorted(Comparator.comparingLong(DiskQuota::modified)).toList()) {
        found.add(new Removable(dump, size(dump), first, modified(dump)));
        first = false;
      }
      for (Path incident : children(life.resolve("incidents"))) {
        found.add(new Removable(incident, size(incident), false, modified(incident)));
      }
    }
    found.sort(Comparator.comparing(Removable::firstDump).thenComparingLong(Removable::modified));
    return found;
  }

  private List<Path> lives() {
    return children(root).stream()
        .filter(folder -> LIFE.matcher(name(folder)).matches())
        .filter(folder -> Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS))
        .toList();
  }

  private List<Path> endedLives() {
    return lives().stream()
        .filter(folder -> !folder.toAbsolutePath().normalize().equals(thisLife))
        .filter(folder -> !running(folder))
        .toList();
  }

  // In a container every life has the same pid, so a folder with ours is an earlier life, unless
  // a container beside ours holds its lock.
  private static boolean running(Path life) {
    if (LifeLock.isHeld(life)) {
      return true;
    }
    Matcher matcher = LIFE.matcher(name(life));
    OptionalLong pid = matcher.matches() ? parse(matcher.group(1)) : OptionalLong.empty();
    return pid.isPresent()
        && pid.getAsLong() != ProcessHandle.current().pid()
        && ProcessHandle.of(pid.getAsLong()).isPresent();
  }

  private static OptionalLong parse(String digits) {
    return digits.length() > 18 ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(digits));
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  private static List<Path> children(Path folder) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(folder)) {
      return list.toList();
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
  }

  private static long modified(Path path) {
    try {
      return attributes(path).lastModifiedTime().toMillis();
    } catch (IOException e) {
      return 0;
    }
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static long size(Path path) {
    long[] sum = {0};
    walk(path, file -> sum[0] += attributes(file).size(), folder -> {});
    return sum[0];
  }

  private static void delete(Path path) {
    walk(path, Files::deleteIfExists, Files::deleteIfExists);
  }

  private interface Visit {
    void accept(Path path) throws IOException;
  }

  // What vanishes or resists meanwhile is skipped: the sum afterwards tells whether it mattered.
  private static void walk(Path start, Visit onFile, Visit afterFolder) {
    SimpleFileVisitor<Path> visitor =
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            return quietly(onFile, file);
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException e) {
            return quietly(afterFolder, folder);
          }
        };
    quietly(path -> Files.walkFileTree(path, visitor), start);
  }

  private static FileVisitResult quietly(Visit visit, Path path) {
    try {
      visit.accept(path);
    } catch (IOException | RuntimeException e) {
      return FileVisitResult.CONTINUE;
    }
    return FileVisitResult.CONTINUE;
  }
}

package io.memguard.blackbox;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file {@code running} in a life's folder. It is locked as long as the JVM lives, which other
 * containers on the same machine see where process ids mean nothing; and it is deleted as the very
 * last act of an orderly shutdown, behind all hooks.
 *
 * <p>The lock is the process's (POSIX): nothing else in this JVM may ever open and close this file.
 */
public final class LifeLock {
  static final String FILE = "running";

  private final FileChannel channel;
  private final boolean locked;

  private LifeLock(FileChannel channel, boolean locked) {
    this.channel = channel;
    this.locked = locked;
  }

  /** Takes the lock of this life and holds it until the process ends. */
  public static LifeLock hold(Path life) throws IOException {
    Path file = life.resolve(FILE);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    file.toFile().deleteOnExit();
    return new LifeLock(channel, tryLock(channel) == Answer.LOCKED);
  }

  /** False on network volumes that do not lock. */
  public boolean isLocked() {
    return locked && channel.isOpen();
  }

  /** What the lock of a life says. */
  enum Answer {
    LOCKED,
    HELD_BY_ANOTHER,
    /** This file system does not lock. */
    UNKNOWN
  }

  /** Whether a process still lives in that folder; never asked about this process's own. */
  public static boolean isHeld(Path life) {
    Path file = life.resolve(FILE);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return tryLock(channel) == Answer.HELD_BY_ANOTHER;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether the last act of an orderly shutdown was reached. */
  static boolean isGone(Path life) {
    return !Files.exists(life.resolve(FILE), LinkOption.NOFOLLOW_LINKS);
  }

  // The lock goes with its channel: at once when somebody else's is tried, never for our own.
  private static Answer tryLock(FileChannel channel) {
    try {
      FileLock lock = channel.tryLock();
      return lock == null ? Answer.HELD_BY_ANOTHER : Answer.LOCKED;
    } catch (OverlappingFileLockException e) {
      return Answer.HELD_BY_ANOTHER;
    } catch (IOException e) {
      return Answer.UNKNOWN;
    }
  }
}

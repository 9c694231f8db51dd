package io.memguard.act;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much room there is under a folder. */
@FunctionalInterface
interface Disk {

  Space space(Path folder) throws IOException;

  /**
   * Bytes of a file system.
   *
   * @param inMemory a tmpfs: what is written there is charged to the container as shared memory
   */
  record Space(long usable, long total, boolean inMemory) {}

  static Space ofFileStore(Path folder) throws IOException {
    FileStore store = Files.getFileStore(folder);
    boolean inMemory = store.type().equals("tmpfs") || store.type().equals("ramfs");
    return new Space(store.getUsableSpace(), store.getTotalSpace(), inMemory);
  }
}

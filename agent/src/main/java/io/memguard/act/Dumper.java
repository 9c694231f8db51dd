package io.memguard.act;

import java.io.IOException;
import java.nio.file.Path;

/** Writes a live heap dump to a file that does not exist yet. */
@FunctionalInterface
interface Dumper {
  void dump(Path file) throws IOException;
}

package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.MemoryRange;
import io.memguard.snapshot.MemoryRange.Use;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GlibcArenasTest {

  private static final long HEAP = GlibcArenas.HEAP;

  /** Two full heaps in one mapping, a heap just begun, and metaspace at such an address. */
  private static final List<Mapping> MAPPINGS =
      List.of(
          anonymous("rw-p", HEAP, 3 * HEAP + 0x21000),
          anonymous("---p", 3 * HEAP + 0x21000, 4 * HEAP),
          anonymous("rw-p", 4 * HEAP, 4 * HEAP + 0x60000),
          anonymous("---p", 4 * HEAP + 0x60000, 5 * HEAP),
          anonymous("rw-p", 6 * HEAP + 0x1000, 6 * HEAP + 0x2000));

  @TempDir Path root;

  @Test
  void theHeaderTellsAHeapFromMetaspace() throws IOException {
    Path memory = root.resolve("proc/self/mem");
    Files.createDirectories(memory.getParent());
    try (RandomAccessFile file = new RandomAccessFile(memory.toFile(), "rw")) {
      header(file, HEAP, HEAP + 0x30, 0, HEAP, HEAP);
      header(file, 2 * HEAP, HEAP + 0x30, HEAP, HEAP, HEAP);
      header(file, 3 * HEAP, HEAP + 0x30, 2 * HEAP, 0x20500, 0x21000);
      // What was seen in metaspace.
      header(file, 4 * HEAP, 3, 0x6d171e10, 0x6d172850, 0x6d172a58);
    }
    assertThat(arenas()).containsExactly(heap(1), heap(2), heap(3));
  }

  @Test
  void withoutTheHeaderTheShapeHasToDo() {
    assertThat(arenas()).containsExactly(heap(4));
  }

  @Test
  void whatIsClaimedIsNoArena() {
    AddressUses claimed = new AddressUses(4096);
    claimed.claim(new MemoryRange(Use.CLASS_SPACE, 4 * HEAP, 5 * HEAP));
    assertThat(new GlibcArenas(root).among(MAPPINGS, claimed)).isEmpty();
  }

  @Test
  void theMainArenaIsNotAmongThemAndCapturedMapsHaveTheirShape() throws IOException {
    List<Mapping> mappings = Mapping.readAll(Tree.captured("v1/healthy/proc/self/maps"));
    List<MemoryRange> found = new GlibcArenas(root).among(mappings, new AddressUses(4096));
    assertThat(found)
        .hasSize(13)
        .allSatisfy(
            range -> {
              assertThat(range.use()).isEqualTo(Use.MALLOC_ARENA);
              assertThat(range.start() % HEAP).isZero();
            });
  }

  private List<MemoryRange> arenas() {
    return new GlibcArenas(root).among(MAPPINGS, new AddressUses(4096));
  }

  private static Mapping anonymous(String access, long start, long end) {
    return new Mapping(start, end, access, 0, "00:00", 0, "");
  }

  private static MemoryRange heap(int number) {
    return new MemoryRange(Use.MALLOC_ARENA, number * HEAP, (number + 1) * HEAP);
  }

  private static void header(RandomAccessFile memory, long address, long... fields)
      throws IOException {
    ByteBuffer header =
        ByteBuffer.allocate(fields.length * Long.BYTES).order(ByteOrder.nativeOrder());
    for (long field : fields) {
      header.putLong(field);
    }
    memory.seek(address);
    memory.write(header.array());
  }
}

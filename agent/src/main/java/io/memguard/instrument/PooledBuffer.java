package io.memguard.instrument;

import java.util.List;
import java.util.Optional;

/**
 * A class of Netty whose objects stand for a piece of a pool's chunk, and where it keeps what must
 * be known of that piece. Names as in Netty 4.1 and 4.2; where a field was renamed, the newest name
 * first.
 *
 * @param suffix end of the internal class name: in front of it may be any package, where Netty was
 *     relocated into another library
 * @param lendings the methods that give the object its piece; on a second call the first piece goes
 *     back
 * @param chunk the field of what stands for the chunk's memory, null while the object has no piece
 * @param offset the field of where the piece begins
 * @param bytes the field of how large it is, rounded up by the pool
 */
record PooledBuffer(
    String suffix,
    List<String> lendings,
    List<String> chunk,
    List<String> offset,
    List<String> bytes) {

  /** The method that gives the piece back, in all of them. */
  static final String RETURNING = "deallocate";

  private static final List<PooledBuffer> ALL =
      List.of(
          // PooledByteBufAllocator, the default of Netty 4.1.
          new PooledBuffer(
              "netty/buffer/PooledByteBuf",
              List.of("init", "initUnpooled"),
              List.of("memory"),
              List.of("offset"),
              List.of("maxLength")),
          // AdaptiveByteBufAllocator, the default of Netty 4.2.
          new PooledBuffer(
              "netty/buffer/AdaptivePoolingAllocator$AdaptiveByteBuf",
              List.of("init"),
              List.of("rootParent"),
              List.of("startIndex", "adjustment"),
              List.of("maxFastCapacity", "length")));

  /** By internal name, such as {@code io/netty/buffer/PooledByteBuf}; null for nameless classes. */
  static Optional<PooledBuffer> of(String internalName) {
    if (internalName == null || !internalName.contains("netty/buffer/")) {
      return Optional.empty();
    }
    return ALL.stream().filter(buffer -> internalName.endsWith(buffer.suffix)).findFirst();
  }

  static Optional<PooledBuffer> of(Class<?> type) {
    String name = type.getName();
    return name.contains("netty.buffer.") ? of(name.replace('.', '/')) : Optional.empty();
  }
}

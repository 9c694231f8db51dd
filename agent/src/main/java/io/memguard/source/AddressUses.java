package io.memguard.source;

import io.memguard.snapshot.MemoryRange;
import io.memguard.snapshot.MemoryRange.Use;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Stretches of addresses whose use is known. Of two claims to one page the first one holds. */
final class AddressUses {

  private final NavigableMap<Long, MemoryRange> claims = new TreeMap<>();
  private final long pageSize;

  AddressUses(long pageSize) {
    this.pageSize = pageSize;
  }

  void claim(MemoryRange range) {
    long at = range.start() & -pageSize;
    long end = (range.end() + pageSize - 1) & -pageSize;
    while (at < end) {
      MemoryRange claimed = at(at);
      if (claimed != null) {
        at = claimed.end();
      } else {
        long until = Math.min(end, nextClaim(at));
        claims.put(at, new MemoryRange(range.use(), at, until));
        at = until;
      }
    }
  }

  boolean isClaimed(long address) {
    return at(address) != null;
  }

  /** Cuts {@code [start, end)} where the use changes; what nobody claimed is {@code otherwise}. */
  List<MemoryRange> split(long start, long end, Use otherwise) {
    List<MemoryRange> pieces = new ArrayList<>(1);
    long at = start;
    while (at < end) {
      MemoryRange claimed = at(at);
      long until = Math.min(end, claimed == null ? nextClaim(at) : claimed.end());
      pieces.add(new MemoryRange(claimed == null ? otherwise : claimed.use(), at, until));
      at = until;
    }
    return pieces;
  }

  /** The use that most of {@code [start, end)} has. */
  Use mostly(long start, long end, Use otherwise) {
    Map<Use, Long> lengths = new EnumMap<>(Use.class);
    Use most = otherwise;
    for (MemoryRange piece : split(start, end, otherwise)) {
      long length = lengths.merge(piece.use(), piece.end() - piece.start(), Long::sum);
      if (length > lengths.getOrDefault(most, 0L)) {
        most = piece.use();
      }
    }
    return most;
  }

  private MemoryRange at(long address) {
    Map.Entry<Long, MemoryRange> before = claims.floorEntry(address);
    return before != null && before.getValue().end() > address ? before.getValue() : null;
  }

  private long nextClaim(long address) {
    Long next = claims.higherKey(address);
    return next == null ? Long.MAX_VALUE : next;
  }
}

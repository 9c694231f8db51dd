package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.MemoryRange;
import io.memguard.snapshot.MemoryRange.Use;
import org.junit.jupiter.api.Test;

class AddressUsesTest {

  private final AddressUses uses = new AddressUses(0x1000);

  @Test
  void cutsWhereTheUseChanges() {
    uses.claim(new MemoryRange(Use.CODE, 0x3000, 0x5000));
    uses.claim(new MemoryRange(Use.JAVA_HEAP, 0x7000, 0x8000));

    assertThat(uses.split(0x1000, 0x9000, Use.ANONYMOUS))
        .containsExactly(
            new MemoryRange(Use.ANONYMOUS, 0x1000, 0x3000),
            new MemoryRange(Use.CODE, 0x3000, 0x5000),
            new MemoryRange(Use.ANONYMOUS, 0x5000, 0x7000),
            new MemoryRange(Use.JAVA_HEAP, 0x7000, 0x8000),
            new MemoryRange(Use.ANONYMOUS, 0x8000, 0x9000));
    assertThat(uses.split(0x4000, 0x4800, Use.FILE))
        .containsExactly(new MemoryRange(Use.CODE, 0x4000, 0x4800));
  }

  @Test
  void theFirstClaimToAPageHolds() {
    uses.claim(new MemoryRange(Use.CLASS_ARCHIVE, 0x3000, 0x4000));
    uses.claim(new MemoryRange(Use.CLASS_SPACE, 0x2fff, 0x5001));

    assertThat(uses.split(0x1000, 0x7000, Use.ANONYMOUS))
        .containsExactly(
            new MemoryRange(Use.ANONYMOUS, 0x1000, 0x2000),
            new MemoryRange(Use.CLASS_SPACE, 0x2000, 0x3000),
            new MemoryRange(Use.CLASS_ARCHIVE, 0x3000, 0x4000),
            new MemoryRange(Use.CLASS_SPACE, 0x4000, 0x6000),
            new MemoryRange(Use.ANONYMOUS, 0x6000, 0x7000));
  }

  @Test
  void anEmptyOrReversedRangeClaimsNothing() {
    uses.claim(new MemoryRange(Use.CODE, 0x3000, 0x3000));
    uses.claim(new MemoryRange(Use.CODE, 0x5000, 0x3000));
    assertThat(uses.split(0, 0x9000, Use.FILE))
        .containsExactly(new MemoryRange(Use.FILE, 0, 0x9000));
  }

  @Test
  void mostlyIsByLength() {
    uses.claim(new MemoryRange(Use.CODE, 0x3000, 0x5000));
    assertThat(uses.mostly(0x3000, 0x6000, Use.FILE)).isEqualTo(Use.CODE);
    assertThat(uses.mostly(0x3000, 0x8000, Use.FILE)).isEqualTo(Use.FILE);
  }
}

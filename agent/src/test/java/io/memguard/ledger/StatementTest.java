package io.memguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.Ticks;
import io.memguard.snapshot.Ticks.Part;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatementTest {
  /** Absent in every constructed snapshot, and nothing to the statement. */
  private static final Set<Part> BESIDE =
      EnumSet.of(Part.NEIGHBOURS, Part.MACHINE, Part.SITES, Part.LENT);

  private final Ticks service = new Ticks(5);

  @Test
  void everySourceThere() {
    Statement statement = Statement.of(service.next());
    assertThat(statement.process())
        .containsExactlyEntriesOf(
            mib(
                Item.HEAP, 120,
                Item.METASPACE, 40,
                Item.CLASS_ARCHIVE, 13,
                Item.CODE, 15,
                Item.THREAD_STACKS, 20,
                Item.COLLECTOR, 8,
                Item.JVM_OTHER, 10,
                Item.DIRECT, 10,
                Item.OTHER_UNSAFE, 0,
                Item.FILES, 30,
                Item.SHARED, 1,
                Item.JNI_MALLOC, 20,
                Item.MALLOC_RETAINED, 4,
                Item.RESIDUAL, 0));
    assertThat(statement.container())
        .containsExactlyEntriesOf(
            mib(
                Item.CONTAINER_ANONYMOUS, 260,
                Item.CONTAINER_PAGE_CACHE, 70,
                Item.CONTAINER_SHARED, 1,
                Item.CONTAINER_KERNEL, 8,
                Item.CONTAINER_RESIDUAL, 0));
    assertThat(statement.rss()).isEqualTo(Ticks.bytes(291));
    assertThat(statement.usage()).isEqualTo(Ticks.bytes(339));
    assertThat(statement.notes()).isEmpty();
  }

  @Test
  void withoutNativeMemoryTrackingMallocIsOneAccount() {
    service.absent.add(Part.NATIVE_MEMORY);
    Statement statement = Statement.of(service.next());
    assertThat(statement.process())
        .containsExactlyEntriesOf(
            mib(
                Item.HEAP, 120,
                Item.METASPACE, 40,
                Item.CLASS_ARCHIVE, 13,
                Item.CODE, 15,
                Item.THREAD_STACKS, 0,
                Item.COLLECTOR, 6,
                Item.DIRECT, 10,
                Item.FILES, 30,
                Item.SHARED, 1,
                Item.NATIVE_NOT_ITEMISED, 32,
                Item.MALLOC_RETAINED, 16,
                Item.RESIDUAL, 8));
    assertThat(statement.notes()).containsExactly(Ticks.reason(Part.NATIVE_MEMORY));
  }

  @Test
  void withoutMallocFiguresTheRestOfTheNativeSideIsOneAccount() {
    service.absent.add(Part.NATIVE_HEAP);
    Statement statement = Statement.of(service.next());
    assertThat(statement.process())
        .containsEntry(Item.NATIVE_NOT_ITEMISED, Ticks.bytes(24))
        .containsEntry(Item.RESIDUAL, 0L)
        .doesNotContainKeys(Item.JNI_MALLOC, Item.MALLOC_RETAINED);
    assertThat(statement.notes()).containsExactly(Ticks.reason(Part.NATIVE_HEAP));
  }

  /** A compilation took 6 MiB when the JVM was asked, and had freed them when malloc was. */
  @Test
  void whatTheJvmHeldIsNotFreeAsWell() {
    service.jniMalloc = -6;
    service.keptByMalloc = 10;
    assertThat(Statement.of(service.next()).process())
        .containsEntry(Item.JNI_MALLOC, 0L)
        .containsEntry(Item.MALLOC_RETAINED, Ticks.bytes(4))
        .containsEntry(Item.RESIDUAL, 0L);
  }

  @Test
  void withoutPageCountsCommittedMemoryStandsIn() {
    service.absent.add(Part.RESIDENT_PAGES);
    Statement statement = Statement.of(service.next());
    assertThat(statement.process())
        .containsExactlyEntriesOf(
            mib(
                Item.HEAP, 120,
                Item.METASPACE, 40,
                Item.CODE, 14,
                Item.DIRECT, 10,
                Item.FILES, 30,
                Item.RESIDUAL, 77));
    assertThat(statement.notes())
        .containsExactly("resident pages: " + Ticks.reason(Part.RESIDENT_PAGES));
  }

  @Test
  void withoutProcessThereIsOnlyTheContainer() {
    service.absent.add(Part.PROCESS);
    Statement statement = Statement.of(service.next());
    assertThat(statement.process()).isEmpty();
    assertThat(statement.rss()).isZero();
    assertThat(statement.container()).hasSize(5);
    assertThat(statement.notes()).containsExactly("process: " + Ticks.reason(Part.PROCESS));
  }

  @Test
  void withoutContainerThereIsOnlyTheProcess() {
    service.absent.add(Part.CONTAINER);
    Statement statement = Statement.of(service.next());
    assertThat(statement.container()).isEmpty();
    assertThat(statement.usage()).isZero();
    assertThat(statement.process()).hasSize(14);
    assertThat(statement.notes()).containsExactly("container: " + Ticks.reason(Part.CONTAINER));
  }

  /** An account that is not known is absent, not 0: only what was read is stated. */
  @ParameterizedTest
  @EnumSource(
      value = Part.class,
      names = {"HEAP", "NON_HEAP", "BUFFERS"})
  void withoutAPlatformBeanTheBooksStillClose(Part part) {
    service.absent.add(part);
    assertCloses(Statement.of(service.next()), part.toString());
  }

  @Test
  void closesWhateverIsAbsent() {
    List<Part> parts = new ArrayList<>(EnumSet.complementOf(EnumSet.copyOf(BESIDE)));
    for (int some = 0; some < 1 << parts.size(); some++) {
      service.absent.clear();
      service.absent.addAll(BESIDE);
      for (int i = 0; i < parts.size(); i++) {
        if ((some >> i & 1) == 1) {
          service.absent.add(parts.get(i));
        }
      }
      assertCloses(Statement.of(service.next()), "without " + service.absent);
    }
  }

  @Test
  void closesWhateverTheFigures() {
    for (long seed = 0; seed < 1_000; seed++) {
      Random random = new Random(seed);
      service.heapResident = random.nextInt(4_000) / 3.0;
      service.direct = random.nextInt(4_000) / 7.0;
      service.jniMalloc = random.nextInt(4_000) / 11.0;
      service.pageCache = random.nextInt(4_000) / 13.0;
      Statement statement = Statement.of(service.next());
      assertCloses(statement, "seed " + seed);
      // Each figure of the snapshot was rounded to a byte.
      assertThat(statement.process().get(Item.RESIDUAL)).as("seed %d", seed).isBetween(-9L, 9L);
    }
  }

  private static void assertCloses(Statement statement, String of) {
    assertThat(sum(statement.process())).as("process, %s", of).isEqualTo(statement.rss());
    assertThat(sum(statement.container())).as("container, %s", of).isEqualTo(statement.usage());
    assertThat(statement.process().entrySet())
        .as("process, %s", of)
        .allMatch(item -> item.getValue() >= 0 || item.getKey() == Item.RESIDUAL);
  }

  private static long sum(Map<Item, Long> items) {
    return items.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Map<Item, Long> mib(Object... itemsAndSizes) {
    Map<Item, Long> items = new EnumMap<>(Item.class);
    for (int i = 0; i < itemsAndSizes.length; i += 2) {
      items.put((Item) itemsAndSizes[i], Ticks.bytes((Integer) itemsAndSizes[i + 1]));
    }
    return items;
  }
}

package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.ContainerMemory.CgroupVersion;
import io.memguard.snapshot.Reading;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Every captured container, figure by figure; {@code containers.csv} holds what is right. */
class CapturedContainersTest {

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/fixtures/containers.csv", numLinesToSkip = 1)
  void readsEveryFigure(ArgumentsAccessor row) {
    assertThat(new Cgroup(Tree.captured(row.getString(0))).read())
        .isEqualTo(Reading.known(expected(row)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/fixtures/containers.csv", numLinesToSkip = 1)
  void accountsAddUpToUsage(ArgumentsAccessor row) {
    ContainerMemory memory =
        new Cgroup(Tree.captured(row.getString(0))).read().value().orElseThrow();
    assertThat(memory.residual()).isBetween(0L, memory.usage() / 100);
  }

  @Test
  void findsTheGuidesExampleAsATree() {
    assertThat(new Cgroup(Tree.captured("guide")).read().value())
        .map(ContainerMemory::limit)
        .hasValue(OptionalLong.of(6291456000L));
  }

  private static ContainerMemory expected(ArgumentsAccessor row) {
    String stalled = row.getString(21);
    return new ContainerMemory(
        CgroupVersion.valueOf(row.getString(1)),
        row.getString(2),
        optional(row, 3),
        optional(row, 4),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9),
        row.getLong(10),
        row.getLong(11),
        row.getLong(12),
        row.getLong(13),
        row.getLong(14),
        row.getLong(15),
        optional(row, 16),
        row.getLong(17),
        row.getLong(18),
        row.getLong(19),
        row.getLong(20),
        stalled == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(stalled)));
  }

  private static OptionalLong optional(ArgumentsAccessor row, int column) {
    return row.getString(column) == null
        ? OptionalLong.empty()
        : OptionalLong.of(row.getLong(column));
  }
}

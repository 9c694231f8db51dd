package io.memguard;

import java.util.concurrent.TimeUnit;
import jdk.internal.misc.Unsafe;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Taking and freeing native memory, as each direct buffer does; played with the agent and without.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2) // tracking is armed in the first second
@Measurement(iterations = 5, time = 2)
@Fork(value = 3, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
public class DirectBenchmark {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();

  @Param({"64", "4096", "1048576"})
  public long bytes;

  @Benchmark
  public long takeAndFree() {
    long address = UNSAFE.allocateMemory(bytes);
    UNSAFE.freeMemory(address);
    return address;
  }
}

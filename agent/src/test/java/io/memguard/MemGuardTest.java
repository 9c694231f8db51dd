package io.memguard;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class MemGuardTest {

  @Test
  @Timeout(60)
  void aJvmThatCannotBeAskedIsNotWatched(@TempDir Path folder) {
    Instrumentation full =
        (Instrumentation)
            Proxy.newProxyInstance(
                Instrumentation.class.getClassLoader(),
                new Class<?>[] {Instrumentation.class},
                (proxy, method, arguments) -> {
                  throw new OutOfMemoryError("Metaspace");
                });
    Runnable guard = MemGuard.create("log=off,dir=" + folder, full);
    assertThatThrownBy(guard::run).isInstanceOf(OutOfMemoryError.class);
  }
}

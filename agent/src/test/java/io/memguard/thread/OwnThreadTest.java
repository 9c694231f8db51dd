package io.memguard.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class OwnThreadTest {

  @Test
  void itsFailuresAreNotTheApplications() throws InterruptedException {
    List<Throwable> seen = Collections.synchronizedList(new ArrayList<>());
    UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> seen.add(failure));
    try {
      OwnThread thread =
          new OwnThread(
              "test",
              () -> {
                throw new OutOfMemoryError("Java heap space");
              });
      assertThat(thread.tryStart()).isEmpty();
      thread.join();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    assertThat(seen).isEmpty();
  }

  @Test
  void itHoldsNothingOfTheThreadThatMakesIt() throws InterruptedException {
    InheritableThreadLocal<String> ofTheApplication = new InheritableThreadLocal<>();
    ofTheApplication.set("a request");
    AtomicReference<String> inherited = new AtomicReference<>();
    OwnThread thread = new OwnThread("test", () -> inherited.set(ofTheApplication.get()));
    assertThat(thread.getName()).isEqualTo("memguard-test");
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getContextClassLoader()).isNull();
    assertThat(thread.tryStart()).isEmpty();
    thread.join();
    assertThat(inherited).hasValue(null);
  }
}

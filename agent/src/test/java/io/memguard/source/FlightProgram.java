package io.memguard.source;

import io.memguard.snapshot.FlightFacts;
import io.memguard.snapshot.Reading;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Runs a {@link FlightStream} in the given folder and prints what it sees of it. */
final class FlightProgram {

  private static final long DEADLINE_NANOS = 60_000_000_000L;

  private FlightProgram() {}

  public static void main(String[] arguments) throws InterruptedException {
    File folder = new File(arguments[0]);
    ByteBuffer held = ByteBuffer.allocateDirect(1 << 20);
    LiveSet liveSet = LiveSet.subscribe();
    FlightStream stream =
        FlightStream.start(Path.of(arguments[0]), FlightProgram::command, liveSet, lack -> {});
    FlightFacts facts = awaitDirectBuffers(stream);
    System.gc();
    System.out.println("direct " + (facts.directBuffers().orElseThrow().used() >= held.capacity()));
    System.out.println("resident " + facts.resident().isPresent());
    System.out.println("repositories " + (folder.isDirectory() ? folder.list().length : 0));
    System.out.println("daemon " + thread().isDaemon() + " " + thread().getContextClassLoader());
    stream.close();
    thread().join();
    System.out.println(stream.read());
    liveSet.close();
  }

  private static FlightFacts awaitDirectBuffers(FlightStream stream) throws InterruptedException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < DEADLINE_NANOS) {
      Reading<FlightFacts> reading = stream.read();
      if (reading.map(facts -> facts.directBuffers().isPresent()).value().orElse(false)) {
        return reading.value().orElseThrow();
      }
      Thread.sleep(50);
    }
    throw new IllegalStateException("no facts: " + stream.read());
  }

  private static Thread thread() {
    Thread[] threads = new Thread[100];
    int count = Thread.enumerate(threads);
    return Arrays.stream(threads, 0, count)
        .filter(thread -> thread.getName().equals("memguard-jfr"))
        .findFirst()
        .orElse(new Thread());
  }

  private static String command(String line) {
    try {
      MBeanServer server = ManagementFactory.getPlatformMBeanServer();
      String[] words = line.split(" ", 2);
      return (String)
          server.invoke(
              new ObjectName("com.sun.management:type=DiagnosticCommand"),
              "jfrConfigure",
              new Object[] {words[1].split(" ", -1)},
              new String[] {String[].class.getName()});
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }
}

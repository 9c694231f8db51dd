package io.memguard.source;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Runs a {@link FlightStream} in the given folder, dumps it to the given file and prints what is
 * there.
 */
final class FlightProgram {

  private static final String DIRECT = "jdk.DirectBufferStatistics";
  private static final long DEADLINE_NANOS = 60_000_000_000L;

  private FlightProgram() {}

  public static void main(String[] arguments) throws Exception {
    File folder = new File(arguments[0]);
    ByteBuffer held = ByteBuffer.allocateDirect(1 << 20);
    LivePoints livePoints = LivePoints.subscribe();
    FlightStream stream =
        FlightStream.start(Path.of(arguments[0]), FlightProgram::command, livePoints, lack -> {});
    List<RecordedEvent> events = awaitDirectBuffers(stream, Path.of(arguments[1]));
    System.out.println(
        "direct "
            + events(events, DIRECT).allMatch(one -> one.getLong("memoryUsed") >= held.capacity()));
    System.out.println("resident " + events(events, "jdk.ResidentSetSize").findAny().isPresent());
    System.out.println("repositories " + (folder.isDirectory() ? folder.list().length : 0));
    System.out.println("daemon " + thread().isDaemon() + " " + thread().getContextClassLoader());
    stream.close();
    thread().join();
    System.out.println(stream.recording());
    livePoints.close();
  }

  /** What a dump holds when it holds the direct buffers. */
  private static List<RecordedEvent> awaitDirectBuffers(FlightStream stream, Path dump)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < DEADLINE_NANOS) {
      if (stream.recording().isKnown()) {
        stream.dump(dump);
        List<RecordedEvent> events = RecordingFile.readAllEvents(dump);
        if (events(events, DIRECT).findAny().isPresent()) {
          return events;
        }
      }
      Thread.sleep(500);
    }
    throw new IllegalStateException("no events: " + stream.recording());
  }

  private static Stream<RecordedEvent> events(List<RecordedEvent> events, String type) {
    return events.stream().filter(event -> event.getEventType().getName().equals(type));
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

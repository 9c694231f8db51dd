package io.memguard.source;

import io.memguard.snapshot.HeldObject;
import io.memguard.snapshot.HeldObject.Hop;
import io.memguard.snapshot.Reading;
import io.memguard.snapshot.ThreadStarts;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import jdk.jfr.EventType;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Keeps orders in a static list beside garbage, and prints what is found to hold them, although the
 * recording is written to a file before.
 */
final class HeldObjectsProgram {
  private static final long DEADLINE_NANOS = 60_000_000_000L;
  private static final List<Order> orders = new ArrayList<>();
  private static final List<SoftReference<Note>> notes = new ArrayList<>();

  /** What is kept. */
  private static final class Order {
    private final byte[] text = new byte[2_000];

    @Override
    public String toString() {
      return text.length + " bytes";
    }
  }

  /** What is kept until the heap is full. */
  private static final class Note {
    private final byte[] text = new byte[3_000];

    @Override
    public String toString() {
      return text.length + " bytes";
    }
  }

  private HeldObjectsProgram() {}

  public static void main(String[] arguments) throws Exception {
    LivePoints livePoints = LivePoints.subscribe();
    FlightStream stream = FlightStream.start(Path.of(arguments[0]), null, livePoints, lack -> {});
    FlightSampling sampling = FlightSampling.of(() -> Reading.known(stream));
    StartWatch watch = new StartWatch(() -> Reading.known(stream));
    long start = System.nanoTime();
    while (!sampling.arm().isKnown() && System.nanoTime() - start < DEADLINE_NANOS) {
      Thread.sleep(50);
    }
    watch.arm();
    long garbage = 0;
    for (int i = 0; i < 30_000; i++) {
      garbage += new byte[4_000].length;
      if (i % 3 == 0) {
        orders.add(new Order());
        notes.add(new SoftReference<>(new Note()));
      }
    }
    Thread.sleep(1_000); // The setting of the events reaches the JVM meanwhile.
    startThreads();
    System.gc();
    System.out.println("recorded " + dump(stream, Path.of(arguments[0], "before.jfr")));
    System.out.println("searched " + sampling.search(Duration.ofSeconds(5)).isKnown());
    List<HeldObject> found = new ArrayList<>();
    List<ThreadStarts> starts = List.of();
    while ((found.isEmpty() || starts.isEmpty()) && System.nanoTime() - start < DEADLINE_NANOS) {
      Thread.sleep(50);
      found.addAll(sampling.take());
      starts = watch.starts();
    }
    System.out.println("held by the list " + found.stream().anyMatch(HeldObjectsProgram::held));
    System.out.println("not reached " + found.stream().anyMatch(HeldObjectsProgram::isNote));
    System.out.println("allocated here " + found.stream().anyMatch(HeldObjectsProgram::allocated));
    System.out.println(
        "started here "
            + starts.stream()
                .anyMatch(
                    one ->
                        one.pattern().equals("worker-#")
                            && one.stack().toString().contains("startThreads")));
    Thread.sleep(1_500); // What the search found may arrive in parts.
    sampling.disarm();
    watch.disarm();
    Thread.sleep(1_500); // Whatever the last recording wrote has arrived.
    System.out.println("left " + sampling.take().size() + " " + watch.starts().size());
    System.out.println("garbage " + garbage + ", orders " + orders.size() + " " + notes.size());
    stream.close();
    livePoints.close();
  }

  /** The events in which collections are told, and the object samples. */
  private static String dump(FlightStream stream, Path file) throws IOException {
    stream.dump(file);
    List<String> events =
        RecordingFile.readAllEvents(file).stream()
            .map(RecordedEvent::getEventType)
            .map(EventType::getName)
            .toList();
    return events.contains("jdk.GarbageCollection")
        + " "
        + Collections.frequency(events, OldObjectEvents.EVENT);
  }

  private static void startThreads() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      Thread worker = new Thread(() -> {}, "worker-" + i);
      worker.start();
      worker.join();
    }
  }

  private static boolean isNote(HeldObject object) {
    return object.chain().isEmpty() && object.stack().toString().contains("$Note.<init>");
  }

  private static boolean held(HeldObject object) {
    if (object.chain().isEmpty()) {
      return false;
    }
    Hop last = object.chain().get(object.chain().size() - 1);
    return object.type().equals("byte[]")
        && last.type().endsWith("HeldObjectsProgram$Order")
        && last.field().equals("text")
        && object.chain().stream()
            .anyMatch(
                hop ->
                    hop.isStatic()
                        && hop.field().equals("orders")
                        && hop.type().equals(HeldObjectsProgram.class.getName()));
  }

  private static boolean allocated(HeldObject object) {
    return object.stack().toString().contains("HeldObjectsProgram$Order.<init>");
  }
}

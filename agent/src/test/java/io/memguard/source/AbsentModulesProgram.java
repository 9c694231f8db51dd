package io.memguard.source;

import java.nio.file.Path;
import java.util.List;

/** Prints what is known in a JVM that may lack modules. */
final class AbsentModulesProgram {

  private AbsentModulesProgram() {}

  public static void main(String[] arguments) {
    LivePoints livePoints = LivePoints.subscribe();
    FlightStream stream = FlightStream.start(Path.of(arguments[0]), null, livePoints, lack -> {});
    System.out.println("live set: " + livePoints.reason());
    List<Source<?>> sources =
        List.of(PlatformBeans.heap(livePoints), PlatformBeans.nonHeap(), PlatformBeans.buffers(1));
    for (Source<?> source : sources) {
      String reason = source.read().reason();
      System.out.println(source.name() + (reason.isEmpty() ? " known" : ": " + reason));
    }
    System.out.println("jfr: " + stream.recording().reason());
    stream.close();
    livePoints.close();
  }
}

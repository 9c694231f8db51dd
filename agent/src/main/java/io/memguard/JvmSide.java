package io.memguard;

import io.memguard.act.Budget;
import io.memguard.act.CollectGarbage;
import io.memguard.act.TrimNativeHeap;
import io.memguard.instrument.AllocationSites;
import io.memguard.instrument.DirectMemoryTracking;
import io.memguard.instrument.DirectRefusals;
import io.memguard.instrument.LentSites;
import io.memguard.instrument.NettyCounters;
import io.memguard.investigate.LiveObjects;
import io.memguard.investigate.SoftReferences;
import io.memguard.snapshot.MemoryRange;
import io.memguard.snapshot.Reading;
import io.memguard.source.ClassHistogram;
import io.memguard.source.CommandRunner;
import io.memguard.source.CpuClock;
import io.memguard.source.DiagnosticCommands;
import io.memguard.source.FlightStream;
import io.memguard.source.LivePoints;
import io.memguard.source.NativeHeapFigures;
import io.memguard.source.NativeMemoryTracking;
import io.memguard.source.PlatformBeans;
import io.memguard.source.ProcessLimitsSource;
import io.memguard.source.Sampler;
import io.memguard.source.VmFlags;
import io.memguard.verdict.Phrase;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is asked of, and done to, this JVM: brought up once the application's main class runs. */
final class JvmSide {
  private static final int COLLECTIONS_AN_HOUR = 6;
  private static final int TRIMS_AN_HOUR = 6;
  private static final Duration BACK_OFF = Duration.ofMinutes(5);

  private static final String NO_FLIGHT =
      "the JFR stream is not started: it starts late, or jfr=off";

  private final CommandRunner commands;
  private final boolean takesCommands;
  private final boolean explicitGcDisabled;
  private final boolean mayAct;
  private final LivePoints livePoints;
  private final NativeHeapFigures nativeHeap;
  private final DirectMemoryTracking tracking;
  private final DirectRefusals refusals;
  private final Sampler.Jvm sources;
  private final LiveObjects liveObjects;
  private final CollectGarbage collect;
  private final TrimNativeHeap trim;
  private volatile FlightStream flight;

  private JvmSide(Options options, Instrumentation instrumentation) {
    Reading<DiagnosticCommands> opened = DiagnosticCommands.open(instrumentation);
    Reading<VmFlags> flags = VmFlags.open();
    takesCommands = opened.isKnown();
    commands = opened.value().map(CommandRunner.class::cast).orElse(absent(opened.reason()));
    explicitGcDisabled = flags.value().map(open -> open.isTrue("DisableExplicitGC")).orElse(false);
    mayAct = !options.is(OptionKey.ACTIONS, "off");
    long directMax =
        flags.value().map(VmFlags::maxDirectMemory).orElse(Runtime.getRuntime().maxMemory());
    livePoints = LivePoints.subscribe();
    nativeHeap = new NativeHeapFigures(commands, System::nanoTime, CpuClock.ofCallingThread());
    tracking = new DirectMemoryTracking(instrumentation);
    refusals =
        new DirectRefusals(
            new NettyCounters(PlatformBeans.buffers(directMax), tracking, instrumentation),
            instrumentation);
    livePoints.onSystemGc(refusals::readNow);
    sources =
        new Sampler.Jvm(
            PlatformBeans.heap(livePoints),
            PlatformBeans.nonHeap(),
            refusals,
            new NativeMemoryTracking(commands),
            nativeHeap,
            new AllocationSites(tracking),
            new LentSites(tracking),
            new ProcessLimitsSource(Path.of("/"), flags));
    liveObjects =
        new LiveObjects(
            new ClassHistogram(commands),
            SoftReferences.of(instrumentation),
            Duration.ofMillis(options.number(OptionKey.INVESTIGATION_PAUSE)));
    collect =
        new CollectGarbage(
            commands,
            explicitGcDisabled,
            new Budget(COLLECTIONS_AN_HOUR, BACK_OFF, System::nanoTime));
    trim = new TrimNativeHeap(commands, trims());
  }

  static JvmSide open(Options options, Instrumentation instrumentation, Log log) {
    JvmSide jvm = new JvmSide(options, instrumentation);
    if (options.is(OptionKey.TRACK_DIRECT, "on")) {
      Reading<?> armed = jvm.tracking.arm();
      if (!armed.isKnown()) {
        log.print("option 'track-direct': " + armed.reason());
      }
    }
    return jvm;
  }

  private static CommandRunner absent(String reason) {
    return command -> Reading.unavailable(reason);
  }

  Sampler.Jvm sources() {
    return sources;
  }

  /** What this JVM says of itself when it is asked. */
  CommandRunner commands() {
    return commands;
  }

  /** Whether it can be asked at all. */
  boolean takesCommands() {
    return takesCommands;
  }

  NativeHeapFigures nativeHeap() {
    return nativeHeap;
  }

  DirectMemoryTracking tracking() {
    return tracking;
  }

  /** The counts of live objects. */
  LiveObjects liveObjects() {
    return liveObjects;
  }

  List<MemoryRange> ranges() {
    return nativeHeap.ranges();
  }

  /** The application's first OutOfMemoryError about direct memory that was seen. */
  Optional<String> directRefusal() {
    return refusals.first();
  }

  /** Why no collection is heard, so that the live set stays unknown; empty when they are heard. */
  String liveSetReason() {
    return livePoints.reason();
  }

  /** Whether anything may be done to this JVM beside reading. */
  boolean mayAct() {
    return mayAct;
  }

  boolean explicitGcDisabled() {
    return explicitGcDisabled;
  }

  /** Whether a collection may be run to find something out. */
  boolean mayExperiment() {
    return mayAct && !explicitGcDisabled && takesCommands;
  }

  /** Why no experiment will be made, where the user might not expect it. */
  Optional<Phrase> experimentsNote() {
    return explicitGcDisabled ? Optional.of(Phrase.of("banner.no-experiments")) : Optional.empty();
  }

  /** The collection that somebody may ask for. */
  CollectGarbage collect() {
    return collect;
  }

  /** The trim that somebody may ask for. */
  TrimNativeHeap trim() {
    return trim;
  }

  /** How often the C library's heap may be trimmed by one who asks. */
  static Budget trims() {
    return new Budget(TRIMS_AN_HOUR, BACK_OFF, System::nanoTime);
  }

  /** Starts the one JFR stream, once. */
  void startFlightStream(Life life, Log log) {
    if (flight == null) {
      flight =
          FlightStream.start(
              life.root().resolve("jfr"),
              command -> commands.run(command).value().orElse(""),
              livePoints,
              lack -> {
                // That nothing can be written is said already.
                if (life.problem().isEmpty()) {
                  log.say(Phrase.of("log.no-jfr", lack));
                }
              });
    }
  }

  /** The one JFR stream, or why there is none. */
  Reading<FlightStream> flight() {
    return flight == null ? Reading.unavailable(NO_FLIGHT) : Reading.known(flight);
  }
}

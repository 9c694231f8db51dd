package io.memguard;

import io.memguard.act.Budget;
import io.memguard.act.CollectGarbage;
import io.memguard.act.TrimNativeHeap;
import io.memguard.detect.Question;
import io.memguard.instrument.AllocationSites;
import io.memguard.instrument.DirectMemoryTracking;
import io.memguard.instrument.DirectRefusals;
import io.memguard.instrument.LentSites;
import io.memguard.instrument.NettyCounters;
import io.memguard.investigate.AskCompiler;
import io.memguard.investigate.CollectOnce;
import io.memguard.investigate.CountObjects;
import io.memguard.investigate.Investigation;
import io.memguard.investigate.Investigator;
import io.memguard.investigate.ListFiles;
import io.memguard.investigate.LiveObjects;
import io.memguard.investigate.NameFiles;
import io.memguard.investigate.NameLibraries;
import io.memguard.investigate.SoftReferences;
import io.memguard.investigate.TakeLooks;
import io.memguard.investigate.TraceHolders;
import io.memguard.investigate.TraceLoaders;
import io.memguard.investigate.TraceStarts;
import io.memguard.investigate.TrackSites;
import io.memguard.investigate.TrimOnce;
import io.memguard.ledger.Ledger;
import io.memguard.snapshot.FlightFacts;
import io.memguard.snapshot.MemoryRange;
import io.memguard.snapshot.ProcessMemory;
import io.memguard.snapshot.Reading;
import io.memguard.source.ClassHistogram;
import io.memguard.source.CommandRunner;
import io.memguard.source.CompilerSource;
import io.memguard.source.CpuClock;
import io.memguard.source.DiagnosticCommands;
import io.memguard.source.FlightSampling;
import io.memguard.source.FlightStream;
import io.memguard.source.HeldFiles;
import io.memguard.source.LiveSet;
import io.memguard.source.LoaderCensus;
import io.memguard.source.LoaderSearch;
import io.memguard.source.MappedFiles;
import io.memguard.source.NativeHeapFigures;
import io.memguard.source.NativeMemoryTracking;
import io.memguard.source.NativeMethods;
import io.memguard.source.PlatformBeans;
import io.memguard.source.ProcSelf;
import io.memguard.source.ProcessLimitsSource;
import io.memguard.source.Sampler;
import io.memguard.source.Source;
import io.memguard.source.StartWatch;
import io.memguard.source.ThreadCensus;
import io.memguard.source.VmFlags;
import io.memguard.verdict.Phrase;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/** What is asked of, and done to, this JVM: brought up once the application's main class runs. */
final class JvmSide {
  private static final int COLLECTIONS_AN_HOUR = 6;
  private static final int TRIMS_AN_HOUR = 6;
  private static final Duration BACK_OFF = Duration.ofMinutes(5);
  private static final int EXPERIMENTS_AN_HOUR = 6;

  /** With {@code actions=full}, as long as each of them helps. */
  private static final int REPEATED_AN_HOUR = 60;

  private static final Duration BETWEEN_EXPERIMENTS = Duration.ofSeconds(10);

  private static final String NO_FLIGHT =
      "the JFR stream is not started: it starts late, or jfr=off";

  private final Sampler.Jvm sources;
  private final NativeHeapFigures nativeHeap;
  private final CommandRunner commands;
  private final LiveSet liveSet;
  private volatile FlightStream flight;
  private final DirectRefusals refusals;
  private final DirectMemoryTracking tracking;
  private final LiveObjects liveObjects;
  private final Investigator investigator;
  private final CollectGarbage collect;
  private final TrimNativeHeap trim;
  private final boolean mayExperiment;
  private final Phrase experimentsNote;

  private JvmSide(
      Options options,
      Instrumentation instrumentation,
      Ledger ledger,
      Log log,
      BiConsumer<String, Throwable> failures) {
    Reading<DiagnosticCommands> opened = DiagnosticCommands.open(instrumentation);
    CommandRunner commands =
        opened.value().map(CommandRunner.class::cast).orElse(absent(opened.reason()));
    Reading<VmFlags> flags = VmFlags.open();
    boolean explicitGcDisabled =
        flags.value().map(open -> open.isTrue("DisableExplicitGC")).orElse(false);
    boolean allowed = !options.is(OptionKey.ACTIONS, "off");
    mayExperiment = allowed && !explicitGcDisabled && opened.isKnown();
    experimentsNote = explicitGcDisabled ? Phrase.of("banner.no-experiments") : Phrase.NONE;
    long directMax =
        flags.value().map(VmFlags::maxDirectMemory).orElse(Runtime.getRuntime().maxMemory());
    liveSet = LiveSet.subscribe();
    this.commands = commands;
    nativeHeap = new NativeHeapFigures(commands, System::nanoTime, CpuClock.ofCallingThread());
    tracking = new DirectMemoryTracking(instrumentation);
    refusals =
        new DirectRefusals(
            new NettyCounters(PlatformBeans.buffers(directMax), tracking, instrumentation),
            instrumentation);
    liveSet.onSystemGc(refusals::readNow);
    sources =
        new Sampler.Jvm(
            PlatformBeans.heap(liveSet),
            PlatformBeans.nonHeap(),
            refusals,
            new NativeMemoryTracking(commands),
            nativeHeap,
            new AllocationSites(tracking),
            new LentSites(tracking),
            new FlightSource(),
            new ProcessLimitsSource(Path.of("/"), flags));
    collect =
        new CollectGarbage(
            commands,
            explicitGcDisabled,
            new Budget(COLLECTIONS_AN_HOUR, BACK_OFF, System::nanoTime));
    trim = new TrimNativeHeap(commands, new Budget(TRIMS_AN_HOUR, BACK_OFF, System::nanoTime));
    // A collection that shows retained memory has not failed: it has answered.
    CollectGarbage experiment =
        new CollectGarbage(
            commands,
            explicitGcDisabled,
            new Budget(
                options.is(OptionKey.ACTIONS, "full") ? REPEATED_AN_HOUR : EXPERIMENTS_AN_HOUR,
                BETWEEN_EXPERIMENTS,
                System::nanoTime));
    MappedFiles files = MappedFiles.ofThisProcess();
    // Looks come before the collection of the same tick, which they are compared with.
    List<Investigation> investigations = new ArrayList<>(looks(instrumentation, ledger));
    investigations.add(new AskCompiler(ledger, new CompilerSource(commands)));
    Duration longestPause = Duration.ofMillis(options.number(OptionKey.INVESTIGATION_PAUSE));
    liveObjects =
        new LiveObjects(
            new ClassHistogram(commands), SoftReferences.of(instrumentation), longestPause);
    if (mayExperiment) {
      investigations.add(new CountObjects(ledger, liveObjects, log::say));
      investigations.add(
          new CollectOnce(
              ledger,
              experiment,
              options.is(OptionKey.ACTIONS, "full"),
              new Gauges(sources, nativeHeap, tracking, files).all(),
              log::say));
    }
    if (allowed) {
      investigations.add(new TraceLoaders(LoaderSearch.of(instrumentation)::search, log::say));
      investigations.add(
          new TraceHolders(
              ledger,
              FlightSampling.of(this::flight),
              liveObjects,
              mayExperiment,
              longestPause,
              log::say));
    }
    investigations.add(new TraceStarts(new StartWatch(this::flight)));
    if (allowed && opened.isKnown()) {
      investigations.add(
          new TrimOnce(
              ledger,
              new TrimNativeHeap(commands, new Budget(TRIMS_AN_HOUR, BACK_OFF, System::nanoTime)),
              options.is(OptionKey.ACTIONS, "full"),
              () -> ProcSelf.ofThisProcess().read().map(ProcessMemory::anonymous),
              log::say));
    }
    investigations.add(
        new NameLibraries(
            new ClassHistogram(commands), new NativeMethods(instrumentation), files::libraries));
    investigations.add(new NameFiles(files::byPattern, System::nanoTime));
    if (options.is(OptionKey.TRACK_DIRECT, "auto")) {
      investigations.add(new TrackSites(tracking, log::say));
    }
    investigations.add(new ListFiles(HeldFiles.ofThisProcess(), System::nanoTime, log::say));
    investigator = new Investigator(investigations, failures);
    if (options.is(OptionKey.TRACK_DIRECT, "on")) {
      Reading<?> armed = tracking.arm();
      if (!armed.isKnown()) {
        log.print("option 'track-direct': " + armed.reason());
      }
    }
  }

  /** Looks at threads and class loaders, as long as they are under suspicion. */
  private static List<Investigation> looks(Instrumentation instrumentation, Ledger ledger) {
    List<Investigation> looks = new ArrayList<>();
    LongSupplier cpu = CpuClock.ofCallingThread();
    LoaderCensus loaders = new LoaderCensus(instrumentation);
    looks.add(
        new TakeLooks<>(
            Question.LIST_LOADERS,
            loaders,
            ledger::recordLoaders,
            () -> {
              loaders.forget();
              ledger.forgetLoaders();
            },
            cpu));
    ThreadCensus.ofThisJvm()
        .value()
        .ifPresent(
            threads ->
                looks.add(
                    new TakeLooks<>(
                        Question.LIST_THREADS,
                        threads,
                        ledger::recordThreads,
                        () -> {
                          threads.forget();
                          ledger.forgetThreads();
                        },
                        cpu)));
    return looks;
  }

  /** {@code failures}: hears which investigation failed, and of what. */
  static JvmSide open(
      Options options,
      Instrumentation instrumentation,
      Ledger ledger,
      Log log,
      BiConsumer<String, Throwable> failures) {
    return new JvmSide(options, instrumentation, ledger, log, failures);
  }

  private static CommandRunner absent(String reason) {
    return command -> Reading.unavailable(reason);
  }

  Sampler.Jvm sources() {
    return sources;
  }

  /** Starts the one JFR stream, once. */
  void startFlightStream(Life life, Log log) {
    if (flight == null) {
      flight =
          FlightStream.start(
              life.root().resolve("jfr"),
              command -> commands.run(command).value().orElse(""),
              liveSet,
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

  /** The JFR stream once it is started; until then, why there is none. */
  private final class FlightSource implements Source<FlightFacts> {
    @Override
    public String name() {
      return "jfr";
    }

    @Override
    public Reading<FlightFacts> read() {
      return flight == null ? Reading.unavailable(NO_FLIGHT) : flight.read();
    }
  }

  List<MemoryRange> ranges() {
    return nativeHeap.ranges();
  }

  Investigator investigator() {
    return investigator;
  }

  /** The counts of live objects. */
  LiveObjects liveObjects() {
    return liveObjects;
  }

  /** The application's first OutOfMemoryError about direct memory that was seen. */
  Optional<String> directRefusal() {
    return refusals.first();
  }

  CollectGarbage collect() {
    return collect;
  }

  TrimNativeHeap trim() {
    return trim;
  }

  boolean mayExperiment() {
    return mayExperiment;
  }

  /** What this JVM says of itself when it is asked. */
  CommandRunner commands() {
    return commands;
  }

  /** Why no collection is heard, so that the live set stays unknown; empty when they are heard. */
  String liveSetReason() {
    return liveSet.reason();
  }

  /** Why no experiment will be made, where the user might not expect it. */
  Optional<Phrase> experimentsNote() {
    return experimentsNote.isNone() ? Optional.empty() : Optional.of(experimentsNote);
  }
}

package io.memguard;

import io.memguard.act.Budget;
import io.memguard.act.CollectGarbage;
import io.memguard.act.TrimNativeHeap;
import io.memguard.detect.Question;
import io.memguard.investigate.AskCompiler;
import io.memguard.investigate.CollectOnce;
import io.memguard.investigate.CountObjects;
import io.memguard.investigate.Investigation;
import io.memguard.investigate.ListFiles;
import io.memguard.investigate.NameFiles;
import io.memguard.investigate.NameLibraries;
import io.memguard.investigate.TakeLooks;
import io.memguard.investigate.TraceHolders;
import io.memguard.investigate.TraceLoaders;
import io.memguard.investigate.TraceStarts;
import io.memguard.investigate.TrackSites;
import io.memguard.investigate.TrimOnce;
import io.memguard.ledger.Ledger;
import io.memguard.snapshot.ProcessMemory;
import io.memguard.source.ClassHistogram;
import io.memguard.source.CompilerSource;
import io.memguard.source.CpuClock;
import io.memguard.source.FlightSampling;
import io.memguard.source.HeldFiles;
import io.memguard.source.LoaderCensus;
import io.memguard.source.LoaderSearch;
import io.memguard.source.MappedFiles;
import io.memguard.source.NativeMethods;
import io.memguard.source.ProcSelf;
import io.memguard.source.StartWatch;
import io.memguard.source.ThreadCensus;
import io.memguard.verdict.Phrase;
import java.lang.instrument.Instrumentation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The investigations that this JVM and the options allow, each with what it needs of the JVM. */
final class Investigations {
  private static final int EXPERIMENTS_AN_HOUR = 6;

  /** With {@code actions=full}, as long as each of them helps. */
  private static final int REPEATED_AN_HOUR = 60;

  private static final Duration BETWEEN_EXPERIMENTS = Duration.ofSeconds(10);

  private final JvmSide jvm;
  private final Options options;
  private final Instrumentation instrumentation;
  private final Ledger ledger;
  private final Consumer<Phrase> log;
  private final boolean repeats;
  private final MappedFiles files = MappedFiles.ofThisProcess();
  private final List<Investigation> all = new ArrayList<>();

  private Investigations(
      JvmSide jvm,
      Options options,
      Instrumentation instrumentation,
      Ledger ledger,
      Consumer<Phrase> log) {
    this.jvm = jvm;
    this.options = options;
    this.instrumentation = instrumentation;
    this.ledger = ledger;
    this.log = log;
    this.repeats = options.is(OptionKey.ACTIONS, "full");
  }

  /**
   * In the order in which they are made: looks come before the collection of the same tick, which
   * they are compared with.
   *
   * @param ledger learns what they find
   * @param log hears what they did
   */
  static List<Investigation> of(
      JvmSide jvm,
      Options options,
      Instrumentation instrumentation,
      Ledger ledger,
      Consumer<Phrase> log) {
    Investigations made = new Investigations(jvm, options, instrumentation, ledger, log);
    made.looks();
    made.collections();
    made.searches();
    made.trims();
    made.names();
    return List.copyOf(made.all);
  }

  /** At threads and class loaders, as long as they are under suspicion, and at the compiler. */
  private void looks() {
    LongSupplier cpu = CpuClock.ofCallingThread();
    LoaderCensus loaders = new LoaderCensus(instrumentation);
    all.add(
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
                all.add(
                    new TakeLooks<>(
                        Question.LIST_THREADS,
                        threads,
                        ledger::recordThreads,
                        () -> {
                          threads.forget();
                          ledger.forgetThreads();
                        },
                        cpu)));
    all.add(new AskCompiler(ledger, new CompilerSource(jvm.commands())));
  }

  private void collections() {
    if (!jvm.mayExperiment()) {
      return;
    }
    // A collection that shows retained memory has not failed: it has answered.
    Budget budget =
        new Budget(
            repeats ? REPEATED_AN_HOUR : EXPERIMENTS_AN_HOUR,
            BETWEEN_EXPERIMENTS,
            System::nanoTime);
    all.add(new CountObjects(ledger, jvm.liveObjects(), log));
    all.add(
        new CollectOnce(
            ledger,
            new CollectGarbage(jvm.commands(), jvm.explicitGcDisabled(), budget),
            repeats,
            new Gauges(jvm.sources(), jvm.nativeHeap(), jvm.tracking(), files).all(),
            log));
  }

  private void searches() {
    if (jvm.mayAct()) {
      all.add(new TraceLoaders(LoaderSearch.of(instrumentation)::search, log));
      all.add(
          new TraceHolders(
              ledger,
              FlightSampling.of(jvm::flight),
              jvm.liveObjects(),
              jvm.mayExperiment(),
              Duration.ofMillis(options.number(OptionKey.INVESTIGATION_PAUSE)),
              log));
    }
    all.add(new TraceStarts(new StartWatch(jvm::flight)));
  }

  private void trims() {
    if (jvm.mayAct() && jvm.takesCommands()) {
      all.add(
          new TrimOnce(
              ledger,
              new TrimNativeHeap(jvm.commands(), JvmSide.trims()),
              repeats,
              () -> ProcSelf.ofThisProcess().read().map(ProcessMemory::anonymous),
              log));
    }
  }

  private void names() {
    all.add(
        new NameLibraries(
            new ClassHistogram(jvm.commands()),
            new NativeMethods(instrumentation),
            files::libraries));
    all.add(new NameFiles(files::byPattern, System::nanoTime));
    if (options.is(OptionKey.TRACK_DIRECT, "auto")) {
      all.add(new TrackSites(jvm.tracking(), log));
    }
    all.add(new ListFiles(HeldFiles.ofThisProcess(), System::nanoTime, log));
  }
}

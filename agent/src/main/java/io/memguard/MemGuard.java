package io.memguard;

import io.memguard.act.DiskQuota;
import io.memguard.act.HeapDump;
import io.memguard.act.OutOfMemoryFlags;
import io.memguard.detect.Detectors;
import io.memguard.detect.Examination;
import io.memguard.detect.Sizing;
import io.memguard.investigate.CaseBook;
import io.memguard.investigate.CaseBook.Change;
import io.memguard.ledger.Ledger;
import io.memguard.ledger.Statement;
import io.memguard.ledger.Timeline;
import io.memguard.ledger.Window;
import io.memguard.report.DiagnosesLog;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.Snapshot;
import io.memguard.source.Cgroup;
import io.memguard.source.CpuClock;
import io.memguard.source.KernelFiles;
import io.memguard.source.Machine;
import io.memguard.source.Neighbours;
import io.memguard.source.PageCount;
import io.memguard.source.ProcSelf;
import io.memguard.source.ResidentPageSource;
import io.memguard.source.Sampler;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Verdict;
import java.lang.instrument.Instrumentation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The composition and the loop: sample, append, examine, settle, act, publish one immutable moment.
 * Runs on its own thread; whatever fails is said once and the loop goes on.
 */
public final class MemGuard implements Runnable {
  /**
   * The application starts first: the kernel is asked at once, the JVM after this, JFR after that.
   */
  private static final long JVM_AFTER_MILLIS = 1_000;

  private static final long JMX_AFTER_MILLIS = 1_500;
  private static final long FLIGHT_AFTER_MILLIS = 4_000;

  private static final long SAMPLES_BEFORE_THE_LIMIT = 60;
  private static final long SHORTEST_URGENT_PERIOD_MILLIS = 1_000;

  private final Options options;
  private final Instrumentation instrumentation;
  private final Log log;
  private final Life life;
  private final DiagnosesLog diagnoses;
  private final Ledger ledger = new Ledger();
  private final Timeline timeline = new Timeline();
  private final CaseBook cases = new CaseBook();
  private final OwnCost cost = new OwnCost();
  private final ResidentPageSource pages;
  private final Sampler sampler;
  private final Narrator narrator;
  private final Archivist archivist;
  private final Recorder recorder;
  private final AtomicReference<Moment> moment = new AtomicReference<>();
  private final Failures failures;
  private Detectors detectors;
  private long urgentPeriod = Long.MAX_VALUE;
  private HeapDump heapDump;
  private final Responses responses;
  private JvmSide jvm;
  private Exposure exposure;
  private WebSide web;
  private boolean exposureTried;

  private MemGuard(Options options, Instrumentation instrumentation) {
    this.options = options;
    this.instrumentation = instrumentation;
    this.log =
        Log.of(options.text(OptionKey.LOG), options.text(OptionKey.LOG_FORMAT), options.language());
    this.life = Life.begin(options.text(OptionKey.DIR));
    this.narrator = new Narrator(log, options);
    this.archivist = new Archivist(!options.is(OptionKey.HTTP, "off"), life.root());
    this.recorder = new Recorder(life, options, archivist, log);
    this.failures = new Failures(recorder::caused, log::print);
    this.responses = new Responses(cases, this::done);
    this.diagnoses =
        new DiagnosesLog(
            life.folder().resolve("diagnoses.jsonl"),
            options.language(),
            problem -> {
              if (life.problem().isEmpty()) {
                log.print(problem);
              }
            });
    this.pages = new ResidentPageSource(PageCount.ofThisProcess(), System::nanoTime);
    this.sampler =
        new Sampler(
            ProcSelf.ofThisProcess(),
            Cgroup.ofThisProcess(),
            Neighbours.ofThisProcess(),
            Machine.ofThisProcess(),
            pages);
  }

  /** Called by name from {@link Agent}; runs until the JVM ends. */
  public static Runnable create(String arguments, Instrumentation instrumentation) {
    boolean help = "help".equals(arguments);
    Options options = Options.parse(help ? "" : arguments);
    MemGuard guard = new MemGuard(options, instrumentation);
    if (help) {
      guard.log.print(CommandLine.help());
    }
    options.problems().forEach(guard.log::print);
    guard.life.problem().ifPresent(guard.log::print);
    return guard;
  }

  @Override
  public void run() {
    long begin = System.nanoTime();
    sleep(JVM_AFTER_MILLIS);
    try {
      startJvmSide();
    } catch (Throwable failure) {
      failures.tell("start", failure);
    }
    long interval = options.number(OptionKey.INTERVAL);
    long next = System.nanoTime();
    while (!Thread.currentThread().isInterrupted()) {
      try {
        // Even a sleep can meet a full heap.
        sleep(TimeUnit.NANOSECONDS.toMillis(next - System.nanoTime()));
        next = Math.max(next + TimeUnit.MILLISECONDS.toNanos(period(interval)), System.nanoTime());
        tick();
        startLate(begin);
      } catch (Throwable failure) {
        failures.tell("tick", failure);
      }
    }
  }

  /** JMX and JFR come when the application has had time to choose its own. */
  private void startLate(long begin) {
    long uptime = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    if (!exposureTried
        && uptime >= JMX_AFTER_MILLIS
        && ApplicationState.jmxIsSafe(instrumentation)) {
      exposureTried = true;
      if (ModuleLayer.boot().findModule("java.management").isPresent()) {
        startExposure();
      } else {
        log.say(Phrase.of("log.no-jmx"));
      }
    }
    if (uptime >= FLIGHT_AFTER_MILLIS && options.is(OptionKey.JFR, "on")) {
      jvm.startFlightStream(life, log);
    }
  }

  /**
   * Milliseconds until the next tick: evidence counts samples, so they come faster when little time
   * is left.
   */
  private long period(long interval) {
    return Math.min(interval, Math.max(SHORTEST_URGENT_PERIOD_MILLIS, urgentPeriod));
  }

  private void startJvmSide() {
    DiskQuota quota = new DiskQuota(life.root(), options.number(OptionKey.DIR_MAX), life.folder());
    boolean writable = life.problem().isEmpty();
    if (writable) {
      quota.removeLeftovers();
    }
    jvm = JvmSide.open(options, instrumentation, ledger, log, failures::tell);
    sampler.add(jvm.sources());
    pages.ranges(jvm::ranges, CpuClock.ofCallingThread());
    detectors = Detectors.all(jvm.mayExperiment(), failures::tell);
    Snapshot first = sampler.sample(cost.of(sampler.sourceNanos()));
    if (writable) {
      responses.keep(
          new Incidents(
              life.folder(),
              quota,
              new EvidenceTexts(
                  jvm.commands(), KernelFiles.ofThisProcess(), jvm.liveObjects(), first),
              new FlightDumps(jvm::flight, quota, log::say),
              Narrator.version(),
              archivist,
              log::say));
    }
    Phrase onOutOfMemory = Phrase.NONE;
    if (writable && !options.is(OptionKey.HEAP_DUMP, "off")) {
      heapDump =
          new HeapDump(
              life.folder(),
              quota,
              (int) options.number(OptionKey.HEAP_DUMP_MAX),
              Duration.ofMillis(options.number(OptionKey.MAX_PAUSE)),
              this::headroom,
              jvm.liveObjects()::millisPerByte);
      responses.dump(new Responder(heapDump, options, jvm::directRefusal));
      onOutOfMemory = new OutOfMemoryFlags(life.folder(), quota, this::headroom).arm();
    }
    narrator.banner(first, jvm, life, onOutOfMemory);
    recorder.begin(first);
    web = WebSide.start(options, log).orElse(null);
  }

  private void startExposure() {
    exposure =
        new Exposure(
            moment::get,
            new RequestedActions(
                moment::get,
                Optional.ofNullable(heapDump),
                jvm.collect(),
                jvm.trim(),
                ProcSelf.ofThisProcess(),
                life.folder(),
                options.language()),
            options.language());
    exposure.register().ifPresent(log::print);
  }

  private void tick() {
    long begin = System.nanoTime();
    Snapshot snapshot = sampler.sample(cost.of(sampler.sourceNanos()));
    Window window = ledger.append(snapshot);
    long liveSet = window.liveSet().size() == 0 ? 0 : (long) window.liveSet().last();
    // Before anything that takes long: the kill may come at any moment.
    recorder.sample(snapshot, window.statement(), liveSet);
    Examination seen = detectors.examine(window, cases.verdicts());
    List<Verdict> found = seen.verdicts().stream().map(jvm.investigator()::enrich).toList();
    List<Change> changes = new ArrayList<>(cases.update(found));
    List<Verdict> past = recorder.news();
    Moment now =
        Moment.of(
            snapshot,
            window.statement(),
            liveSet,
            recorder.with(cases.verdicts()),
            seen.silence(),
            timeline.append(snapshot, window.statement()),
            Sizing.of(window),
            options.language());
    if (!changes.isEmpty()) {
      // Before a heap dump, or a folder of evidence: the kill may come meanwhile.
      recorder.keep(changes, cases.verdicts(), snapshot.epochMillis());
    }
    responses.to(now, changes);
    if (!changes.isEmpty()) {
      now = now.with(recorder.with(cases.verdicts()));
    }
    if (narrator.tellsStatement(changes)) {
      Snapshot exact = sampler.recounted(snapshot);
      now = now.with(exact, Statement.of(exact));
    }
    moment.set(now);
    if (web != null) {
      web.publish(now, archivist.archive());
    }
    urgentPeriod =
        now.secondsToLimit().isPresent()
            ? now.secondsToLimit().getAsLong() * 1_000 / SAMPLES_BEFORE_THE_LIMIT
            : Long.MAX_VALUE;
    past.forEach(verdict -> announce(verdict, snapshot));
    tell(changes, now);
    recorder.keep(changes, cases.verdicts(), snapshot.epochMillis());
    jvm.investigator().settle(seen.questions(), cases.verdicts(), window);
    cost.tick(System.nanoTime() - begin);
  }

  private void done(Phrase sentence) {
    log.say(sentence);
    recorder.acted(System.currentTimeMillis(), sentence);
  }

  private void tell(List<Change> changes, Moment now) {
    changes.forEach(change -> announce(change.verdict(), now.snapshot()));
    narrator.tell(changes, now);
    responses.write(now, changes);
  }

  private void announce(Verdict verdict, Snapshot snapshot) {
    diagnoses.append(snapshot.epochMillis(), verdict);
    if (exposure != null) {
      exposure.announce(verdict);
    }
  }

  /** Bytes until the container's limit. */
  private long headroom() {
    Moment now = moment.get();
    ContainerMemory container =
        now == null ? null : now.snapshot().container().value().orElse(null);
    return container == null || container.limit().isEmpty()
        ? Long.MAX_VALUE
        : Math.max(0, container.limit().getAsLong() - container.nonReclaimable());
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(Math.max(1, millis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

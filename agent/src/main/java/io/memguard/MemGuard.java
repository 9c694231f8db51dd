package io.memguard;

import io.memguard.act.DiskQuota;
import io.memguard.act.HeapDump;
import io.memguard.act.OutOfMemoryFlags;
import io.memguard.detect.Detectors;
import io.memguard.detect.Examination;
import io.memguard.detect.Sizing;
import io.memguard.investigate.CaseBook;
import io.memguard.investigate.CaseBook.Change;
import io.memguard.investigate.Investigator;
import io.memguard.ledger.Ledger;
import io.memguard.ledger.Statement;
import io.memguard.ledger.Timeline;
import io.memguard.ledger.Window;
import io.memguard.report.Version;
import io.memguard.snapshot.Snapshot;
import io.memguard.source.CpuClock;
import io.memguard.source.KernelFiles;
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
  private final Ledger ledger = new Ledger();
  private final Timeline timeline = new Timeline();
  private final CaseBook cases = new CaseBook();
  private final OwnCost cost = new OwnCost();
  private final ResidentPageSource pages;
  private final Sampler sampler;
  private final Narrator narrator;
  private final Archivist archivist;
  private final Recorder recorder;
  private final Failures failures;
  private final Responses responses;
  private final Publisher publisher;
  private Optional<HeapDump> heapDump = Optional.empty();
  private Detectors detectors;
  private Investigator investigator;
  private long urgentPeriod = Long.MAX_VALUE;
  private JvmSide jvm;
  private boolean beansTried;

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
    this.publisher = new Publisher(life, options, archivist, log);
    this.pages = new ResidentPageSource(PageCount.ofThisProcess(), System::nanoTime);
    this.sampler = Sampler.ofThisProcess(pages);
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

  /** Throws only where this JVM cannot be asked at all: then there is nothing to watch. */
  @Override
  public void run() {
    long begin = System.nanoTime();
    sleep(JVM_AFTER_MILLIS);
    openJvm();
    try {
      beginLife();
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

  private void openJvm() {
    jvm = JvmSide.open(options, instrumentation, log);
    sampler.add(jvm.sources());
    pages.ranges(jvm::ranges, CpuClock.ofCallingThread());
    detectors = Detectors.all(jvm.mayExperiment(), failures::tell);
    investigator =
        new Investigator(
            Investigations.of(jvm, options, instrumentation, ledger, log::say), failures::tell);
  }

  /** Makes ready what is written and shown, and says that it is there. */
  private void beginLife() {
    Snapshot first = sampler.sample(cost.of(sampler.sourceNanos()));
    Phrase onOutOfMemory = life.problem().isEmpty() ? beginFolder(first) : Phrase.NONE;
    narrator.banner(first, jvm, life, onOutOfMemory);
    recorder.begin(first);
    publisher.startPage();
  }

  /** What is kept in the folder of this life; what the JVM itself will put there, as a sentence. */
  private Phrase beginFolder(Snapshot first) {
    DiskQuota quota = new DiskQuota(life.root(), options.number(OptionKey.DIR_MAX), life.folder());
    quota.removeLeftovers();
    responses.keep(
        new Incidents(
            life.folder(),
            quota,
            new EvidenceTexts(
                jvm.commands(), KernelFiles.ofThisProcess(), jvm.liveObjects(), first),
            new FlightDumps(jvm::flight, quota, log::say),
            Version.text(),
            archivist,
            log::say));
    if (options.is(OptionKey.HEAP_DUMP, "off")) {
      return Phrase.NONE;
    }
    HeapDump dump =
        new HeapDump(
            life.folder(),
            quota,
            (int) options.number(OptionKey.HEAP_DUMP_MAX),
            Duration.ofMillis(options.number(OptionKey.MAX_PAUSE)),
            publisher::headroom,
            jvm.liveObjects()::millisPerByte);
    heapDump = Optional.of(dump);
    responses.dump(new Responder(dump, options, jvm::directRefusal));
    return new OutOfMemoryFlags(life.folder(), quota, publisher::headroom).arm();
  }

  /** JMX and JFR come when the application has had time to choose its own. */
  private void startLate(long begin) {
    long uptime = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    if (!beansTried && uptime >= JMX_AFTER_MILLIS && ApplicationState.jmxIsSafe(instrumentation)) {
      beansTried = true;
      startBeans();
    }
    if (uptime >= FLIGHT_AFTER_MILLIS && options.is(OptionKey.JFR, "on")) {
      jvm.startFlightStream(life, log);
    }
  }

  private void startBeans() {
    if (ModuleLayer.boot().findModule("java.management").isEmpty()) {
      log.say(Phrase.of("log.no-jmx"));
      return;
    }
    publisher.startBeans(
        new RequestedActions(
            publisher::newest,
            heapDump,
            jvm.collect(),
            jvm.trim(),
            ProcSelf.ofThisProcess(),
            life.folder(),
            options.language()));
  }

  /**
   * Milliseconds until the next tick: evidence counts samples, so they come faster when little time
   * is left.
   */
  private long period(long interval) {
    return Math.min(interval, Math.max(SHORTEST_URGENT_PERIOD_MILLIS, urgentPeriod));
  }

  private void tick() {
    long begin = System.nanoTime();
    Snapshot snapshot = sampler.sample(cost.of(sampler.sourceNanos()));
    Window window = ledger.append(snapshot);
    long liveSet = window.liveSet().size() == 0 ? 0 : (long) window.liveSet().last();
    // Before anything that takes long: the kill may come at any moment.
    recorder.sample(snapshot, window.statement(), liveSet);
    Examination seen = detectors.examine(window, cases.verdicts());
    List<Change> changes =
        new ArrayList<>(cases.update(seen.verdicts().stream().map(investigator::enrich).toList()));
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
    tell(told(now, changes), changes, past);
    recorder.keep(changes, cases.verdicts(), snapshot.epochMillis());
    investigator.settle(seen.questions(), cases.verdicts(), window);
    cost.tick(System.nanoTime() - begin);
  }

  /**
   * The moment as it is told: with what was done meanwhile, and exact where people will read it.
   */
  private Moment told(Moment seen, List<Change> changes) {
    Moment now = changes.isEmpty() ? seen : seen.with(recorder.with(cases.verdicts()));
    if (!narrator.tellsStatement(changes)) {
      return now;
    }
    Snapshot exact = sampler.recounted(now.snapshot());
    return now.with(exact, Statement.of(exact));
  }

  private void tell(Moment now, List<Change> changes, List<Verdict> past) {
    publisher.publish(now);
    urgentPeriod =
        now.secondsToLimit().isPresent()
            ? now.secondsToLimit().getAsLong() * 1_000 / SAMPLES_BEFORE_THE_LIMIT
            : Long.MAX_VALUE;
    long epochMillis = now.snapshot().epochMillis();
    past.forEach(verdict -> publisher.announce(verdict, epochMillis));
    changes.forEach(change -> publisher.announce(change.verdict(), epochMillis));
    narrator.tell(changes, now);
    responses.write(now, changes);
  }

  private void done(Phrase sentence) {
    log.say(sentence);
    recorder.acted(System.currentTimeMillis(), sentence);
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(Math.max(1, millis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

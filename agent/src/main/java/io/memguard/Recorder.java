package io.memguard;

import io.memguard.act.IncidentFolder;
import io.memguard.blackbox.BlackBox;
import io.memguard.blackbox.Cause;
import io.memguard.blackbox.Fact;
import io.memguard.blackbox.KilledVerdict;
import io.memguard.blackbox.LifeLock;
import io.memguard.blackbox.Lives;
import io.memguard.blackbox.OwnFacts;
import io.memguard.blackbox.PostMortem;
import io.memguard.blackbox.Scribe;
import io.memguard.blackbox.Shutdown;
import io.memguard.blackbox.TerminationMessage;
import io.memguard.investigate.CaseBook.Change;
import io.memguard.ledger.Statement;
import io.memguard.report.PostMortemJson;
import io.memguard.report.PostMortemText;
import io.memguard.report.VerdictText;
import io.memguard.report.Version;
import io.memguard.snapshot.Snapshot;
import io.memguard.source.Cgroup;
import io.memguard.source.Machine;
import io.memguard.source.ProcSelf;
import io.memguard.thread.OwnThread;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Language;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The record of this life for the next one, and what the record of the last one says: black box,
 * post-mortem, termination message.
 */
final class Recorder {
  /** The cases in the black box are rewritten when one changes, and after so many ticks. */
  private static final int TICKS_BETWEEN_CASES = 12;

  /** A kill of an earlier life stays among the diagnoses for so long. */
  private static final long STANDING_NANOS = TimeUnit.HOURS.toNanos(1);

  private static final long SECOND_LOOK_MILLIS = 180_000;
  private static final double LEAST_CONFIDENCE = 0.6;
  private static final int MOST_OLDER_LIVES = 3;

  private final Life life;
  private final Options options;
  private final Archivist archivist;
  private final Language language;
  private final Log log;
  private final TerminationMessage lastWords;
  private final Queue<Verdict> found = new ConcurrentLinkedQueue<>();
  private final List<Verdict> standing = new ArrayList<>();
  private BlackBox box;
  private Scribe scribe;
  private LifeLock lock;
  private long standingUntil = Long.MAX_VALUE;
  private int ticksSinceCases;
  private volatile String deathOfBefore = "";

  /**
   * The record of one life.
   *
   * @param archivist is shown the other lives once they were looked at
   */
  Recorder(Life life, Options options, Archivist archivist, Log log) {
    this.life = life;
    this.options = options;
    this.archivist = archivist;
    this.language = options.language();
    this.log = log;
    this.lastWords = new TerminationMessage(options.text(OptionKey.TERMINATION_LOG));
  }

  /** Makes the black box and looks, on a thread of its own, for lives that nobody explained. */
  void begin(Snapshot first) {
    if (life.problem().isPresent()) {
      return;
    }
    boolean locked = false;
    try {
      lock = LifeLock.hold(life.folder());
      locked = lock.isLocked();
    } catch (IOException | RuntimeException e) {
      log.say(Phrase.of("log.unlocked", life.folder(), e));
    }
    Map<Fact, String> facts =
        OwnFacts.of(first, options.number(OptionKey.INTERVAL), Version.text(), locked);
    try {
      box = BlackBox.create(life.folder(), facts, log::print);
      Shutdown.mark(box);
      scribe =
          Scribe.start(
              box,
              new Scribe.Kernel(
                  ProcSelf.ofThisProcess(), Cgroup.ofThisProcess(), Machine.ofThisProcess()),
              options.number(OptionKey.INTERVAL),
              first);
    } catch (IOException e) {
      log.say(Phrase.of("log.no-box", life.folder(), e.getMessage()));
    }
    Lives lives = new Lives(life.root(), life.folder(), facts, language);
    new OwnThread("post-mortem", () -> explain(lives))
        .tryStart()
        .ifPresent(limit -> log.say(Phrase.of("log.unexplained", limit)));
  }

  private void explain(Lives lives) {
    try {
      boolean doubtful = tell(lives, lives.look());
      archivist.read(lives);
      if (doubtful) {
        Thread.sleep(SECOND_LOOK_MILLIS);
        tell(lives, lives.look());
        archivist.read(lives);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable failure) {
      log.say(Phrase.of("log.unexplained", failure));
    }
  }

  /** The newest life that needs explaining is told whole, older ones in a line each. */
  private boolean tell(Lives lives, Lives.Look look) {
    look.unreadable().forEach(log::print);
    List<PostMortem> unclean =
        look.ended().stream().filter(dead -> dead.conclusion().cause() != Cause.CLEAN).toList();
    for (int i = 0; i < unclean.size(); i++) {
      PostMortem dead = unclean.get(i);
      if (i > MOST_OLDER_LIVES) {
        log.say(Phrase.of("log.more-lives", unclean.size() - i, life.root()));
        break;
      }
      if (i == 0) {
        tell(dead, lives.isPredecessor(dead));
      } else {
        log.say(KilledVerdict.sentence(dead));
      }
    }
    return look.doubtful();
  }

  private void tell(PostMortem dead, boolean predecessor) {
    boolean certain = dead.conclusion().confidence() >= LEAST_CONFIDENCE;
    if (dead.conclusion().cause() == Cause.OOM_KILLED && certain) {
      deathOfBefore = PostMortemText.paragraph(dead, language);
      found.add(incident(dead, predecessor));
    } else if (dead.isTrouble()) {
      deathOfBefore = PostMortemText.paragraph(dead, language);
      log.print(deathOfBefore);
    } else {
      log.say(KilledVerdict.sentence(dead));
    }
  }

  /** The verdict about a kill, with a folder of its own. */
  private Verdict incident(PostMortem dead, boolean predecessor) {
    try {
      IncidentFolder folder = IncidentFolder.create(life.folder(), Kind.OOM_KILLED.label());
      folder.write("report.txt", PostMortemText.of(dead, language) + "\n");
      folder.write("report.json", PostMortemJson.of(dead, language) + "\n");
      Verdict verdict =
          KilledVerdict.of(
              dead,
              predecessor,
              List.of(Phrase.of("life.report", folder.path().resolve("report.txt"))));
      archivist.opened(folder.path(), verdict, System.currentTimeMillis());
      return verdict;
    } catch (IOException | RuntimeException e) {
      return KilledVerdict.of(dead, predecessor, List.of(Phrase.of("life.no-report", e)));
    }
  }

  /** Records a tick. */
  void sample(Snapshot snapshot, Statement statement, long liveSet) {
    if (scribe != null) {
      scribe.sample(snapshot, statement, liveSet);
    }
  }

  /** Whether an error that came out of the tick was caused by a store into the black box. */
  boolean caused(Throwable failure) {
    if (box != null && failure instanceof InternalError fault) {
      box.stop(fault);
      return true;
    }
    return false;
  }

  /** What was done about a case. */
  void acted(long epochMillis, Phrase sentence) {
    if (box != null) {
      box.action(epochMillis, language.say(sentence));
    }
  }

  /** Keeps the open cases in the black box, and a critical one in the termination log. */
  void keep(List<Change> changes, List<Verdict> open, long epochMillis) {
    ticksSinceCases++;
    boolean due = ticksSinceCases >= TICKS_BETWEEN_CASES && !open.isEmpty();
    if (box != null && (due || !changes.isEmpty())) {
      box.cases(epochMillis, open, language);
      ticksSinceCases = 0;
    }
    if (!changes.isEmpty()) {
      String critical =
          open.stream()
              .filter(verdict -> verdict.severity() == Severity.CRITICAL)
              .map(verdict -> "MemGuard: " + VerdictText.line(verdict, language))
              .collect(Collectors.joining("\n"));
      lastWords.say(critical.isEmpty() ? deathOfBefore : critical);
    }
  }

  /** Verdicts about earlier lives that appeared, or were told for long enough, since last asked. */
  List<Verdict> news() {
    List<Verdict> news = new ArrayList<>();
    for (Verdict verdict = found.poll(); verdict != null; verdict = found.poll()) {
      standing.add(verdict);
      standingUntil = System.nanoTime() + STANDING_NANOS;
      news.add(verdict);
      log.whole(verdict);
      lastWords.say(deathOfBefore);
    }
    if (!standing.isEmpty() && System.nanoTime() - standingUntil > 0) {
      standing.forEach(verdict -> news.add(verdict.withSeverity(Severity.CLEARED)));
      standing.clear();
    }
    return news;
  }

  /** The open cases of this life and what stands from an earlier one. */
  List<Verdict> with(List<Verdict> open) {
    if (standing.isEmpty()) {
      return open;
    }
    List<Verdict> all = new ArrayList<>(open);
    all.addAll(standing);
    return all;
  }
}

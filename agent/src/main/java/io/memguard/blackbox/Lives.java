package io.memguard.blackbox;

import io.memguard.snapshot.Reading;
import io.memguard.source.Host;
import io.memguard.verdict.Language;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The other lives under one folder: which of them have ended, which are ours to tell, which nobody
 * has told yet. Several containers, even of several machines, may share the folder; a life that may
 * still run is never judged.
 */
public final class Lives {
  /** A life of another boot that was heard of so lately may run on another machine. */
  private static final long SILENCE_MILLIS = 120_000;

  private static final long START_SLACK_MILLIS = 2_000;

  /** Black boxes that are kept; the folders of older lives keep what else is in them. */
  private static final int BOXES_KEPT = 20;

  private final Path root;
  private final Path own;
  private final Map<Fact, String> facts;
  private final Language language;
  private final Host here;

  /** How far the lives were that could not be judged at the first look. */
  private final Map<Path, Long> sequences = new HashMap<>();

  /** Lives of other hosts that the first look left to their own next start. */
  private final Set<Path> leftToTheirHosts = new HashSet<>();

  /** Other hosts run the same service in the same folder. */
  private boolean replicas;

  /** {@code language}: in which what ended a life is kept. */
  public Lives(Path root, Path own, Map<Fact, String> facts, Language language) {
    this.root = root;
    this.own = own.toAbsolutePath().normalize();
    this.facts = facts;
    this.language = language;
    this.here = Host.ofThisProcess();
  }

  /**
   * What one look found.
   *
   * @param ended lives that ended and were told to nobody; newest first, this call has claimed them
   * @param unreadable sentences about black boxes that cannot be read
   * @param doubtful some lives can be judged only by a later look
   */
  public record Look(List<PostMortem> ended, List<String> unreadable, boolean doubtful) {}

  /** Whether a life runs. */
  private enum State {
    RUNNING,
    ENDED,
    DOUBTFUL
  }

  /** Looks at all lives; the second look of the same object settles what the first could not. */
  public Look look() {
    List<Path> candidates = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    boolean doubtful = false;
    replicas = false;
    List<Path> lives = new ArrayList<>(PostMortem.lives(root));
    lives.removeIf(life -> life.toAbsolutePath().normalize().equals(own));
    for (Path life : lives) {
      if (Judgement.exists(life)) {
        continue;
      }
      Reading<Recording> read = Recording.ofLife(life);
      Recording recording = read.value().orElse(null);
      if (recording == null) {
        if (!LifeLock.isHeld(life) && Judgement.claim(life)) {
          unreadable.add(read.reason());
        }
        continue;
      }
      if (!recording.fact(Fact.MAIN).equals(fact(Fact.MAIN))) {
        continue;
      }
      State state = state(life, recording);
      replicas |= state == State.RUNNING && !isOfThisHost(recording);
      doubtful |= state == State.DOUBTFUL;
      if (state == State.ENDED) {
        candidates.add(life);
      }
    }
    List<PostMortem> ended = new ArrayList<>();
    candidates.sort(Comparator.comparing((Path life) -> life.getFileName().toString()).reversed());
    for (Path life : candidates) {
      Optional<PostMortem> told = judge(life);
      told.ifPresent(ended::add);
      doubtful |= told.isEmpty() && !Judgement.exists(life);
    }
    prune(lives);
    return new Look(List.copyOf(ended), List.copyOf(unreadable), doubtful);
  }

  /**
   * Where replicas share the folder, the life of another host is left to its own next start until
   * the second look.
   */
  private Optional<PostMortem> judge(Path life) {
    Reading<PostMortem> read = PostMortem.of(life);
    PostMortem found = read.value().orElse(null);
    if (found == null || found.conclusion().cause() == Cause.RUNNING) {
      return Optional.empty();
    }
    if (replicas && !isOfThisHost(found.recording()) && leftToTheirHosts.add(life)) {
      return Optional.empty();
    }
    if (!Judgement.claim(life)) {
      return Optional.empty();
    }
    Judgement.write(life, found.conclusion(), language);
    return Optional.of(found);
  }

  /**
   * This life, and the newest others under the same main class, as they can be told now: newest
   * first. Each is read whole: some milliseconds, and a few megabytes of garbage.
   */
  public List<LifeLine> list(int mostOthers) {
    List<LifeLine> lines = new ArrayList<>();
    lines.add(LifeLine.own(own, facts));
    List<Path> others = new ArrayList<>(PostMortem.lives(root));
    others.removeIf(life -> life.toAbsolutePath().normalize().equals(own));
    Collections.reverse(others);
    for (Path life : others) {
      if (lines.size() > mostOthers) {
        break;
      }
      if (Recording.factsOfLife(life).getOrDefault(Fact.MAIN.key(), "").equals(fact(Fact.MAIN))) {
        PostMortem.of(life).value().map(LifeLine::of).ifPresent(lines::add);
      }
    }
    return List.copyOf(lines);
  }

  /** The same command line, and not another replica's: its story is the beginning of ours. */
  public boolean isPredecessor(PostMortem dead) {
    return dead.recording().fact(Fact.COMMAND_HASH).equals(fact(Fact.COMMAND_HASH))
        && (!replicas || isOfThisHost(dead.recording()));
  }

  private boolean isOfThisHost(Recording recording) {
    return recording.fact(Fact.HOST).equals(fact(Fact.HOST));
  }

  private State state(Path life, Recording recording) {
    if (LifeLock.isHeld(life)) {
      return State.RUNNING;
    }
    if (recording.ending().isPresent() && LifeLock.isGone(life)) {
      return State.ENDED;
    }
    boolean sameBoot = !here.boot().isEmpty() && recording.fact(Fact.BOOT).equals(here.boot());
    if (sameBoot && "true".equals(recording.fact(Fact.LOCKED))) {
      return State.ENDED;
    }
    boolean samePids =
        sameBoot
            && !here.pidNamespace().isEmpty()
            && recording.fact(Fact.PID_NAMESPACE).equals(here.pidNamespace());
    if (samePids) {
      return runs(recording) ? State.RUNNING : State.ENDED;
    }
    return silent(life, recording) ? State.ENDED : State.DOUBTFUL;
  }

  private static boolean runs(Recording recording) {
    return ProcessHandle.of(recording.number(Fact.PID))
        .flatMap(process -> process.info().startInstant())
        .filter(
            start ->
                Math.abs(start.toEpochMilli() - recording.number(Fact.PROCESS_STARTED))
                    <= START_SLACK_MILLIS)
        .isPresent();
  }

  /** Nothing was recorded between two looks, or for long by clocks that agree. */
  private boolean silent(Path life, Recording recording) {
    long sequence = recording.last().map(Sample::sequence).orElse(0L);
    Long before = sequences.put(life, sequence);
    if (before != null) {
      return before == sequence;
    }
    long silence = System.currentTimeMillis() - recording.lastEpochMillis();
    return silence > SILENCE_MILLIS + 4 * recording.number(Fact.INTERVAL_MILLIS);
  }

  private String fact(Fact fact) {
    return facts.getOrDefault(fact, "");
  }

  /** A service that restarts every few minutes would fill the disk with black boxes. */
  private static void prune(List<Path> lives) {
    List<Path> judged =
        lives.stream()
            .filter(Judgement::exists)
            .sorted(Comparator.comparing((Path life) -> life.getFileName().toString()).reversed())
            .toList();
    for (Path life : judged.subList(Math.min(BOXES_KEPT, judged.size()), judged.size())) {
      if (!LifeLock.isHeld(life)) {
        life.resolve(BlackBox.FILE).toFile().delete();
      }
    }
  }
}

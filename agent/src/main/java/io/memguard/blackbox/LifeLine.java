package io.memguard.blackbox;

import io.memguard.verdict.Phrase;
import java.nio.file.Path;
import java.util.Map;

/**
 * One life as a list shows it.
 *
 * @param life name of its folder
 * @param main its main class or jar
 * @param startedMillis when its process began, since 1970
 * @param lastMillis when it was last heard of; 0 for the life that tells this
 * @param reason whole sentences: the evidence for the cause; empty where there is nothing to prove
 */
public record LifeLine(
    String life,
    String main,
    String pid,
    String host,
    long startedMillis,
    long lastMillis,
    Cause cause,
    double confidence,
    Phrase reason) {

  /** The life of this JVM. */
  public static LifeLine own(Path life, Map<Fact, String> facts) {
    return new LifeLine(
        life.getFileName().toString(),
        facts.getOrDefault(Fact.MAIN, ""),
        facts.getOrDefault(Fact.PID, ""),
        facts.getOrDefault(Fact.HOST, ""),
        began(number(facts, Fact.PROCESS_STARTED), number(facts, Fact.STARTED)),
        0,
        Cause.RUNNING,
        1,
        Phrase.NONE);
  }

  static LifeLine of(PostMortem dead) {
    Recording recording = dead.recording();
    return new LifeLine(
        dead.life().getFileName().toString(),
        recording.fact(Fact.MAIN),
        recording.fact(Fact.PID),
        recording.fact(Fact.HOST),
        began(recording.number(Fact.PROCESS_STARTED), recording.number(Fact.STARTED)),
        recording.lastEpochMillis(),
        dead.conclusion().cause(),
        dead.conclusion().confidence(),
        dead.conclusion().reason());
  }

  private static long began(long process, long recording) {
    return process > 0 ? process : recording;
  }

  private static long number(Map<Fact, String> facts, Fact fact) {
    try {
      return Long.parseLong(facts.getOrDefault(fact, ""));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}

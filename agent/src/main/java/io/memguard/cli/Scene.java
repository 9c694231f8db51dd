package io.memguard.cli;

import io.memguard.ledger.Item;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.ProcessMemory;
import io.memguard.verdict.Language;
import io.memguard.verdict.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the live view shows of one moment.
 *
 * @param status one word or two
 * @param limit of the container, bytes
 * @param usage of the container, bytes, as far as there is one
 * @param notReclaimable the part of it that the kernel kills for
 * @param rss of the process
 * @param accounts what {@code rss} is made of, in the order of the statement
 */
record Scene(
    String status,
    Severity severity,
    OptionalLong secondsToLimit,
    OptionalLong limit,
    OptionalLong usage,
    OptionalLong notReclaimable,
    long rss,
    List<Account> accounts,
    List<Diagnosis> diagnoses,
    String note) {

  /** A line of the statement. */
  record Account(String name, long bytes) {}

  /** {@code language} names what the agent tells by figures; its sentences come in its own. */
  static Scene of(Health health, Language language) {
    Map<String, Long> figures = health.figures();
    List<Account> accounts = new ArrayList<>();
    for (Item item : Item.values()) {
      Long bytes = figures.get(item.attribute());
      if (bytes != null && bytes > 0 && !item.attribute().startsWith("Container")) {
        accounts.add(new Account(language.say(item.words()), bytes));
      }
    }
    return new Scene(
        health.status(),
        health.severity(),
        health.secondsToLimit(),
        figure(figures, "ContainerLimitBytes"),
        figure(figures, "ContainerUsageBytes"),
        figure(figures, "ContainerNonReclaimableBytes"),
        figures.getOrDefault("RssBytes", 0L),
        accounts,
        health.diagnoses(),
        health.diagnoses().isEmpty() ? language.say("watch.no-verdicts") : "");
  }

  static Scene of(OutsideView view, String note, Language language) {
    ContainerMemory container =
        view.container().value().map(captured -> captured.memory()).orElse(null);
    List<Account> accounts = new ArrayList<>();
    ProcessMemory process = view.process().value().orElse(null);
    if (process != null) {
      accounts.add(new Account(language.say("outside.anonymous"), process.anonymous()));
      accounts.add(new Account(language.say("outside.files"), process.file()));
      accounts.add(new Account(language.say("outside.shared"), process.shared()));
      accounts.add(new Account(language.say("outside.swapped"), process.swap()));
    }
    return new Scene(
        language.say("watch.outside"),
        view.severity(),
        OptionalLong.empty(),
        container == null ? OptionalLong.empty() : container.limit(),
        container == null ? OptionalLong.empty() : OptionalLong.of(container.usage()),
        container == null ? OptionalLong.empty() : OptionalLong.of(container.nonReclaimable()),
        process == null ? 0 : process.rss(),
        accounts,
        List.of(),
        note);
  }

  private static OptionalLong figure(Map<String, Long> figures, String name) {
    Long bytes = figures.get(name);
    return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
  }
}

package io.memguard.cli;

import io.memguard.report.Paragraphs;
import io.memguard.verdict.Language;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Draws scenes into a given number of lines. Nothing that it writes is wider than the terminal, so
 * no line wraps.
 */
final class Frame {
  /** The longest name of an account and what it is moved in by. */
  private static final int LABEL = 31;

  private static final int AMOUNT = 10;
  private static final int CHANGE = 14;

  /** Lines that are neither accounts nor verdicts: title, container, RSS, gaps, footer. */
  private static final int FIXED_LINES = 8;

  private static final int LEAST_VERDICT_LINES = 6;
  private static final int LEAST_COLUMNS = 40;

  private final Language language;
  private final Terminal terminal;
  private final Trends trends;
  private final long nanos;
  private final int columns;
  private final List<String> lines = new ArrayList<>();

  private Frame(Language language, Terminal terminal, Trends trends, long nanos) {
    this.language = language;
    this.terminal = terminal;
    this.trends = trends;
    this.nanos = nanos;
    this.columns = Math.max(LEAST_COLUMNS, terminal.columns());
  }

  /** At most as many lines as the terminal has. */
  static List<String> of(
      Scene scene,
      String title,
      String footer,
      Language language,
      Terminal terminal,
      Trends trends,
      long nanos) {
    Frame frame = new Frame(language, terminal, trends, nanos);
    frame.draw(scene, title, footer);
    return frame.lines;
  }

  /** The moment in one line of any length, for a log. */
  static String line(Scene scene, Language language) {
    StringBuilder line = new StringBuilder(scene.status());
    scene
        .secondsToLimit()
        .ifPresent(seconds -> line.append(", ").append(untilLimit(seconds, language)));
    if (scene.usage().isPresent()) {
      String usage = Quantity.bytes(scene.usage().getAsLong());
      line.append(" | ")
          .append(
              scene.limit().isPresent()
                  ? language.say("watch.of-limit", usage, Quantity.bytes(scene.limit().getAsLong()))
                  : language.say("watch.used", usage));
    }
    line.append(" | RSS ").append(Quantity.bytes(scene.rss()));
    scene.accounts().stream()
        .sorted(Comparator.comparingLong(Scene.Account::bytes).reversed())
        .limit(4)
        .forEach(
            account ->
                line.append(", ")
                    .append(account.name())
                    .append(' ')
                    .append(Quantity.bytes(account.bytes())));
    for (Diagnosis diagnosis : scene.diagnoses()) {
      line.append(" | ").append(diagnosis.headline()).append(diagnosis.summary());
    }
    return line.toString().replaceAll("\\p{Cntrl}", "?");
  }

  private void draw(Scene scene, String title, String footer) {
    title(scene, title);
    container(scene);
    lines.add("");
    row(language.say("outside.rss"), scene.rss(), scene.rss());
    int most = Math.max(1, terminal.lines() - FIXED_LINES - LEAST_VERDICT_LINES);
    List<Scene.Account> shown =
        scene.accounts().stream()
            .sorted(Comparator.comparingLong(Scene.Account::bytes).reversed())
            .limit(most)
            .toList();
    for (Scene.Account account : scene.accounts()) {
      long change = trends.change(account.name(), nanos, account.bytes());
      if (shown.contains(account)) {
        row("  " + account.name(), account.bytes(), scene.rss(), change);
      }
    }
    lines.add("");
    verdicts(scene);
    boolean whole = lines.size() < terminal.lines();
    while (lines.size() > terminal.lines() - 1) {
      lines.remove(lines.size() - 1);
    }
    if (!whole && !lines.isEmpty()) {
      int last = lines.size() - 1;
      lines.set(last, cut(lines.get(last), columns - 2) + " " + more());
    }
    lines.add(cut(footer));
  }

  private void title(Scene scene, String title) {
    String left =
        scene.secondsToLimit().isPresent()
            ? untilLimit(scene.secondsToLimit().getAsLong(), language) + "  "
            : "";
    String right = left + scene.status().toUpperCase(Locale.ROOT);
    int taken = Paragraphs.columns(right);
    int room = Math.max(0, columns - taken - 2);
    String shown =
        title.length() > room ? title.substring(0, Math.max(0, room - 1)) + more() : title;
    lines.add(
        shown
            + " ".repeat(Math.max(1, columns - shown.length() - taken))
            + coloured(right, scene.severity()));
  }

  private void container(Scene scene) {
    if (scene.usage().isEmpty()) {
      lines.add(language.say("watch.no-container"));
      return;
    }
    long usage = scene.usage().getAsLong();
    long kept = Math.min(usage, scene.notReclaimable().orElse(usage));
    if (scene.limit().isEmpty()) {
      row(language.say("watch.no-limit"), usage, usage);
      return;
    }
    long limit = scene.limit().getAsLong();
    lines.add(
        cut(
            language.say(
                "watch.container",
                Quantity.bytes(usage),
                Quantity.bytes(limit),
                Quantity.percent((double) usage / limit),
                Quantity.bytes(kept),
                Quantity.percent((double) kept / limit))));
    int width = columns - 2;
    int full = cells(kept, limit, width);
    int cache = cells(usage, limit, width) - full;
    lines.add(
        "["
            + coloured((terminal.unicode() ? "█" : "#").repeat(full), scene.severity())
            + (terminal.unicode() ? "░" : "-").repeat(cache)
            + " ".repeat(width - full - cache)
            + "]");
  }

  private void row(String name, long bytes, long whole) {
    row(name, bytes, whole, trends.change(name, nanos, bytes));
  }

  private void row(String name, long bytes, long whole, long change) {
    int width = Math.max(0, columns - LABEL - AMOUNT - CHANGE - 4);
    int cells = cells(bytes, whole, width);
    String bar = (terminal.unicode() ? "▇" : "#").repeat(cells) + " ".repeat(width - cells);
    String label = Paragraphs.padded(cut(name, LABEL), LABEL);
    String trend = arrow(change) + (change == 0 ? "" : signed(change));
    lines.add(
        cut("%s%10s  %s  %s".formatted(label, Quantity.bytes(bytes), bar, trend)).stripTrailing());
  }

  private String arrow(long change) {
    if (change == 0) {
      return terminal.unicode() ? "→ " : "= ";
    }
    if (change > 0) {
      return terminal.unicode() ? "↑ " : "^ ";
    }
    return terminal.unicode() ? "↓ " : "v ";
  }

  private static String signed(long change) {
    return (change > 0 ? "+" : "") + Quantity.bytes(change);
  }

  private static int cells(long part, long whole, int width) {
    return whole <= 0 ? 0 : (int) Math.min(width, Math.round((double) part * width / whole));
  }

  /** What stands where there is no room for the rest. */
  private String more() {
    return terminal.unicode() ? "…" : "~";
  }

  /** {@code limit in about 44 s}. */
  static String untilLimit(long seconds, Language language) {
    return seconds < 1
        ? language.say("watch.limit-met")
        : language.say("watch.limit-in", Quantity.duration(seconds));
  }

  /** The worst first; of each what, who and the first thing to do. */
  private void verdicts(Scene scene) {
    Paragraphs text = new Paragraphs(columns);
    if (!scene.note().isEmpty()) {
      text.add("", "", scene.note());
    }
    for (Diagnosis diagnosis : scene.diagnoses()) {
      text.add(diagnosis.headline(), "  ", diagnosis.summary());
      if (!diagnosis.culprits().isEmpty() && !diagnosis.summaryNamesCulprit()) {
        text.add("  " + language.say("label.culprit") + " ", "    ", diagnosis.culprits().get(0));
      }
      if (!diagnosis.remedies().isEmpty()) {
        text.add("  " + language.say("label.do") + " ", "    ", diagnosis.remedies().get(0));
      }
    }
    text.lines().forEach(this::broken);
  }

  /** A name that is longer than a line is broken, so that its end can be read too. */
  private void broken(String line) {
    String rest = line;
    do {
      String piece = cut(rest);
      lines.add(piece);
      rest = rest.substring(piece.length());
    } while (!rest.isEmpty());
  }

  private String cut(String line) {
    return cut(line, columns);
  }

  private static String cut(String line, int columns) {
    StringBuilder shown = new StringBuilder();
    int used = 0;
    for (int i = 0; i < line.length(); i = line.offsetByCodePoints(i, 1)) {
      String one = Character.toString(line.codePointAt(i));
      used += Paragraphs.columns(one);
      if (used > columns) {
        break;
      }
      shown.append(one);
    }
    return shown.toString();
  }

  private String coloured(String text, Severity severity) {
    if (!terminal.colour()) {
      return text;
    }
    int colour =
        switch (severity) {
          case CRITICAL -> 31;
          case WARNING -> 33;
          case WATCH -> 36;
          case INFO, CLEARED -> 32;
        };
    return "\033[" + colour + "m" + text + "\033[0m";
  }
}

package io.memguard.report;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.memguard.verdict.Language;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One incident as a list shows it.
 *
 * @param folder {@code life-…/incidents/<n>-<kind>}
 * @param kind the label of its kind; another version may know others
 * @param severity the gravest that it reached
 * @param epochMillis when its report was first written, or last as far as that is not known
 * @param summary of another life in the language that its report was written in
 */
public record Incident(
    Path folder,
    String kind,
    Severity severity,
    long epochMillis,
    Phrase summary,
    boolean cleared) {

  /** The number says in which order they were proved. */
  private static final Pattern NAME = Pattern.compile("(\\d{1,6})-([a-z-]{1,40})");

  private static final int MOST_OF_A_LIFE = 20;

  /** A report has some hundred kilobytes; whatever else is in its place is not shown. */
  private static final long LARGEST_REPORT = 4 << 20;

  private static final int LONGEST_SUMMARY = 2_000;

  /** An incident of this life that was just proved. */
  public static Incident of(Path folder, Verdict verdict, long epochMillis) {
    return new Incident(
        folder, verdict.kind().label(), verdict.severity(), epochMillis, verdict.summary(), false);
  }

  /** The same as its case stands now. */
  public Incident with(Verdict verdict) {
    if (verdict.severity() == Severity.CLEARED) {
      return new Incident(folder, kind, severity, epochMillis, summary, true);
    }
    Severity gravest = verdict.severity().compareTo(severity) > 0 ? verdict.severity() : severity;
    return new Incident(folder, kind, gravest, epochMillis, verdict.summary(), false);
  }

  /** What lies in the folder of another life, in the order of the numbers. Follows no links. */
  public static List<Incident> ofLife(Path life) {
    Path incidents = life.resolve("incidents");
    if (!isFolder(incidents)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(incidents)) {
      return folders
          .filter(Incident::isFolder)
          .filter(folder -> NAME.matcher(name(folder)).matches())
          .sorted(Comparator.comparingInt(Incident::number))
          .limit(MOST_OF_A_LIFE)
          .flatMap(folder -> read(folder).stream())
          .toList();
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
  }

  /** What happened, in one sentence that is not too long for a list. */
  public String summary(Language language) {
    return cut(language.say(summary));
  }

  /** Name of the folder of its life. */
  public String life() {
    return folder.getParent().getParent().getFileName().toString();
  }

  /**
   * A report as it lies on the disk.
   *
   * @param html else plain text
   */
  public record Report(boolean html, String text) {}

  /** The page, or the text where there is none; empty when both are gone. */
  public Optional<Report> report() {
    return text(folder.resolve("report.html"))
        .map(page -> new Report(true, page))
        .or(() -> text(folder.resolve("report.txt")).map(text -> new Report(false, text)));
  }

  private static Optional<Incident> read(Path folder) {
    Matcher name = NAME.matcher(name(folder));
    Path json = folder.resolve("report.json");
    if (!name.matches() || !isFile(json)) {
      return Optional.empty();
    }
    try (JsonReader reader =
        new JsonReader(Files.newBufferedReader(json, StandardCharsets.UTF_8))) {
      Found found = new Found();
      found.report(reader);
      long time =
          found.epochMillis > 0
              ? found.epochMillis
              : Files.getLastModifiedTime(json, LinkOption.NOFOLLOW_LINKS).toMillis();
      return Optional.of(
          new Incident(
              folder,
              name.group(2),
              severity(folder, found),
              time,
              Phrase.text(cut(found.summary)),
              isFile(folder.resolve("cleared.txt"))));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** The report may have been written for the last time before the severity rose. */
  private static Severity severity(Path folder, Found found) {
    return isFolder(folder.resolve("at-" + Severity.CRITICAL.label()))
        ? Severity.CRITICAL
        : found.severity;
  }

  /** The first diagnosis of a report, or the summary of a post-mortem. */
  private static final class Found {
    private long epochMillis;
    private Severity severity = Severity.WARNING;
    private String summary = "";

    void report(JsonReader json) throws IOException {
      json.beginObject();
      while (summary.isEmpty() && json.hasNext()) {
        String name = json.nextName();
        if (name.equals("diagnoses") && json.peek() == JsonToken.BEGIN_ARRAY) {
          json.beginArray();
          if (json.hasNext()) {
            diagnosis(json);
          }
          return;
        }
        value(name, json);
      }
    }

    private void diagnosis(JsonReader json) throws IOException {
      json.beginObject();
      while (json.hasNext()) {
        value(json.nextName(), json);
      }
    }

    private void value(String name, JsonReader json) throws IOException {
      if (json.peek() != JsonToken.STRING) {
        json.skipValue();
        return;
      }
      String text = json.nextString();
      switch (name) {
        case "time" -> epochMillis = Instant.parse(text).toEpochMilli();
        case "summary" -> summary = text;
        case "severity" -> severity = known(text).orElse(severity);
        default -> {}
      }
    }

    private static Optional<Severity> known(String label) {
      return Stream.of(Severity.values()).filter(one -> one.label().equals(label)).findFirst();
    }
  }

  private static Optional<String> text(Path file) {
    try {
      return isFile(file) && Files.size(file) <= LARGEST_REPORT
          ? Optional.of(Files.readString(file))
          : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static boolean isFile(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static int number(Path folder) {
    return Integer.parseInt(name(folder).replaceFirst("-.*", ""));
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_SUMMARY ? text : text.substring(0, LONGEST_SUMMARY) + "…";
  }
}

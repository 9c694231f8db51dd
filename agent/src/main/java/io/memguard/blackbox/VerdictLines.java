package io.memguard.blackbox;

import io.memguard.verdict.Culprit;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Language;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Verdicts as lines of tab-separated fields, the first of which says what the line is. What a
 * reader does not know it passes over.
 *
 * <pre>
 * verdict  kind severity confidence fingerprint account bytes growth limit secondsToLimit
 * summary | explanation | remedy | action   text
 * culprit  type name bytes count
 * detail   text
 * </pre>
 *
 * The texts are in the language of the life. Tabs, line ends and backslashes inside a field are
 * written {@code \t}, {@code \n}, {@code \\}.
 */
final class VerdictLines {
  private static final int MOST_CULPRITS = 5;
  private static final int MOST_DETAILS = 16;

  private VerdictLines() {}

  /** Whole verdicts, the first ones, as far as they fit into so many bytes of UTF-8. */
  static String write(List<Verdict> verdicts, int mostBytes, Language language) {
    StringBuilder all = new StringBuilder();
    int bytes = 0;
    for (Verdict verdict : verdicts) {
      String one = write(verdict, language);
      bytes += one.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > mostBytes) {
        break;
      }
      all.append(one);
    }
    return all.toString();
  }

  private static String write(Verdict verdict, Language language) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "verdict",
        verdict.kind().label(),
        verdict.severity().label(),
        Double.toString(verdict.confidence()),
        verdict.fingerprint(),
        verdict.account(),
        Long.toString(verdict.bytes()),
        Double.toString(verdict.growthBytesPerSecond()),
        optional(verdict.limitBytes()),
        optional(verdict.secondsToLimit()));
    line(text, "summary", language.say(verdict.summary()));
    line(text, "explanation", language.say(verdict.explanation()));
    language.say(verdict.remedies()).forEach(remedy -> line(text, "remedy", remedy));
    language.say(verdict.actions()).forEach(action -> line(text, "action", action));
    for (Culprit culprit : verdict.culprits().stream().limit(MOST_CULPRITS).toList()) {
      line(
          text,
          "culprit",
          culprit.type().label(),
          culprit.name(),
          Long.toString(culprit.bytes()),
          Long.toString(culprit.count()));
      culprit.detail().stream()
          .limit(MOST_DETAILS)
          .forEach(detail -> line(text, "detail", language.say(detail)));
    }
    return text.toString();
  }

  private static String optional(OptionalLong value) {
    return value.isPresent() ? Long.toString(value.getAsLong()) : "";
  }

  private static void line(StringBuilder text, String... fields) {
    for (int i = 0; i < fields.length; i++) {
      text.append(i == 0 ? "" : "\t")
          .append(fields[i].replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n"));
    }
    text.append('\n');
  }

  /** What can be understood of such lines. */
  static List<Verdict> read(String text) {
    List<Draft> drafts = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      List<String> fields = fields(line);
      if (fields.get(0).equals("verdict")) {
        drafts.add(new Draft(fields));
      } else if (!drafts.isEmpty()) {
        drafts.get(drafts.size() - 1).add(fields);
      }
    }
    List<Verdict> verdicts = new ArrayList<>();
    drafts.forEach(draft -> draft.verdict().ifPresent(verdicts::add));
    return List.copyOf(verdicts);
  }

  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\t') {
        fields.add(field.toString());
        field.setLength(0);
      } else if (c == '\\' && i + 1 < line.length()) {
        i++;
        field.append(unescaped(line.charAt(i)));
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }

  private static char unescaped(char letter) {
    return switch (letter) {
      case 't' -> '\t';
      case 'n' -> '\n';
      default -> letter;
    };
  }

  /** A verdict whose lines are being read. */
  private static final class Draft {
    private final List<String> head;
    private Phrase summary = Phrase.NONE;
    private Phrase explanation = Phrase.NONE;
    private final List<Phrase> remedies = new ArrayList<>();
    private final List<Phrase> actions = new ArrayList<>();
    private final List<Culprit> culprits = new ArrayList<>();

    Draft(List<String> head) {
      this.head = head;
    }

    void add(List<String> fields) {
      Phrase text = Phrase.text(at(fields, 1));
      switch (fields.get(0)) {
        case "summary" -> summary = text;
        case "explanation" -> explanation = text;
        case "remedy" -> remedies.add(text);
        case "action" -> actions.add(text);
        case "culprit" -> culprit(fields);
        case "detail" -> detail(text);
        default -> {
          // A later version says more.
        }
      }
    }

    private void culprit(List<String> fields) {
      for (Culprit.Type type : Culprit.Type.values()) {
        if (type.label().equals(at(fields, 1))) {
          culprits.add(
              new Culprit(type, at(fields, 2), number(fields, 3), number(fields, 4), List.of()));
        }
      }
    }

    private void detail(Phrase text) {
      if (!culprits.isEmpty()) {
        int last = culprits.size() - 1;
        Culprit one = culprits.get(last);
        List<Phrase> detail = new ArrayList<>(one.detail());
        detail.add(text);
        culprits.set(last, new Culprit(one.type(), one.name(), one.bytes(), one.count(), detail));
      }
    }

    /** Empty for a kind or a severity of a later version. */
    Optional<Verdict> verdict() {
      for (Kind kind : Kind.values()) {
        for (Severity severity : Severity.values()) {
          if (kind.label().equals(at(head, 1)) && severity.label().equals(at(head, 2))) {
            return Optional.of(verdict(kind, severity));
          }
        }
      }
      return Optional.empty();
    }

    private Verdict verdict(Kind kind, Severity severity) {
      return new Verdict(
          kind,
          severity,
          decimal(head, 3),
          at(head, 4),
          summary,
          explanation,
          List.copyOf(remedies),
          at(head, 5),
          number(head, 6),
          decimal(head, 7),
          optionalNumber(head, 8),
          Forecast.in(optionalNumber(head, 9)),
          List.copyOf(culprits),
          List.of(),
          List.of(),
          List.copyOf(actions));
    }

    private static String at(List<String> fields, int index) {
      return index < fields.size() ? fields.get(index) : "";
    }

    /** 0 where there is no number. */
    private static long number(List<String> fields, int index) {
      try {
        return Long.parseLong(at(fields, index));
      } catch (NumberFormatException e) {
        return 0;
      }
    }

    private static double decimal(List<String> fields, int index) {
      try {
        return Double.parseDouble(at(fields, index));
      } catch (NumberFormatException e) {
        return 0;
      }
    }

    private static OptionalLong optionalNumber(List<String> fields, int index) {
      return at(fields, index).isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(number(fields, index));
    }
  }
}

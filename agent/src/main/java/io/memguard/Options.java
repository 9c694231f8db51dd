package io.memguard;

import io.memguard.verdict.Language;
import java.io.FileNotFoundException;
import java.io.FileReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * The options in force, each with where its value comes from. Precedence: agent arguments, system
 * property, environment, file, default. What cannot be understood becomes one sentence in {@link
 * #problems()} and the next layer (in the end the default) is used.
 */
record Options(Map<OptionKey, Setting> settings, List<String> problems) {

  private static final int LARGEST_TYPO = 2;

  /** A parsed value and its layer. */
  record Setting(Object value, String origin) {}

  static Options parse(String arguments) {
    return parse(arguments, System.getProperties(), System.getenv());
  }

  static Options parse(
      String arguments, Properties systemProperties, Map<String, String> environment) {
    List<String> problems = new ArrayList<>();
    Map<String, String> fromArguments = split(arguments, problems);
    EnumMap<OptionKey, Setting> settings = new EnumMap<>(OptionKey.class);
    Properties file = new Properties();
    // CONFIG is resolved first, from the three layers above the file that it names.
    for (OptionKey option : configFirst()) {
      Setting setting = null;
      setting = layer(option, fromArguments.get(option.key), "agent argument", setting, problems);
      setting =
          layer(
              option,
              systemProperties.getProperty(option.property()),
              "-D" + option.property(),
              setting,
              problems);
      setting =
          layer(
              option,
              environment.get(option.environmentVariable()),
              option.environmentVariable(),
              setting,
              problems);
      setting = layer(option, file.getProperty(option.key), "config file", setting, problems);
      if (setting == null) {
        setting = new Setting(option.parser.apply(option.defaultText), "default");
      }
      settings.put(option, setting);
      if (option == OptionKey.CONFIG) {
        load(file, (String) setting.value(), problems);
      }
    }
    unknown(systemProperties.stringPropertyNames(), "memguard.", "-Dmemguard.", problems);
    unknown(environment.keySet(), "MEMGUARD_", "MEMGUARD_", problems);
    unknown(file.stringPropertyNames(), "", "config file: ", problems);
    return new Options(settings, problems.stream().map(Options::oneLine).toList());
  }

  private static List<OptionKey> configFirst() {
    List<OptionKey> keys = new ArrayList<>(List.of(OptionKey.values()));
    keys.remove(OptionKey.CONFIG);
    keys.add(0, OptionKey.CONFIG);
    return keys;
  }

  private static Map<String, String> split(String arguments, List<String> problems) {
    Map<String, String> values = new LinkedHashMap<>();
    if (arguments == null || arguments.isBlank()) {
      return values;
    }
    for (String argument : arguments.split(",", -1)) {
      int equals = argument.indexOf('=');
      String key = (equals < 0 ? argument : argument.substring(0, equals)).strip();
      if (key.isEmpty() && equals < 0) {
        continue;
      }
      if (OptionKey.of(key) == null) {
        problems.add(unknownOption(key));
      } else if (equals < 0) {
        problems.add(
            "option '" + key + "' has no value: write " + key + "=" + OptionKey.of(key).form);
      } else {
        values.put(key, argument.substring(equals + 1).strip());
      }
    }
    return values;
  }

  private static Setting layer(
      OptionKey option, String text, String origin, Setting stronger, List<String> problems) {
    if (stronger != null || text == null) {
      return stronger;
    }
    try {
      return new Setting(option.parser.apply(text), origin);
    } catch (IllegalArgumentException e) {
      problems.add(
          "option '"
              + option.key
              + "' ("
              + origin
              + ") cannot be '"
              + text
              + "': it takes "
              + option.form
              + "; ignored, the default is "
              + (option.defaultText.isEmpty() ? "none" : option.defaultText));
      return null;
    }
  }

  private static void load(Properties file, String path, List<String> problems) {
    if (path.isEmpty()) {
      return;
    }
    try (Reader text = new FileReader(path, StandardCharsets.UTF_8)) {
      // A file that breaks off in the middle is ignored as a whole.
      Properties whole = new Properties();
      whole.load(text);
      file.putAll(whole);
    } catch (FileNotFoundException e) {
      // Its message is the path with the reason.
      problems.add("option 'config': cannot read " + e.getMessage() + "; ignored");
    } catch (IOException | IllegalArgumentException e) {
      problems.add("option 'config': cannot read " + path + " (" + e.getMessage() + "); ignored");
    }
  }

  private static void unknown(
      Iterable<String> names, String prefix, String shownPrefix, List<String> problems) {
    for (String name : names) {
      if (!name.startsWith(prefix)) {
        continue;
      }
      String key = name.substring(prefix.length());
      if (prefix.equals("MEMGUARD_")) {
        key = key.toLowerCase(Locale.ROOT).replace('_', '-');
      }
      // The environment is not ours alone: Kubernetes puts MEMGUARD_SERVICE_HOST there for a
      // service of that name.
      boolean foreign =
          prefix.equals("MEMGUARD_")
              && OptionValue.editDistance(key, OptionKey.nearest(key)) > LARGEST_TYPO;
      if (OptionKey.of(key) == null && !foreign) {
        problems.add(
            unknownOption(key) + " (" + shownPrefix + name.substring(prefix.length()) + ")");
      }
    }
  }

  /** What the user wrote stands in the sentence, line breaks included. */
  private static String oneLine(String problem) {
    return problem.replaceAll("\\R", " ");
  }

  private static String unknownOption(String key) {
    return "unknown option '" + key + "', did you mean '" + OptionKey.nearest(key) + "'? ignored";
  }

  private Object value(OptionKey option) {
    return settings.get(option).value();
  }

  String text(OptionKey option) {
    return (String) value(option);
  }

  /** In which verdicts, reports and the log are written. */
  Language language() {
    return Language.of(text(OptionKey.LANG)).orElse(Language.EN);
  }

  boolean is(OptionKey option, String word) {
    return value(option).equals(word);
  }

  /** Bytes or milliseconds. */
  long number(OptionKey option) {
    return ((Number) value(option)).longValue();
  }

  double share(OptionKey option) {
    return (Double) value(option);
  }
}

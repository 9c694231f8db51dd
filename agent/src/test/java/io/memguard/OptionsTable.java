package io.memguard;

/** The options as the README shows them: one row for each {@link OptionKey}, in its order. */
final class OptionsTable {
  private OptionsTable() {}

  /** A Markdown table, each line ended by a newline. */
  static String markdown() {
    StringBuilder table = new StringBuilder("| option | default | value | meaning |\n");
    table.append("|---|---|---|---|\n");
    for (OptionKey option : OptionKey.values()) {
      table
          .append("| `")
          .append(option.key)
          .append("` | ")
          .append(option.defaultText.isEmpty() ? "" : "`" + option.defaultText + "` ")
          .append("| ")
          .append(option.form)
          .append(" | ")
          .append(option.meaning)
          .append(" |\n");
    }
    return table.toString();
  }
}

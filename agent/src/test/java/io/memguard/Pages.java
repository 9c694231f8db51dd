package io.memguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The pages of the documentation, and the tables in them that come from the code. */
public final class Pages {
  private static final Path DOCS = Path.of("..", "src", "docs");

  private Pages() {}

  public static String read(String page) throws IOException {
    return Files.readString(DOCS.resolve(page));
  }

  /**
   * The page has exactly this table between {@code <!-- marker -->} and {@code <!-- /marker -->}.
   */
  public static void shows(String page, String marker, String table) throws IOException {
    assertThat(read(page))
        .as("src/docs/%s, between its markers <!-- %s --> and <!-- /%s -->", page, marker, marker)
        .contains("<!-- " + marker + " -->\n" + table + "<!-- /" + marker + " -->\n");
  }

  /** A Markdown table of two columns, the first one in the letters of code. */
  public static String table(String first, String second, Map<String, String> rows) {
    StringBuilder table = new StringBuilder();
    table.append("| ").append(first).append(" | ").append(second).append(" |\n|---|---|\n");
    rows.forEach(
        (name, words) ->
            table.append("| `").append(name).append("` | ").append(words).append(" |\n"));
    return table.toString();
  }
}

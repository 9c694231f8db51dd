package io.memguard.expose.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.memguard.expose.Moments;
import io.memguard.expose.Published;
import io.memguard.report.Verdicts;
import io.memguard.snapshot.Ticks;
import io.memguard.verdict.Language;
import io.memguard.verdict.Severity;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FrozenPageTest {
  private static final Pattern DATA =
      Pattern.compile(
          "<script type=\"application/json\" id=\"frozen\">(.*?)</script>", Pattern.DOTALL);

  private final Ticks service = new Ticks(5);

  @Test
  void itHoldsWhatTheLivePageWouldAskFor() {
    JsonObject data = data(FrozenPage.of(Moments.of(service, Verdicts.directLeak()), "1.2.3"));

    JsonObject statement = data.getAsJsonObject("api/statement");
    assertThat(statement.getAsJsonObject("figures").get("RssBytes").getAsLong())
        .isEqualTo(service.rss());
    assertThat(data.getAsJsonObject("api/verdicts").getAsJsonArray("verdicts")).hasSize(1);
    assertThat(data.getAsJsonObject("api/history").getAsJsonArray("usageBytes")).isNotEmpty();
  }

  @Test
  void thePageSpeaksTheLanguageOfItsVerdicts() {
    Published now = Moments.of(service, Verdicts.directLeak());
    assertThat(FrozenPage.of(now, "1.2.3")).contains("<html lang=\"en\">");
    assertThat(FrozenPage.of(now.in(Language.ZH), "1.2.3")).contains("<html lang=\"zh\">");
  }

  @Test
  void namesOfTheApplicationStayText() {
    String summary = "</script><script>alert(1)</script><!--";
    String page =
        FrozenPage.of(Moments.of(service, Verdicts.bare(Severity.WARNING, summary)), "1.2.3");

    assertThat(page).doesNotContain("alert(1)</script>", "<script>alert");
    assertThat(
            data(page)
                .getAsJsonObject("api/verdicts")
                .getAsJsonArray("verdicts")
                .get(0)
                .getAsJsonObject()
                .get("summary")
                .getAsString())
        .isEqualTo(summary);
  }

  @Test
  void nothingIsLoadedFromElsewhere() {
    String page = FrozenPage.of(Moments.of(service), "1.2.3");

    assertThat(page)
        .containsOnlyOnce("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'")
        .doesNotContain("src=\"http", "href=\"http", "@import");
  }

  private static JsonObject data(String page) {
    Matcher data = DATA.matcher(page);
    assertThat(data.find()).isTrue();
    return JsonParser.parseString(data.group(1)).getAsJsonObject();
  }
}

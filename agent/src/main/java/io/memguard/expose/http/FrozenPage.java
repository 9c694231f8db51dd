package io.memguard.expose.http;

import io.memguard.expose.Published;
import io.memguard.report.MomentJson;

/**
 * The page of one moment as a file: it holds what the live page would ask for, and asks nobody. It
 * opens without a server and without a network, years later.
 */
public final class FrozenPage {
  private static final String ROOT = "<html lang=\"en\">";
  private static final String HEAD = "<meta charset=\"utf-8\">";
  private static final String BODY = "<body data-status=\"none\">";

  private FrozenPage() {}

  /** The document; {@code version} is the agent's. */
  public static String of(Published now, String version) {
    String data =
        "{\"api/statement\":"
            + MomentJson.statement(now.snapshot(), now.statement(), now.figures(), version)
            + ",\"api/verdicts\":"
            + MomentJson.verdicts(
                now.snapshot(),
                now.status(),
                now.secondsToLimit(),
                now.verdicts(),
                now.silence(),
                now.language())
            + ",\"api/history\":"
            + MomentJson.history(now.history().all())
            + "}";
    PageDocument page = PageDocument.load();
    String policy =
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:;"
            + " base-uri 'none'; form-action 'none'; "
            + page.sources()
            + "\">";
    return page.text()
        .replace(HEAD, HEAD + policy)
        // The verdicts cannot be asked for in the reader's language: the page speaks theirs.
        .replace(ROOT, "<html lang=\"" + now.language().code() + "\">")
        .replace("\"/report\">/report", "\"report.txt\">report.txt")
        // JSON has "<" in texts only: a class called "</script>" stays a text.
        .replace(
            BODY,
            BODY
                + "<script type=\"application/json\" id=\"frozen\">"
                + data.replace("<", "\\u003c")
                + "</script>");
  }
}

package kizuna.infra.door;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.springframework.web.util.HtmlUtils;

/**
 * A problem as somebody sees it who opened a page: a sentence, a way on, and, where another try
 * makes sense, the page that was asked for as soon as it can be had.
 */
final class ProblemPage {

  private static final String STYLE =
      "body{font:1.125rem/1.7 system-ui,'Noto Sans CJK JP',sans-serif;max-width:38rem;margin:12vh auto;padding:0 1.25rem}"
          + "h1{font-size:1.4rem}a{color:LinkText}";

  /** The door's rule for pages, with this one style besides. */
  static final String POLICY =
      "default-src 'none'; style-src 'sha256-"
          + sha256(STYLE)
          + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private ProblemPage() {}

  static byte[] of(Problem problem, boolean inJapanese) {
    boolean again = problem.retryAfterSeconds() > 0;
    String sentence = inJapanese ? problem.japanese() : capital(problem.english()) + ".";
    return """
        <!doctype html>
        <html lang="%s">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">%s
        <title>絆 Kizuna</title>
        <style>%s</style>
        </head>
        <body>
        <main>
        <h1>%s</h1>
        %s<p>%s</p>
        <p><a href="%s">%s</a></p>
        </main>
        </body>
        </html>
        """
        .formatted(
            inJapanese ? "ja" : "en",
            again
                ? "\n<meta http-equiv=\"refresh\" content=\"" + problem.retryAfterSeconds() + "\">"
                : "",
            STYLE,
            inJapanese ? "このページはいま表示できません" : "This page cannot be shown now",
            !again
                ? ""
                : inJapanese
                    ? "<p>準備ができしだい、自動的に表示されます。そのままお待ちください。</p>\n"
                    : "<p>It will be shown by itself as soon as it can. Please wait.</p>\n",
            HtmlUtils.htmlEscape(sentence),
            HtmlUtils.htmlEscape(problem.wayOut().address()),
            inJapanese ? problem.wayOut().japanese() : problem.wayOut().english())
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String capital(String sentence) {
    return sentence.isEmpty()
        ? sentence
        : Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
  }

  private static String sha256(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}

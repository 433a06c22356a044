package kizuna.infra.door;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import kizuna.schemas.ProblemType;
import kizuna.schemas.ProblemType.Remedy;
import org.springframework.web.util.HtmlUtils;

/**
 * Renders a problem as a page: the message, one link to continue and, where a retry makes sense, a
 * reload as soon as it may work.
 */
final class ProblemPage {

  /** The style of base.css, inlined: no service may be running. */
  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ground:light-dark(#f3f5f7,#0f1419);--card:light-dark(#ffffff,#181f27);--text:light-dark(#1a1f26,#e8edf3);\
      --line:light-dark(#d3d9e0,#323d4a);--key:light-dark(#1d44a8,#9dbcff);--on-key:light-dark(#ffffff,#0b1526);--focus:light-dark(#0b0f14,#ffd43d)}
      *{box-sizing:border-box}
      body{margin:0;background:var(--ground);color:var(--text);font:1rem/1.7 system-ui,-apple-system,"Hiragino Sans","Noto Sans JP","Noto Sans CJK JP",sans-serif}
      header{display:flex;align-items:center;gap:.55rem;padding:.35rem 1rem;background:var(--card);border-top:4px solid var(--key);border-bottom:1px solid var(--line);font-weight:700;font-size:1.1rem}
      header a{display:inline-flex;align-items:center;gap:.55rem;color:inherit;text-decoration:none}
      .mark{display:inline-grid;place-items:center;width:2rem;height:2rem;border-radius:.4rem;background:light-dark(#1d44a8,#2f5bc4);color:#fff;line-height:1}
      main{max-width:40rem;margin:10vh auto 2rem;padding:1.25rem;background:var(--card);border:1px solid var(--line);border-radius:.5rem;overflow-wrap:anywhere}
      @media (max-width:42rem){main{margin:1rem}}
      h1{margin:0 0 .5rem;font-size:1.35rem;line-height:1.35}
      p{margin:.5rem 0 0}
      .on{display:inline-block;margin-top:1rem;padding:.55rem 1.1rem;border-radius:.5rem;background:var(--key);color:var(--on-key);font-weight:700;text-decoration:none}
      a:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
      """;

  /** The content security policy of the gateway plus this one style. */
  static final String POLICY =
      "default-src 'none'; style-src 'sha256-"
          + sha256(STYLE)
          + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final String PRODUCT = "Kizuna";

  private ProblemPage() {}

  /**
   * @param address the requested address, as it came
   */
  static byte[] of(GatewayProblem problem, String address, Locale language) {
    String title = HtmlUtils.htmlEscape(problem.type().title(language));
    Remedy remedy = problem.type().remedy();
    boolean again = problem.retryAfterSeconds() > 0;
    String way = way(problem, remedy, address);
    boolean isBoard = problem.wayOut() == null && way.equals("/");
    return """
        <!doctype html>
        <html lang="%s">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">%s
        <title>%s | %s</title>
        <style>%s</style>
        </head>
        <body>
        <header><a href="/"><span class="mark" lang="ja" aria-hidden="true">絆</span>%s</a></header>
        <main>
        <h1>%s</h1>
        <p>%s</p>
        %s%s</main>
        </body>
        </html>
        """
        .formatted(
            language.toLanguageTag(),
            again ? refresh(problem) : "",
            title,
            PRODUCT,
            STYLE,
            PRODUCT,
            title,
            HtmlUtils.htmlEscape(problem.type().sentence(language)),
            again ? "<p>" + HtmlUtils.htmlEscape(ProblemType.waiting(language)) + "</p>\n" : "",
            remedy == Remedy.NONE
                ? ""
                : "<p><a class=\"on\" href=\"%s\">%s</a></p>\n"
                    .formatted(
                        HtmlUtils.htmlEscape(way),
                        HtmlUtils.htmlEscape((isBoard ? Remedy.BOARD : remedy).label(language))))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String refresh(GatewayProblem problem) {
    String where = problem.wayOut() == null ? "" : ";url=" + problem.wayOut();
    return "\n<meta http-equiv=\"refresh\" content=\"%s\">"
        .formatted(HtmlUtils.htmlEscape(problem.retryAfterSeconds() + where));
  }

  /** Only a path of this server: two slashes at the start would lead to another one. */
  private static String way(GatewayProblem problem, Remedy remedy, String address) {
    if (problem.wayOut() != null) {
      return problem.wayOut();
    }
    boolean back = remedy == Remedy.AGAIN || remedy == Remedy.RELOAD;
    boolean opens =
        address.startsWith("/") && !address.startsWith("//") && !address.startsWith("/idp/");
    return back && opens ? address : "/";
  }

  private static String sha256(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // exists in every Java
    }
  }
}

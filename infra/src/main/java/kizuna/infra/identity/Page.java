package kizuna.infra.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.util.HtmlUtils;

/** The frame of the provider's two pages: plain HTML without a style or a script in it. */
final class Page {

  private Page() {}

  static void write(
      HttpServletRequest request, HttpServletResponse response, Words words, String main)
      throws IOException {
    String root = request.getContextPath();
    String other = words.isJapanese() ? "en" : "ja";
    String html =
        """
        <!doctype html>
        <html lang="%s">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>%s</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="%s/assets/sign-in.css">
        <script type="module" src="%s/assets/sign-in.js"></script>
        </head>
        <body>
        <header><span class="product" lang="ja">絆 <span lang="en">Kizuna</span></span>
        <a lang="%s" hreflang="%s" href="?lang=%s">%s</a></header>
        <main>
        %s
        </main>
        </body>
        </html>
        """
            .formatted(
                words.language(),
                words.of("title"),
                root,
                root,
                other,
                other,
                other,
                words.isJapanese() ? "English" : "日本語",
                main);
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType("text/html;charset=UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Content-Language", words.language());
    response.getOutputStream().write(html.getBytes(StandardCharsets.UTF_8));
  }

  /** The hidden field that shows that a form is ours. */
  static String csrf(HttpServletRequest request) {
    CsrfToken token = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
    return token == null
        ? ""
        : "<input type=\"hidden\" name=\"%s\" value=\"%s\">"
            .formatted(
                HtmlUtils.htmlEscape(token.getParameterName()),
                HtmlUtils.htmlEscape(token.getToken()));
  }
}

package kizuna.infra.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.util.HtmlUtils;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** The layout of the provider's pages: plain HTML without inline style or script. */
final class IdentityPage {

  private IdentityPage() {}

  static void write(
      HttpServletRequest request, HttpServletResponse response, SignInMessages words, String main)
      throws IOException {
    write(request, response, words, HttpServletResponse.SC_OK, main);
  }

  static void write(
      HttpServletRequest request,
      HttpServletResponse response,
      SignInMessages words,
      int status,
      String main)
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
        <a lang="%s" hreflang="%s" href="%s">%s</a></header>
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
                HtmlUtils.htmlEscape(inLanguage(request, other)),
                words.isJapanese() ? "English" : "日本語",
                main);
    response.setStatus(status);
    response.setContentType("text/html;charset=UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Content-Language", words.language());
    response.getOutputStream().write(html.getBytes(StandardCharsets.UTF_8));
  }

  /** The address of the same page in a language, with its parameters. */
  private static String inLanguage(HttpServletRequest request, String language) {
    UriComponentsBuilder address = UriComponentsBuilder.fromPath("").queryParam("lang", language);
    for (String kept : List.of(SavedPage.PARAMETER, ActivatePage.CODE)) {
      String value = parameter(request, kept);
      if (value != null) {
        address.queryParam(kept, UriUtils.encode(value, StandardCharsets.UTF_8));
      }
    }
    return address.build(true).toUriString();
  }

  private static @Nullable String parameter(HttpServletRequest request, String name) {
    try {
      return request.getParameter(name);
    } catch (IllegalStateException unreadable) {
      return null;
    }
  }

  /** The hidden CSRF field of a form. */
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

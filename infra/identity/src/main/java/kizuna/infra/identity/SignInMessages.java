package kizuna.infra.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import kizuna.schemas.text.AcceptLanguage;
import kizuna.schemas.text.MessageList;
import org.springframework.web.util.HtmlUtils;

/** The texts of the sign-in page in one language, escaped for HTML. */
final class SignInMessages {

  private static final MessageList LIST = MessageList.beside(SignInMessages.class, "sign-in");
  private static final SignInMessages JAPANESE = new SignInMessages(Locale.JAPANESE);
  private static final SignInMessages ENGLISH = new SignInMessages(Locale.ENGLISH);

  private final Locale language;

  private SignInMessages(Locale language) {
    this.language = language;
  }

  /** The language of the address, else of the browser, else Japanese. */
  static SignInMessages of(HttpServletRequest request) {
    return in(
        AcceptLanguage.of(
            request.getParameter(AcceptLanguage.PARAMETER), request.getHeader("Accept-Language")));
  }

  /** The language of the browser, else Japanese. */
  static SignInMessages preferred(HttpServletRequest request) {
    return in(AcceptLanguage.of(null, request.getHeader("Accept-Language")));
  }

  private static SignInMessages in(Locale language) {
    return Locale.ENGLISH.equals(language) ? ENGLISH : JAPANESE;
  }

  String language() {
    return language.toLanguageTag();
  }

  boolean isJapanese() {
    return this == JAPANESE;
  }

  String of(String key) {
    return HtmlUtils.htmlEscape(LIST.text(language, key));
  }
}

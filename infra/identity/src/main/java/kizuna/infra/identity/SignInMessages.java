package kizuna.infra.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/** The texts of the sign-in page in one language, escaped for HTML. */
final class SignInMessages {

  private static final SignInMessages JAPANESE = new SignInMessages("ja");
  private static final SignInMessages ENGLISH = new SignInMessages("en");

  private final String language;
  private final Properties words = new Properties();

  private SignInMessages(String language) {
    this.language = language;
    String file = "/kizuna/infra/identity/sign-in_" + language + ".properties";
    try (InputStream in = SignInMessages.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("expected " + file + " on the class path");
      }
      words.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The language of the address, else of the browser, else Japanese. */
  static SignInMessages of(HttpServletRequest request) {
    String asked = request.getParameter("lang");
    return asked == null ? preferred(request) : language(asked);
  }

  /** The language of the browser, else Japanese. */
  static SignInMessages preferred(HttpServletRequest request) {
    String accepted = request.getHeader("Accept-Language");
    try {
      return language(
          accepted == null
              ? "ja"
              : Locale.lookupTag(Locale.LanguageRange.parse(accepted), List.of("ja", "en")));
    } catch (IllegalArgumentException e) {
      return JAPANESE; // ignores a malformed header
    }
  }

  private static SignInMessages language(@Nullable String tag) {
    return "en".equals(tag) ? ENGLISH : JAPANESE;
  }

  String language() {
    return language;
  }

  boolean isJapanese() {
    return this == JAPANESE;
  }

  String of(String key) {
    String text = words.getProperty(key);
    if (text == null) {
      throw new IllegalStateException("expected words for " + key + " in " + language);
    }
    return HtmlUtils.htmlEscape(text);
  }
}

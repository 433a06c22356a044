package kizuna.streams.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.EnumMap;
import java.util.Map;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.MessageCatalog;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** The words of every language, read once, and which language a caller wants. */
@Component
final class Localizations {

  /** Name of the parameter that goes before the Accept-Language header. */
  static final String PARAMETER = "lang";

  private final Map<Language, MessageCatalog> words = new EnumMap<>(Language.class);

  Localizations() {
    for (Language language : Language.values()) {
      words.put(language, MessageCatalog.of(language));
    }
  }

  MessageCatalog in(Language language) {
    MessageCatalog found = words.get(language);
    if (found == null) {
      throw new IllegalStateException("expected words for " + language + ", but there are none");
    }
    return found;
  }

  /** The language a caller wants; Japanese where the wish cannot be read. */
  static Language wanted(HttpServletRequest request) {
    String asked = request.getParameter(PARAMETER);
    if (asked != null) {
      return asked.equals(Language.EN.tag()) ? Language.EN : Language.JA;
    }
    String accepted = request.getHeader(HttpHeaders.ACCEPT_LANGUAGE);
    return accepted == null ? Language.JA : Language.accepted(accepted);
  }

  MessageCatalog forCaller(HttpServletRequest request) {
    return in(wanted(request));
  }
}

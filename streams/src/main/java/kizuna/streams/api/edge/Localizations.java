package kizuna.streams.api.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.util.EnumMap;
import java.util.Map;
import kizuna.edge.RequestLanguage;
import kizuna.schemas.text.AcceptLanguage;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.MessageCatalog;
import org.springframework.stereotype.Component;

/** The messages of all languages, read once, and the selection of a request's language. */
@Component
public final class Localizations {

  /** Name of the parameter that overrides the Accept-Language header. */
  public static final String PARAMETER = AcceptLanguage.PARAMETER;

  private final Map<Language, MessageCatalog> words = new EnumMap<>(Language.class);

  public Localizations() {
    for (Language language : Language.values()) {
      words.put(language, MessageCatalog.of(language));
    }
  }

  public MessageCatalog in(Language language) {
    MessageCatalog found = words.get(language);
    if (found == null) {
      throw new IllegalStateException("expected words for " + language + ", but there are none");
    }
    return found;
  }

  /** The language of a request. */
  public static Language wanted(HttpServletRequest request) {
    return RequestLanguage.of(request).equals(Language.EN.locale()) ? Language.EN : Language.JA;
  }

  public MessageCatalog forCaller(HttpServletRequest request) {
    return in(wanted(request));
  }
}

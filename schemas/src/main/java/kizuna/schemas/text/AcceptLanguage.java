package kizuna.schemas.text;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The language of an HTTP response, for every part of Kizuna: the parameter {@code lang} overrides
 * the header {@code Accept-Language}; Japanese if neither names a supported one.
 */
public final class AcceptLanguage {

  /** Name of the parameter. */
  public static final String PARAMETER = "lang";

  private static final List<Locale> OURS = List.of(Locale.JAPANESE, Locale.ENGLISH);

  private AcceptLanguage() {}

  /**
   * {@link Locale#JAPANESE} or {@link Locale#ENGLISH}.
   *
   * @param parameter value of {@value #PARAMETER}; null: there is none
   * @param header value of {@code Accept-Language}; null: there is none
   */
  public static Locale of(@Nullable String parameter, @Nullable String header) {
    for (Locale locale : OURS) {
      if (locale.getLanguage().equals(parameter)) {
        return locale;
      }
    }
    if (header == null) {
      return Locale.JAPANESE;
    }
    try {
      Locale best = Locale.lookup(Locale.LanguageRange.parse(header), OURS);
      return best == null ? Locale.JAPANESE : best;
    } catch (IllegalArgumentException e) {
      return Locale.JAPANESE; // A malformed header is no reason to refuse.
    }
  }
}

package kizuna.streams.explain;

import java.util.Locale;
import kizuna.schemas.text.AcceptLanguage;

/** The languages of texts for people; the default is Japanese. */
public enum Language {
  JA(Locale.JAPANESE),
  EN(Locale.ENGLISH);

  private final Locale locale;

  Language(Locale locale) {
    this.locale = locale;
  }

  public Locale locale() {
    return locale;
  }

  /** The language tag, as in {@code lang="ja"}. */
  public String tag() {
    return locale.toLanguageTag();
  }

  /**
   * The best of an {@code Accept-Language} header; Japanese if it contains no supported language or
   * is not valid.
   */
  public static Language accepted(String header) {
    return EN.locale.equals(AcceptLanguage.of(null, header)) ? EN : JA;
  }
}

package kizuna.streams.explain;

import java.util.List;
import java.util.Locale;

/** The languages in which Kizuna speaks to people; Japanese where nothing else is asked for. */
public enum Language {
  JA(Locale.JAPANESE),
  EN(Locale.ENGLISH);

  private static final List<Locale> SPOKEN = List.of(JA.locale, EN.locale);

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
   * The best of an {@code Accept-Language} header; Japanese if it names none of ours or cannot be
   * read.
   */
  public static Language accepted(String header) {
    try {
      Locale best = Locale.lookup(Locale.LanguageRange.parse(header), SPOKEN);
      return EN.locale.equals(best) ? EN : JA;
    } catch (IllegalArgumentException e) {
      return JA;
    }
  }
}

package kizuna.schemas.text;

import java.util.Locale;

/** A text for a person, put in words where the language of that person is known. */
@FunctionalInterface
public interface LocalizedText {

  /**
   * The text in a language.
   *
   * @param language Japanese for {@link Locale#JAPANESE}, English for every other
   */
  String in(Locale language);
}

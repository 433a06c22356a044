package kizuna.schemas.text;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The language of the caller of a command, from the environment. */
public final class MachineLanguage {

  private MachineLanguage() {}

  /** {@link Locale#JAPANESE} or {@link Locale#ENGLISH}, by the environment of this process. */
  public static Locale locale() {
    return Locale.forLanguageTag(tag(System.getenv()));
  }

  /** {@code ja} or {@code en}. */
  public static String tag(Map<String, String> environment) {
    // The launcher starts Java in its own locale, and sets KIZUNA_LANG to the caller's language.
    return Stream.of("KIZUNA_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
            .map(environment::get)
            .filter(value -> value != null && !value.isEmpty())
            .findFirst()
            .filter(value -> value.startsWith("ja"))
            .isPresent()
        ? "ja"
        : "en";
  }
}

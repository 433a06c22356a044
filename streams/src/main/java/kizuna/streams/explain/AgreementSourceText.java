package kizuna.streams.explain;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import kizuna.schemas.text.MessageList;

/**
 * The source of an agreement in the language of its reader. A fact carries its source in one
 * language only, and a changed text would be a new fact; so the Japanese texts of the bundled
 * agreements are a list beside the code.
 */
public final class AgreementSourceText {

  private static final Map<String, String> JAPANESE = japanese();

  private AgreementSourceText() {}

  /**
   * The text for a reader.
   *
   * @param source as in the fact; returned unchanged if it is not a bundled one
   */
  public static String of(String source, Language language) {
    return language == Language.JA ? JAPANESE.getOrDefault(source, source) : source;
  }

  private static Map<String, String> japanese() {
    MessageList list = MessageList.beside(AgreementSourceText.class, "agreement-sources");
    Map<String, String> texts = new HashMap<>();
    list.all(Locale.ENGLISH)
        .keySet()
        .forEach(key -> texts.put(list.text(Locale.ENGLISH, key), list.text(Locale.JAPANESE, key)));
    return Map.copyOf(texts);
  }
}

package kizuna.streams.explain;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Every word and sentence that people read, in one language: labels of codes ({@code
 * DispatchState.CONFIRMED}) and sentences with gaps. The API, the command line and the board all
 * speak from this one list.
 */
public final class Words {

  private final Language language;
  private final Map<String, String> texts;

  private Words(Language language, Map<String, String> texts) {
    this.language = language;
    this.texts = Map.copyOf(texts);
  }

  /** Reads the list of a language from the class path. */
  public static Words of(Language language) {
    String resource = "words_" + language.tag() + ".properties";
    Properties properties = new Properties();
    try (InputStream in = Words.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            "expected " + resource + " beside " + Words.class.getName() + ", but it is not there");
      }
      properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> texts = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> texts.put(key, properties.getProperty(key)));
    return new Words(language, texts);
  }

  public Language language() {
    return language;
  }

  /** Whether there is a text under this key. */
  public boolean has(String key) {
    return texts.containsKey(key);
  }

  /** The label of a code. */
  public String label(Enum<?> code) {
    return text(code.getDeclaringClass().getSimpleName() + "." + code.name());
  }

  /** The text under a key as it stands. */
  public String text(String key) {
    String text = texts.get(key);
    if (text == null) {
      throw new IllegalArgumentException(
          "expected a text for " + key + " in " + language.tag() + ", but there is none");
    }
    return text;
  }

  /** The sentence under a key with its gaps filled; numbers are grouped as the language does. */
  public String sentence(String key, Object... gaps) {
    return new MessageFormat(text(key), language.locale()).format(gaps);
  }

  /** All texts by key. */
  public Map<String, String> all() {
    return texts;
  }
}

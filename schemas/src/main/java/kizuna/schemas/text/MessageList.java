package kizuna.schemas.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The sentences of one subject in Japanese and in English: the files {@code NAME_ja.properties} and
 * {@code NAME_en.properties}, in UTF-8, with the patterns of {@link MessageFormat}.
 */
public final class MessageList {

  private final Class<?> neighbour;
  private final String name;
  private final Map<Locale, Map<String, String>> texts = new ConcurrentHashMap<>();

  private MessageList(Class<?> neighbour, String name) {
    this.neighbour = neighbour;
    this.name = name;
  }

  /**
   * The list in the package of a class.
   *
   * @param name of the list; with a leading slash from the root of the class path
   */
  public static MessageList beside(Class<?> neighbour, String name) {
    return new MessageList(neighbour, name);
  }

  /** Returns a message; its language is chosen later. */
  public Message of(String key, @Nullable Object... arguments) {
    // An error message must not fail because another library passed null.
    return new Message(
        this, key, Arrays.stream(arguments).map(a -> a == null ? "null" : a).toList());
  }

  /**
   * A sentence with its arguments. Numbers are grouped as the language does; write {@code
   * {0,number,#}} for a port or the number of a line. Everything else is formatted as in records.
   */
  public String text(Locale language, String key, Object... arguments) {
    String pattern = all(language).get(key);
    if (pattern == null) {
      throw new IllegalArgumentException(
          "expected a sentence for " + key + " in " + resource(language) + ", but there is none");
    }
    Object[] values = Arrays.stream(arguments).map(a -> value(language, a)).toArray();
    return new MessageFormat(pattern, ours(language)).format(values);
  }

  /** The sentence in the language of the user of this machine. */
  public String local(String key, Object... arguments) {
    return text(MachineLanguage.locale(), key, arguments);
  }

  private static Object value(Locale language, Object argument) {
    if (argument instanceof LocalizedText text) {
      return text.in(language);
    }
    return argument instanceof Number ? argument : String.valueOf(argument);
  }

  /** Whether there is a sentence under this key. */
  public boolean has(String key) {
    return all(Locale.JAPANESE).containsKey(key);
  }

  /** The patterns of a language by their keys. */
  public Map<String, String> all(Locale language) {
    return texts.computeIfAbsent(ours(language), this::read);
  }

  private static Locale ours(Locale language) {
    return language.getLanguage().equals(Locale.JAPANESE.getLanguage())
        ? Locale.JAPANESE
        : Locale.ENGLISH;
  }

  private String resource(Locale language) {
    return name + "_" + ours(language).getLanguage() + ".properties";
  }

  private Map<String, String> read(Locale language) {
    Properties properties = new Properties();
    try (InputStream in = neighbour.getResourceAsStream(resource(language))) {
      if (in == null) {
        throw new IllegalStateException(
            "expected " + resource(language) + " beside " + neighbour.getName() + ", but nothing");
      }
      properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toUnmodifiableMap(key -> key, properties::getProperty));
  }
}

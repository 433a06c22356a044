package kizuna.schemas.text;

import java.util.List;
import java.util.Locale;

/**
 * A sentence of a list with its arguments. It has no language yet, so an exception can carry it to
 * where the language is known.
 *
 * @param arguments of the sentence; those that are a {@link LocalizedText} get its language too
 */
public record Message(MessageList list, String key, List<Object> arguments)
    implements LocalizedText {

  public Message {
    arguments = List.copyOf(arguments);
  }

  @Override
  public String in(Locale language) {
    return list.text(language, key, arguments.toArray());
  }

  /** In English, for logs. */
  @Override
  public String toString() {
    return in(Locale.ENGLISH);
  }
}

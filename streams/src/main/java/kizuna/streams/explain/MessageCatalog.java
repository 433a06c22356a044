package kizuna.streams.explain;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kizuna.schemas.text.MessageList;
import kizuna.schemas.text.Sentences;

/**
 * All messages of one language: labels of codes ({@code DispatchState.CONFIRMED}) and sentences
 * with gaps. The API, the command line and the board share this list.
 */
public final class MessageCatalog implements Sentences {

  /**
   * The lists: decisions; the board and the frame of all pages; the pages that act; drills; the
   * problems of the whole API, which the front door shows too.
   */
  private static final List<String> LISTS =
      List.of("words", "board", "desks", "drills", "/kizuna/schemas/problems");

  private final Language language;
  private final Map<String, String> texts;

  private MessageCatalog(Language language, Map<String, String> texts) {
    this.language = language;
    this.texts = Map.copyOf(texts);
  }

  /** Reads the lists of a language from the class path; each key is in one list only. */
  public static MessageCatalog of(Language language) {
    return of(language, LISTS);
  }

  /** The same with the words of after-action reports, which the board's pages do not need. */
  public static MessageCatalog ofReports(Language language) {
    List<String> lists = new ArrayList<>(LISTS);
    lists.add("reports");
    return of(language, lists);
  }

  private static MessageCatalog of(Language language, List<String> lists) {
    Map<String, String> texts = new TreeMap<>();
    for (String list : lists) {
      MessageList.beside(MessageCatalog.class, list)
          .all(language.locale())
          .forEach(
              (key, text) -> {
                if (texts.put(key, text) != null) {
                  throw new IllegalStateException(
                      "expected one text for " + key + ", but " + list + " has it again");
                }
              });
    }
    return new MessageCatalog(language, texts);
  }

  public Language language() {
    return language;
  }

  /** Whether this key has a text. */
  public boolean has(String key) {
    return texts.containsKey(key);
  }

  /** The label of a code. */
  public String label(Enum<?> code) {
    return text(code.getDeclaringClass().getSimpleName() + "." + code.name());
  }

  /** The text under a key, without formatting. */
  public String text(String key) {
    String text = texts.get(key);
    if (text == null) {
      throw new IllegalArgumentException(
          "expected a text for " + key + " in " + language.tag() + ", but there is none");
    }
    return text;
  }

  /** The sentence under a key with its gaps filled; numbers are grouped by the language's rules. */
  @Override
  public String sentence(String key, Object... gaps) {
    return new MessageFormat(text(key), language.locale()).format(gaps);
  }

  /** All texts by key. */
  public Map<String, String> all() {
    return texts;
  }
}

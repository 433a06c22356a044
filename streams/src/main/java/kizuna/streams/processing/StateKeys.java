package kizuna.streams.processing;

import java.util.List;

/**
 * The keys of the state stores: a letter for the kind of entry, the network, and the id of the
 * entry. They are part of the stored format: they never change.
 */
public final class StateKeys {

  /** {@code c|network}: the head of the hash chain. */
  public static final String HEADS = "c|";

  /** {@code p|partition}: the position of a partition's state. */
  public static final String CURSORS = "p|";

  /** {@code t|network}: which moment was last appended to the network's log. */
  public static final String DUE_TIMES = "t|";

  /** {@code s|network}: the topic that has all owners. */
  public static final String OWNERS = "s|";

  /** {@code v|network}: the version of the rules that decided last. */
  public static final String VERSIONS = "v|";

  /** {@code a|network|id}: an agreement as it was last published. */
  static final String AGREEMENTS = "a|";

  /** {@code d|network|id}: a dispatch. */
  static final String DISPATCHES = "d|";

  /** {@code e|network|number}: event ids, see {@link EventIdBlock}. */
  static final String EVENT_IDS = "e|";

  /** {@code f|network|sequence}: a fact of the reference data. */
  static final String FACTS = "f|";

  /** {@code l|network|lender}: load of a lender by dispatches that are removed. */
  static final String REMOVED_LOADS = "l|";

  /** {@code o|network|id}: an offer. */
  static final String OFFERS = "o|";

  /** {@code r|network|id}: a request. */
  static final String REQUESTS = "r|";

  /** {@code w|network|}: facts recorded up to then may have event ids that are forgotten. */
  static final String FORGOTTEN = "w|";

  /** {@code x|network|id}: an id of something that is removed. Never scanned. */
  static final String REMOVED_IDS = "x|";

  /** {@code z|network|id}: the day on which a disaster ended. */
  static final String ENDED_DAYS = "z|";

  /** Kinds of a network's entries, except its head and version, in the order of their keys. */
  private static final List<String> ENTRIES =
      List.of(
          AGREEMENTS,
          DISPATCHES,
          EVENT_IDS,
          FACTS,
          REMOVED_LOADS,
          OFFERS,
          REQUESTS,
          FORGOTTEN,
          REMOVED_IDS,
          ENDED_DAYS);

  /** Digits of the largest long. */
  private static final int NUMBER_DIGITS = 19;

  private StateKeys() {}

  /** The prefix of the keys of one kind in one network. */
  static String prefix(String kind, String networkId) {
    return kind + networkId + "|";
  }

  static String key(String kind, String networkId, String id) {
    return kind + networkId + "|" + id;
  }

  static String fact(String networkId, long sequence) {
    return key(FACTS, networkId, digits(sequence));
  }

  static String eventIds(String networkId, long block) {
    return key(EVENT_IDS, networkId, digits(block));
  }

  /** A number in a form that sorts as a key in numeric order. */
  private static String digits(long number) {
    String digits = Long.toString(number);
    return "0".repeat(NUMBER_DIGITS - digits.length()) + digits;
  }

  /** The network of a key of event ids. */
  static String networkOfEventIds(String key) {
    return key.substring(EVENT_IDS.length(), key.lastIndexOf('|'));
  }

  /** Prefixes of all keys of a network, except head and version, in the order of the keys. */
  static List<String> prefixesOf(String networkId) {
    return ENTRIES.stream().map(kind -> prefix(kind, networkId)).toList();
  }
}

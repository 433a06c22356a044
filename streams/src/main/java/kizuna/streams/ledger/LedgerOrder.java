package kizuna.streams.ledger;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import kizuna.states.LedgerEntry;
import org.jspecify.annotations.Nullable;

/**
 * In which order the lines of the ledger are wanted. Every order is total: lines that are equal in
 * it stand by their key.
 */
public record LedgerOrder(By by, boolean descending) {

  /** The last proposed first, as the ledger always was. */
  public static final LedgerOrder NEWEST_PROPOSED = new LedgerOrder(By.PROPOSED, true);

  /** By what lines are put in order. */
  public enum By {
    PROPOSED("proposed", e -> e.getProposedAt().toEpochMilli()),
    CHANGED("changed", e -> e.getChangedAt().toEpochMilli()),
    FIRST_DAY("firstDay", e -> e.getFirstDay().toEpochDay()),
    LENDER("lender", e -> code(e.getLender())),
    RECEIVER("receiver", e -> code(e.getReceiver())),
    STATE("state", e -> e.getState().ordinal()),
    PERSONS("persons", LedgerEntry::getHeadCount);

    private final String name;
    private final ToLongFunction<LedgerEntry> rank;

    By(String name, ToLongFunction<LedgerEntry> rank) {
      this.name = name;
      this.rank = rank;
    }

    /** Codes of local governments are figures: north comes first in them, and prefectures apart. */
    private static long code(String code) {
      try {
        return Long.parseLong(code);
      } catch (NumberFormatException e) {
        return Long.MAX_VALUE;
      }
    }
  }

  /** All names of orders, the rising ones. */
  public static List<String> names() {
    return Arrays.stream(By.values()).map(b -> b.name).toList();
  }

  /** The order of a name; a hyphen before it turns it round. */
  public static Optional<LedgerOrder> of(String name) {
    boolean descending = name.startsWith("-");
    String bare = descending ? name.substring(1) : name;
    return Arrays.stream(By.values())
        .filter(b -> b.name.equals(bare))
        .findFirst()
        .map(b -> new LedgerOrder(b, descending));
  }

  /** Its name, as {@link #of} reads it. */
  public String name() {
    return (descending ? "-" : "") + by.name;
  }

  /** Where a line stands in this order. */
  public Place place(LedgerEntry e) {
    long rank = by.rank.applyAsLong(e);
    return new Place(descending ? -rank : rank, LedgerView.key(e));
  }

  /** Some of the lines in this order. */
  public Page<LedgerEntry> page(Stream<LedgerEntry> lines, @Nullable Place after, int limit) {
    Map<Place, LedgerEntry> behind = new TreeMap<>();
    int[] total = {0};
    lines.forEach(
        e -> {
          total[0]++;
          Place place = place(e);
          if (after == null || place.compareTo(after) > 0) {
            behind.put(place, e);
          }
        });
    List<LedgerEntry> rows = behind.values().stream().limit(limit).toList();
    return new Page<>(
        rows, total[0], behind.size() > limit ? place(rows.get(rows.size() - 1)) : null);
  }
}

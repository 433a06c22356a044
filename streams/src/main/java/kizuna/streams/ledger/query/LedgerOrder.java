package kizuna.streams.ledger.query;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import kizuna.streams.ledger.database.Keyset;
import kizuna.streams.ledger.database.Tables.Dispatches;
import org.jooq.Field;

/** The order of the ledger's lines. Every order is total: equal lines are ordered by their key. */
public record LedgerOrder(By by, boolean descending) {

  /** The last proposed first; the default. */
  public static final LedgerOrder NEWEST_PROPOSED = new LedgerOrder(By.PROPOSED, true);

  /** The sort fields. */
  public enum By {
    PROPOSED("proposed", "proposed_at"),
    CHANGED("changed", "changed_at"),
    FIRST_DAY("firstDay", "first_day"),
    LENDER("lender", "lender_rank"),
    RECEIVER("receiver", "receiver_rank"),
    STATE("state", "state_rank"),
    PERSONS("persons", "head_count");

    private final String name;
    private final Field<Long> rank;

    By(String name, String column) {
      this.name = name;
      this.rank = Dispatches.column(column);
    }
  }

  /** Codes of local governments are numbers, ordered from north to south and by prefecture. */
  public static long code(String code) {
    try {
      return Long.parseLong(code);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /** All names of orders, without those of descending orders. */
  public static List<String> names() {
    return Arrays.stream(By.values()).map(b -> b.name).toList();
  }

  /** The order of a name; a leading hyphen reverses it. */
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

  /** The same as pages are read in it. */
  public Keyset keyset() {
    return new Keyset(by.rank, descending, Dispatches.KEY);
  }
}

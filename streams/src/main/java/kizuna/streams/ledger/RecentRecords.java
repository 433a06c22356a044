package kizuna.streams.ledger;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The newest records of each network, so many of each: one noisy network hides nothing of another.
 * Guarded by its owner.
 */
final class RecentRecords<R> {

  /** Networks with a limit of their own; those behind share one. */
  private static final int MOST_NETWORKS = 200;

  private static final String OTHERS = "";

  private final int mostOfEach;
  private final Shelf<R> all = new Shelf<>();
  private final Map<String, Shelf<R>> ofNetwork = new HashMap<>();

  /**
   * @param mostOfEach records of one network that are kept
   */
  RecentRecords(int mostOfEach) {
    this.mostOfEach = mostOfEach;
  }

  /**
   * Puts a record.
   *
   * @param key of the record, unique over all networks
   * @param rank the lowest is the newest
   */
  void put(String network, String key, long rank, R row) {
    String group =
        ofNetwork.containsKey(network) || ofNetwork.size() < MOST_NETWORKS ? network : OTHERS;
    Shelf<R> own = ofNetwork.computeIfAbsent(group, n -> new Shelf<>());
    own.put(key, rank, row);
    all.put(key, rank, row);
    own.keep(mostOfEach).forEach(all::remove);
  }

  /** The wanted records in order, at most so many, from behind a place on. */
  Page<R> page(
      @Nullable String network, Predicate<? super R> wanted, @Nullable Place after, int limit) {
    Shelf<R> own = network == null ? null : ofNetwork.get(network);
    return (own == null ? all : own).page(wanted, after, limit);
  }
}

package kizuna.streams.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Rows found by key and read page by page in the order of their places. Guarded by its owner. */
final class Shelf<R> {

  private final Map<String, Place> places = new HashMap<>();
  private final TreeMap<Place, R> rows = new TreeMap<>();

  /** Puts a row, in the place of the one of the same key; says which one that was. */
  @Nullable R put(String key, long rank, R row) {
    R before = remove(key);
    Place place = new Place(rank, key);
    places.put(key, place);
    rows.put(place, row);
    return before;
  }

  @Nullable R remove(String key) {
    Place place = places.remove(key);
    return place == null ? null : rows.remove(place);
  }

  @Nullable R get(String key) {
    Place place = places.get(key);
    return place == null ? null : rows.get(place);
  }

  int size() {
    return rows.size();
  }

  /** Removes the last rows in the order until {@code most} remain; the keys of what was removed. */
  List<String> keep(int most) {
    List<String> removed = new ArrayList<>();
    while (rows.size() > most) {
      String key = rows.lastKey().key();
      remove(key);
      removed.add(key);
    }
    return removed;
  }

  /** The wanted rows in order, at most so many, from behind a place on. */
  Page<R> page(Predicate<? super R> wanted, @Nullable Place after, int limit) {
    List<R> found = new ArrayList<>();
    int total = 0;
    Place last = null;
    boolean more = false;
    for (Map.Entry<Place, R> entry : rows.entrySet()) {
      if (!wanted.test(entry.getValue())) {
        continue;
      }
      total++;
      if (after != null && entry.getKey().compareTo(after) <= 0) {
        continue;
      }
      if (found.size() < limit) {
        found.add(entry.getValue());
        last = entry.getKey();
      } else {
        more = true;
      }
    }
    return new Page<>(found, total, more ? last : null);
  }
}

package kizuna.streams.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A few offers in the order of their ids. A list, not a map: decisions copy it for nearly every
 * lender and change it a few times.
 */
final class OffersById {

  static final OffersById NONE = new OffersById(Collections.emptyList());

  private final List<OfferUse> offers;

  OffersById() {
    this(new ArrayList<>(2));
  }

  private OffersById(List<OfferUse> offers) {
    this.offers = offers;
  }

  /** Adds an offer; replaces the one with its id. */
  void put(OfferUse use) {
    int place = place(use.offer().id());
    if (place >= 0) {
      offers.set(place, use);
    } else {
      offers.add(-place - 1, use);
    }
  }

  void remove(String id) {
    int place = place(id);
    if (place >= 0) {
      offers.remove(place);
    }
  }

  /** The index of an id, or of its insertion point, as in {@link Collections#binarySearch}. */
  private int place(String id) {
    int low = 0;
    int high = offers.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = offers.get(middle).offer().id().compareTo(id);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }

  boolean isEmpty() {
    return offers.isEmpty();
  }

  List<OfferUse> all() {
    return Collections.unmodifiableList(offers);
  }
}

package kizuna.streams.state;

import java.util.Comparator;

/**
 * The serving order of open requests: a list of terms; the first term in which two requests differ
 * decides. A constant's name is the term's id everywhere.
 */
public enum ServingOrder {

  /** LIFE_SAFETY is never overtaken. */
  LIFE_SAFETY_FIRST(Comparator.comparing(OpenRequest::lifeSafety, Comparator.reverseOrder())),

  /** Waiting ages a request: one priority class is worth a fixed number of hours. */
  LONGEST_SERVED_AS(Comparator.comparingLong(OpenRequest::servedAs)),

  /** The lowest id: makes the order total. */
  LOWEST_ID(Comparator.comparing(OpenRequest::id));

  private final Comparator<OpenRequest> order;

  ServingOrder(Comparator<OpenRequest> order) {
    this.order = order;
  }

  /** All terms in order. */
  static Comparator<OpenRequest> all() {
    return LIFE_SAFETY_FIRST
        .order
        .thenComparing(LONGEST_SERVED_AS.order)
        .thenComparing(LOWEST_ID.order);
  }
}

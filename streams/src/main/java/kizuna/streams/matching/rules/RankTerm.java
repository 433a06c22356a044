package kizuna.streams.matching.rules;

import java.util.Comparator;

/**
 * The order of lenders that fit: a list of terms; the first term in which two lenders differ
 * decides. A constant's name is the term's id everywhere.
 */
public enum RankTerm {

  /** Lenders that a coordinator pinned to the request. */
  PINNED(Comparator.comparing(Rank::pinned, Comparator.reverseOrder())),

  /** Both sides' plans are confirmed for the day of the decision (計画の相互確認). */
  PLAN_CONFIRMED(Comparator.comparing(Rank::planConfirmed, Comparator.reverseOrder())),

  /** The agreement names the receiver itself, before an umbrella agreement. */
  OWN_PARTNER(Comparator.comparing(Rank::ownPartner, Comparator.reverseOrder())),

  /** The lender that leads at this receiver in this disaster (総括支援団体). */
  LEAD_COUNTERPART(Comparator.comparing(Rank::lead, Comparator.reverseOrder())),

  /** The lender that supports there by appointment, or has people there. */
  SAME_COUNTERPART(Comparator.comparing(Rank::sameCounterpart, Comparator.reverseOrder())),

  /** Fewest person-days promised or served in the network, on days of the last 365 and later. */
  LEAST_BURDENED(Comparator.comparingLong(Rank::personDays)),

  /** Nearest, by great-circle distance. */
  NEAREST(Comparator.comparingInt(Rank::distanceKm)),

  /** The lowest code: makes the order total. */
  LOWEST_CODE(Comparator.comparing(Rank::lender));

  private final Comparator<Rank> order;

  RankTerm(Comparator<Rank> order) {
    this.order = order;
  }

  /** All terms in order. */
  static Comparator<Rank> all() {
    Comparator<Rank> all = PINNED.order;
    for (RankTerm term : values()) {
      if (term != PINNED) {
        all = all.thenComparing(term.order);
      }
    }
    return all;
  }
}

package kizuna.streams.matching.rules;

import java.util.Comparator;

/**
 * The rank of a lender among those that fit, as of before the decision: the values of the {@link
 * RankTerm}s.
 *
 * @param personDays promised or served in the network, on days of the last 365 and later
 */
public record Rank(
    boolean pinned,
    boolean planConfirmed,
    boolean ownPartner,
    boolean lead,
    boolean sameCounterpart,
    long personDays,
    int distanceKm,
    String lender) {

  /** By the terms in their order. */
  public static final Comparator<Rank> ORDER = RankTerm.all();
}

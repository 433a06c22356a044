package kizuna.streams.matching.rules;

import java.util.Comparator;

/**
 * How a lender that fits stands among the others, as of before the decision.
 *
 * @param personDays promised or served in the network so far
 */
public record Rank(
    boolean planConfirmed,
    boolean ownPartner,
    boolean sameCounterpart,
    long personDays,
    int distanceKm,
    String lender) {

  /**
   * Confirmed plan, own partner, same counterpart, least burdened, nearest; the code makes it
   * total.
   */
  public static final Comparator<Rank> ORDER =
      Comparator.comparing(Rank::planConfirmed, Comparator.reverseOrder())
          .thenComparing(Rank::ownPartner, Comparator.reverseOrder())
          .thenComparing(Rank::sameCounterpart, Comparator.reverseOrder())
          .thenComparingLong(Rank::personDays)
          .thenComparingInt(Rank::distanceKm)
          .thenComparing(Rank::lender);
}

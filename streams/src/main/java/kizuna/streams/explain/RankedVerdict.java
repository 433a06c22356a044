package kizuna.streams.explain;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import kizuna.codes.RankTerm;
import kizuna.decisions.Explanation;
import kizuna.decisions.LenderVerdict;
import kizuna.decisions.Rank;

/** The verdict on an eligible lender, with its rank; and the order of ranks. */
record RankedVerdict(LenderVerdict verdict, Rank rank) {

  /** Best first: the terms of the contract in their order. */
  static final Comparator<RankedVerdict> ORDER =
      Stream.of(RankTerm.values())
          .map(RankedVerdict::order)
          .reduce(Comparator::thenComparing)
          .orElseThrow();

  static Stream<RankedVerdict> of(LenderVerdict verdict) {
    Rank rank = verdict.getRank();
    return rank == null ? Stream.empty() : Stream.of(new RankedVerdict(verdict, rank));
  }

  String lender() {
    return verdict.getLender();
  }

  /** The eligible lenders of an explanation, best first. */
  static List<RankedVerdict> of(Explanation e) {
    return e.getVerdicts().stream().flatMap(RankedVerdict::of).sorted(ORDER).toList();
  }

  /**
   * The first term in which two ranks differ. Derived here for the sentence: the contract stores
   * the ranks, not the deciding term, and a new field would change the bytes of decisions.
   */
  static RankTerm deciding(RankedVerdict first, RankedVerdict second) {
    for (RankTerm term : RankTerm.values()) {
      if (order(term).compare(first, second) != 0) {
        return term;
      }
    }
    return RankTerm.LOWEST_CODE;
  }

  /** The comparator of one term of the contract. */
  private static Comparator<RankedVerdict> order(RankTerm term) {
    return switch (term) {
      case PINNED -> Comparator.comparing(r -> !r.rank().getPinned());
      case PLAN_CONFIRMED -> Comparator.comparing(r -> !r.rank().getPlanConfirmed());
      case OWN_PARTNER -> Comparator.comparing(r -> !r.rank().getOwnPartner());
      case LEAD_COUNTERPART -> Comparator.comparing(r -> !r.rank().getLead());
      case SAME_COUNTERPART -> Comparator.comparing(r -> !r.rank().getSameCounterpart());
      case LEAST_BURDENED -> Comparator.comparingLong(r -> r.rank().getPersonDays());
      case NEAREST -> Comparator.comparingInt(r -> r.rank().getDistanceKm());
      // An unknown term of a later version is ordered by code.
      case LOWEST_CODE, UNKNOWN -> Comparator.comparing(RankedVerdict::lender);
    };
  }
}

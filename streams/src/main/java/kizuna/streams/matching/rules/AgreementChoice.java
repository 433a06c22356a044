package kizuna.streams.matching.rules;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.function.Predicate;
import kizuna.streams.state.Agreement;

/**
 * Which of several agreements that cover a pairing applies: the ordered list of terms. The decision
 * cites the agreement and its version.
 */
public enum AgreementChoice {

  /** For help without a request: the one with the standing plan for it (事前割当). */
  STANDING_PLAN_FIRST {
    @Override
    Comparator<Agreement> order(Pairing p) {
      return Comparator.comparing(a -> p.sends().test(a), Comparator.reverseOrder());
    }
  },

  /** One with plans that both sides have confirmed. */
  CONFIRMED_PLAN_FIRST {
    @Override
    Comparator<Agreement> order(Pairing p) {
      return Comparator.comparing(
          a -> a.planConfirmed(p.lender(), p.receiver(), p.today()), Comparator.reverseOrder());
    }
  },

  /** One that names the receiver itself, before one with its association. */
  OWN_PARTNER_FIRST {
    @Override
    Comparator<Agreement> order(Pairing p) {
      return Comparator.comparing(a -> a.isOwnPartner(p.receiver()), Comparator.reverseOrder());
    }
  },

  /** The one that came into force last: the later intention of the parties. */
  YOUNGEST_FIRST {
    @Override
    Comparator<Agreement> order(Pairing p) {
      return Comparator.comparing(Agreement::validFrom, Comparator.reverseOrder());
    }
  },

  /** The lowest id: makes the order total. */
  LOWEST_ID_FIRST {
    @Override
    Comparator<Agreement> order(Pairing p) {
      return Comparator.comparing(Agreement::id);
    }
  };

  abstract Comparator<Agreement> order(Pairing p);

  /**
   * The pairing that needs an agreement, on a day (JST).
   *
   * @param sends whether an agreement's standing plan made the request
   */
  record Pairing(String lender, String receiver, LocalDate today, Predicate<Agreement> sends) {}

  /** All terms in order. */
  static Comparator<Agreement> all(Pairing p) {
    return STANDING_PLAN_FIRST
        .order(p)
        .thenComparing(CONFIRMED_PLAN_FIRST.order(p))
        .thenComparing(OWN_PARTNER_FIRST.order(p))
        .thenComparing(YOUNGEST_FIRST.order(p))
        .thenComparing(LOWEST_ID_FIRST.order(p));
  }
}

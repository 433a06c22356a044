package kizuna.streams.matching.rules;

import java.time.LocalDate;
import java.util.Comparator;
import kizuna.streams.state.Agreement;

/**
 * Which of several agreements that cover a pairing applies: the ordered list of terms. The decision
 * cites the one that applies, with its version.
 */
public enum AgreementChoice {

  /** One whose plans both sides have confirmed. */
  CONFIRMED_PLAN_FIRST {
    @Override
    Comparator<Agreement> order(String lender, String receiver, LocalDate today) {
      return Comparator.comparing(
          a -> a.planConfirmed(lender, receiver, today), Comparator.reverseOrder());
    }
  },

  /** One that names the receiver itself, before one with its association. */
  OWN_PARTNER_FIRST {
    @Override
    Comparator<Agreement> order(String lender, String receiver, LocalDate today) {
      return Comparator.comparing(a -> a.isOwnPartner(receiver), Comparator.reverseOrder());
    }
  },

  /** The one that came into force last: the later will of the parties. */
  YOUNGEST_FIRST {
    @Override
    Comparator<Agreement> order(String lender, String receiver, LocalDate today) {
      return Comparator.comparing(Agreement::validFrom, Comparator.reverseOrder());
    }
  },

  /** The lowest id: makes the order total. */
  LOWEST_ID_FIRST {
    @Override
    Comparator<Agreement> order(String lender, String receiver, LocalDate today) {
      return Comparator.comparing(Agreement::id);
    }
  };

  abstract Comparator<Agreement> order(String lender, String receiver, LocalDate today);

  /** Every term after the other. */
  static Comparator<Agreement> all(String lender, String receiver, LocalDate today) {
    return CONFIRMED_PLAN_FIRST
        .order(lender, receiver, today)
        .thenComparing(OWN_PARTNER_FIRST.order(lender, receiver, today))
        .thenComparing(YOUNGEST_FIRST.order(lender, receiver, today))
        .thenComparing(LOWEST_ID_FIRST.order(lender, receiver, today));
  }
}

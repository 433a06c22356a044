package kizuna.streams.ledger.model;

import java.time.LocalDate;
import java.util.Map;
import kizuna.states.AgreementStatus;
import kizuna.states.PlanConfirmation;
import org.jspecify.annotations.Nullable;

/**
 * An agreement from the view of one of its parties.
 *
 * @param lends whether that party is a lender under it
 * @param receives whether it is a receiver under it
 * @param associations names of its associations, by id
 */
public record PartyAgreement(
    AgreementStatus status, boolean lends, boolean receives, Map<String, String> associations) {

  /** Last day of a party's plan confirmation; null: never. */
  public static @Nullable LocalDate confirmedUntil(AgreementStatus a, String party) {
    return a.getPlanConfirmations().stream()
        .filter(c -> c.getConfirmedBy().equals(party))
        .findFirst()
        .map(PlanConfirmation::getValidTo)
        .orElse(null);
  }
}

package kizuna.streams.ledger.model;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import kizuna.codes.AgreementState;
import org.jspecify.annotations.Nullable;

/**
 * A body's relation to one of its partners.
 *
 * @param code code of the partner
 * @param direct whether an agreement names the partner, not only its association
 * @param agreements those that bind both, by id
 * @param lastContact time of the last answered contact test between them; null: never
 * @param unanswered whether the newest test between them has no answer
 * @param lessons open lessons that concern both
 */
public record PartnerEntry(
    String code,
    boolean direct,
    List<PartyAgreement> agreements,
    @Nullable Instant lastContact,
    boolean unanswered,
    List<LessonEntry> lessons) {

  public PartnerEntry {
    agreements = List.copyOf(agreements);
    lessons = List.copyOf(lessons);
  }

  /** The last day for which both plans under one agreement in force are confirmed; null: none. */
  public @Nullable LocalDate confirmedUntil(String own) {
    LocalDate best = null;
    for (PartyAgreement a : agreements) {
      LocalDate mine = PartyAgreement.confirmedUntil(a.status(), own);
      LocalDate theirs = PartyAgreement.confirmedUntil(a.status(), code);
      if (a.status().getState() == AgreementState.IN_FORCE && mine != null && theirs != null) {
        LocalDate both = mine.isBefore(theirs) ? mine : theirs;
        best = best == null || both.isAfter(best) ? both : best;
      }
    }
    return best;
  }
}

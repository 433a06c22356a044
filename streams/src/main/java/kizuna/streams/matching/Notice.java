package kizuna.streams.matching;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A notice to a body.
 *
 * @param subject request, agreement or lender of the notice
 * @param addressee code of the body to notify, or the network's id
 * @param day day of the notice's subject
 * @param count persons, days or a version, depending on the code
 * @param other the other offer or request, if the code is about two
 */
public record Notice(
    Code code,
    String subject,
    String addressee,
    @Nullable LocalDate day,
    int count,
    @Nullable String other) {

  /** A notice with one subject. */
  public Notice(Code code, String subject, String addressee, @Nullable LocalDate day, int count) {
    this(code, subject, addressee, day, count, null);
  }

  /** The kind of notice. */
  public enum Code {
    GAP_FORESEEN,
    PLAN_CONFIRMATION_DUE,
    DOCUMENT_PENDING,
    RECALL_LIKELY,
    ESCALATED,
    REPORT_MISSING,
    ANSWER_MISSING,
    EXTENSION_UNANSWERED,
    OFFER_ALIKE,
    NEED_TAKEN_OVER,
    CLOCK_HELD,
    CLOCK_SET_FORWARD,
    CLOCK_SET_BACK,
    BASIS_CHANGED,
    DISASTER_QUIET,
    RULES_ADOPTED
  }
}

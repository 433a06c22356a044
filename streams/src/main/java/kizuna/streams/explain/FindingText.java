package kizuna.streams.explain;

import java.util.Objects;
import kizuna.codes.MatchRule;
import kizuna.decisions.Finding;

/** The finding of one rule about one lender as text, from the finding's fields only. */
final class FindingText {

  private static final String MATCH_RULE = "MatchRule.";

  private final Localization localization;
  private final MessageCatalog words;

  FindingText(Localization localization) {
    this.localization = localization;
    this.words = localization.words();
  }

  /** The whole sentence. */
  String sentence(Finding f) {
    String none = MATCH_RULE + f.getRule() + ".none";
    return isRecorded(f)
        ? recorded(f, ".finding")
        : isOfNothing(f) ? words.sentence(none, gaps(f)) : in(f, ".finding");
  }

  /** The clause after the name of the nearest lender. */
  String miss(Finding f) {
    return said(f, ".miss");
  }

  /** The clause with the change that would resolve the finding. */
  String change(Finding f) {
    return said(f, ".change");
  }

  private String said(Finding f, String form) {
    return isRecorded(f) ? recorded(f, form) : in(f, isOfNothing(f) ? form + ".none" : form);
  }

  private String in(Finding f, String form) {
    return words.sentence(MATCH_RULE + f.getRule() + form, gaps(f));
  }

  /** Whether no agreement exists, so that none is nearest. */
  private static boolean isOfNothing(Finding f) {
    return f.getRule() == MatchRule.AGREEMENT_IN_FORCE && f.getAgreementId() == null;
  }

  /** Whether rules version 5 or earlier wrote it: then the recorded text is shown. */
  private static boolean isRecorded(Finding f) {
    return !f.getExpected().isEmpty() || !f.getActual().isEmpty();
  }

  private String recorded(Finding f, String form) {
    return words.sentence(
        "why.recorded" + form, words.label(f.getRule()), f.getExpected(), f.getActual());
  }

  /** The expected value, the found value; the found value's id, its value, and its limit. */
  private Object[] gaps(Finding f) {
    return switch (f.getRule()) {
      case PAIRING_NOT_FORBIDDEN -> gaps("", Objects.requireNonNullElse(f.getOverrideId(), ""), "");
      case LENDER_NOT_STRUCK, STAFF_OFFERED, UNKNOWN -> gaps("", "", "");
      case AGREEMENT_IN_FORCE ->
          gaps(localization.days(f.getWantedDays()), agreement(f), localization.days(f.getDays()));
      case AGREEMENT_NOT_SUSPENDED -> gaps("", agreement(f), "");
      case AGREEMENT_COVERS_HAZARD ->
          gaps(
              localization.label(f.getHazard()), agreement(f), localization.labels(f.getHazards()));
      case AGREEMENT_COVERS_TASK ->
          gaps(
              localization.label(f.getTaskType()),
              agreement(f),
              localization.labels(f.getTaskTypes()));
      case AGREEMENT_TOUR_LONG_ENOUGH ->
          gaps(String.valueOf(f.getWanted()), agreement(f), String.valueOf(f.getFound()));
      case AGREEMENT_HEAD_COUNT_LEFT -> gaps("", agreement(f), "", String.valueOf(f.getLimit()));
      case OFFER_FOR_THIS_DISASTER ->
          gaps(disaster(f.getDisasterId()), offer(f), disaster(f.getOfferedFor()));
      case OFFER_COVERS_TASK ->
          gaps(
              localization.label(f.getTaskType()), offer(f), localization.labels(f.getTaskTypes()));
      case OFFER_HAS_QUALIFICATIONS ->
          gaps(
              localization.labels(f.getWantedQualifications()),
              offer(f),
              localization.labels(f.getQualifications()));
      case OFFER_COVERS_PERIOD ->
          gaps(localization.days(f.getWantedDays()), offer(f), localization.days(f.getDays()));
      case NOT_REFUSED_BEFORE -> gaps("", offer(f), "");
      case LENDER_LIMIT_LEFT -> gaps("", "", "", String.valueOf(f.getLimit()));
      case STAFF_RESTED -> gaps(String.valueOf(f.getWanted()), "", "");
      case CAPACITY_LEFT -> gaps(localization.days(f.getWantedDays()), "", "");
    };
  }

  private Object[] gaps(String wanted, String id, String has) {
    return gaps(wanted, id, has, "");
  }

  private Object[] gaps(String wanted, String id, String has, String limit) {
    String found = has.isEmpty() ? id : localization.with(id, has);
    return new Object[] {wanted, found, id, has, limit};
  }

  private static String agreement(Finding f) {
    return Objects.requireNonNullElse(f.getAgreementId(), "");
  }

  private static String offer(Finding f) {
    return Objects.requireNonNullElse(f.getOfferId(), "");
  }

  private String disaster(@org.jspecify.annotations.Nullable String id) {
    return id == null ? localization.none() : localization.names().disaster(id);
  }
}

package kizuna.streams.books;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was reported, in the domain's own words. Form was checked before; substance is checked when
 * it is decided.
 */
public sealed interface Fact {

  record NetworkFormed(
      List<String> lenders, int holdMinutes, int lifeSafetyHoldMinutes, int priorityClassHours)
      implements Fact {}

  record MunicipalitiesListed(List<Municipality> municipalities) implements Fact {}

  record AssociationListed(String associationId, Set<String> members) implements Fact {}

  record AgreementSigned(Agreement agreement) implements Fact {}

  record PlanConfirmed(String agreementId, String confirmedBy, LocalDate validTo) implements Fact {}

  record AgreementEnded(String agreementId, LocalDate lastDay) implements Fact {}

  record DisasterDeclared(Disaster disaster) implements Fact {}

  /** The request's own instants and sequence are filled in by the decision. */
  record AidRequested(Request request) implements Fact {}

  record AidRequestDocumented(String requestId, String documentNumber) implements Fact {}

  record AidRequestAmended(
      String requestId,
      @Nullable Integer headCount,
      @Nullable LocalDate firstDay,
      @Nullable LocalDate lastDay,
      @Nullable Priority priority)
      implements Fact {}

  record AidRequestCancelled(String requestId, RefusalReason reason) implements Fact {}

  record StaffOffered(Offer offer) implements Fact {}

  record OfferWithdrawn(String offerId, RefusalReason reason) implements Fact {}

  /**
   * Something happened to a dispatch, by its id or as "the people of this lender for that request".
   *
   * @param lastDay last day of work, for a release or a recall
   */
  record DispatchActed(
      DispatchState.Act act,
      @Nullable String dispatchId,
      @Nullable String requestId,
      @Nullable String lender,
      @Nullable LocalDate lastDay,
      @Nullable RefusalReason reason)
      implements Fact {}

  record TimePassed(Instant to) implements Fact {}
}

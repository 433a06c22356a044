package kizuna.streams.state;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A report, in the words of the domain. Its form was checked before; its substance is checked when
 * it is decided.
 */
public sealed interface Fact {

  // The register.

  /**
   * A network and its terms.
   *
   * @param escalatesTo the next tier's network; null: there is none
   * @param escalateAfterMinutes minutes after which the open need of a request goes there
   */
  record NetworkFormed(
      List<String> lenders,
      int holdMinutes,
      int lifeSafetyHoldMinutes,
      int priorityClassHours,
      Tier tier,
      @Nullable String escalatesTo,
      int escalateAfterMinutes,
      int lifeSafetyEscalateAfterMinutes)
      implements Fact {

    /** The same terms with other lenders. */
    NetworkFormed lending(List<String> codes) {
      return new NetworkFormed(
          codes,
          holdMinutes,
          lifeSafetyHoldMinutes,
          priorityClassHours,
          tier,
          escalatesTo,
          escalateAfterMinutes,
          lifeSafetyEscalateAfterMinutes);
    }
  }

  record MunicipalitiesListed(List<Municipality> municipalities) implements Fact {}

  record AssociationListed(String associationId, Set<String> members) implements Fact {}

  record AgreementSigned(Agreement agreement) implements Fact {}

  record PlanConfirmed(String agreementId, String confirmedBy, LocalDate validTo) implements Fact {}

  record AgreementSuspended(String agreementId) implements Fact {}

  record AgreementResumed(String agreementId) implements Fact {}

  record AgreementEnded(String agreementId, LocalDate lastDay) implements Fact {}

  record LenderLimitsSet(String lender, LenderLimits limits) implements Fact {}

  /**
   * A disaster, or an addition to one.
   *
   * @param confirmedNew whether the reporter confirms that it differs from similar ones
   * @param confirmedUnusual whether the reporter confirms it although it looks like a drill or is
   *     long ago
   * @param passedOn whether Kizuna declares it for another network: one that ended here is reopened
   */
  record DisasterDeclared(
      Disaster disaster, boolean confirmedNew, boolean confirmedUnusual, boolean passedOn)
      implements Fact {

    /** A declaration from this network. */
    public DisasterDeclared(Disaster disaster, boolean confirmedNew, boolean confirmedUnusual) {
      this(disaster, confirmedNew, confirmedUnusual, false);
    }

    /** A declaration without confirmations. */
    public DisasterDeclared(Disaster disaster) {
      this(disaster, false, false);
    }
  }

  /** One disaster was declared twice: the first is joined into the second. */
  record DisastersJoined(String disasterId, String into) implements Fact {}

  /**
   * A disaster is over.
   *
   * @param confirmedUnusual whether the reporter confirms it although requests are open or people
   *     are away
   * @param on the day (JST) on which it ended, by the log's time
   */
  record DisasterEnded(String disasterId, boolean confirmedUnusual, LocalDate on) implements Fact {

    /** The same on another day. */
    public DisasterEnded on(LocalDate day) {
      return new DisasterEnded(disasterId, confirmedUnusual, day);
    }
  }

  /** An ended disaster is reopened. */
  record DisasterReopened(String disasterId) implements Fact {}

  /** A correction of a declared disaster; null: it was right. */
  record DisasterCorrected(
      String disasterId,
      @Nullable String name,
      @Nullable HazardType hazard,
      @Nullable Instant struckAt,
      Set<String> alsoStruck,
      Set<String> notStruck)
      implements Fact {

    public DisasterCorrected {
      alsoStruck = Set.copyOf(alsoStruck);
      notStruck = Set.copyOf(notStruck);
    }

    /** The same of a disaster by another of its ids. */
    public DisasterCorrected of(String id) {
      return new DisasterCorrected(id, name, hazard, struckAt, alsoStruck, notStruck);
    }
  }

  /** A municipality lends in this network from now on. */
  record LenderJoined(String lender) implements Fact {}

  /** A lender leaves this network. */
  record LenderLeft(String lender) implements Fact {}

  /**
   * The network has other terms; null: as before.
   *
   * @param escalatesTo the next tier's network; empty: removed
   */
  record NetworkTermsChanged(
      @Nullable Integer holdMinutes,
      @Nullable Integer lifeSafetyHoldMinutes,
      @Nullable Integer priorityClassHours,
      @Nullable Tier tier,
      @Nullable String escalatesTo,
      @Nullable Integer escalateAfterMinutes,
      @Nullable Integer lifeSafetyEscalateAfterMinutes)
      implements Fact {

    NetworkFormed appliedTo(NetworkFormed terms) {
      return new NetworkFormed(
          terms.lenders(),
          or(holdMinutes, terms.holdMinutes()),
          or(lifeSafetyHoldMinutes, terms.lifeSafetyHoldMinutes()),
          or(priorityClassHours, terms.priorityClassHours()),
          tier == null ? terms.tier() : tier,
          escalatesTo == null ? terms.escalatesTo() : escalatesTo.isEmpty() ? null : escalatesTo,
          or(escalateAfterMinutes, terms.escalateAfterMinutes()),
          or(lifeSafetyEscalateAfterMinutes, terms.lifeSafetyEscalateAfterMinutes()));
    }

    private static int or(@Nullable Integer changed, int before) {
      return changed == null ? before : changed;
    }
  }

  /**
   * The contact of a body. No rule uses it, so the state does not contain it.
   *
   * @param body code of a municipality, or the network's id
   */
  record DutyDeskPublished(String body) implements Fact {}

  // Between disasters.

  /**
   * A lesson, without its text: the state contains its subject and the body responsible.
   *
   * @param origin id of its drill run or disaster
   * @param agreementId null: for the body and the work, not for one agreement
   */
  record LessonRecorded(
      String lessonId,
      String origin,
      String ownerBody,
      @Nullable String agreementId,
      @Nullable String body,
      @Nullable TaskType taskType)
      implements Fact {}

  /**
   * @param run id of the drill run that tested the measure
   */
  record LessonClosed(String lessonId, String ownerBody, String run) implements Fact {}

  record ContactTestSent(String testId, String sentBy, List<String> askedBodies) implements Fact {}

  record ContactTestAnswered(String testId, String answeredBy) implements Fact {}

  // Aid requests.

  /** The request's own instants and sequence are filled in by the decision. */
  record AidRequested(Request request) implements Fact {}

  record AidRequestDocumented(String requestId, String documentNumber) implements Fact {}

  /** Only the given values change. */
  record AidRequestAmended(
      String requestId,
      @Nullable Integer headCount,
      @Nullable List<DailyCount> needs,
      @Nullable LocalDate firstDay,
      @Nullable LocalDate lastDay,
      @Nullable Priority priority,
      Correction correction)
      implements Fact {

    /** Changes the need only. */
    public AidRequestAmended(
        String requestId,
        @Nullable Integer headCount,
        @Nullable List<DailyCount> needs,
        @Nullable LocalDate firstDay,
        @Nullable LocalDate lastDay,
        @Nullable Priority priority) {
      this(requestId, headCount, needs, firstDay, lastDay, priority, Correction.NONE);
    }

    /** Whether it changes persons, days or urgency. */
    public boolean changesNeed() {
      return headCount != null
          || needs != null
          || firstDay != null
          || lastDay != null
          || priority != null;
    }
  }

  /** A correction of a request; null: it was right. */
  record Correction(
      @Nullable String place,
      @Nullable String route,
      @Nullable String damage,
      @Nullable TaskType taskType,
      @Nullable Set<Qualification> qualifications,
      @Nullable String disasterId) {

    public static final Correction NONE = new Correction(null, null, null, null, null, null);

    /** A correction of everything except its disaster. */
    public Correction(
        @Nullable String place,
        @Nullable String route,
        @Nullable String damage,
        @Nullable TaskType taskType,
        @Nullable Set<Qualification> qualifications) {
      this(place, route, damage, taskType, qualifications, null);
    }
  }

  record AidRequestMerged(String requestId, String into) implements Fact {}

  record AidRequestCancelled(String requestId, RefusalReason reason) implements Fact {}

  /** The cover that the next tier has found; it replaces the earlier answer. */
  record EscalationAnswered(String requestId, String by, List<DailyCount> cover) implements Fact {}

  // Staff offers.

  record StaffOffered(Offer offer) implements Fact {}

  record OfferRejected(String offerId, RefusalReason reason) implements Fact {}

  record OfferWithdrawn(String offerId, RefusalReason reason) implements Fact {}

  // Dispatches.

  /** A dispatch by its id, or by its lender and request. */
  record DispatchName(
      @Nullable String dispatchId, @Nullable String requestId, @Nullable String lender) {}

  /**
   * A report that changes a dispatch.
   *
   * @param lastDay last day of work, for a release or a recall
   * @param confirmedUnusual whether the reporter confirms a day far from the planned one
   */
  record DispatchActed(
      DispatchState.Act act,
      DispatchName dispatch,
      @Nullable LocalDate lastDay,
      @Nullable RefusalReason reason,
      boolean confirmedUnusual)
      implements Fact {}

  /**
   * A mistaken report on a dispatch is taken back.
   *
   * @param act that was reported; null: the last one of any kind
   */
  record ReportRetracted(DispatchName dispatch, DispatchState.@Nullable Act act) implements Fact {}

  record ExtensionRequested(DispatchName dispatch, LocalDate lastDay) implements Fact {}

  record ExtensionAnswered(DispatchName dispatch, boolean granted) implements Fact {}

  record StaffRetasked(DispatchName dispatch, TaskType taskType) implements Fact {}

  // Coordination.

  record CounterpartAppointed(
      String disasterId, String receiver, String lender, CounterpartRole role) implements Fact {}

  record CounterpartRelieved(
      String disasterId, String receiver, String lender, @Nullable String handsOverTo)
      implements Fact {}

  record OverrideMade(OverrideDecision override) implements Fact {}

  record OverrideRevoked(String overrideId) implements Fact {}

  /**
   * The new time.
   *
   * @param held the time of the machine's clock if it is not trusted; null: it is trusted
   */
  record TimePassed(Instant to, @Nullable Instant held) implements Fact {

    public TimePassed(Instant to) {
      this(to, null);
    }
  }

  /** A person sets the time. */
  record ClockSet(Instant to) implements Fact {}

  /**
   * Another version of the rules decides from now on.
   *
   * @param since position of the first decision by the new rules
   */
  record RulesAdopted(int from, int to, long since) implements Fact {}

  /**
   * An account tried an act that it may not do.
   *
   * @param account that tried; null: the token was not valid
   */
  record AccessDenied(@Nullable String account) implements Fact {}
}

package kizuna.streams.contract;

import static kizuna.streams.contract.EnumMapping.set;
import static kizuna.streams.contract.EnumMapping.to;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import kizuna.codes.OperationMode;
import kizuna.facts.AidRequestAmended;
import kizuna.facts.DisasterCorrected;
import kizuna.facts.DispatchReference;
import kizuna.facts.NetworkTermsChanged;
import kizuna.facts.ReportRetracted;
import kizuna.schemas.Namespace;
import kizuna.streams.matching.Report;
import kizuna.streams.state.CounterpartRole;
import kizuna.streams.state.Disaster;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.Municipality;
import kizuna.streams.state.NetworkView;
import kizuna.streams.state.Priority;
import kizuna.streams.state.Qualification;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Role;
import kizuna.streams.state.TaskType;
import kizuna.streams.state.Tier;
import org.jspecify.annotations.Nullable;

/**
 * Translates facts of the contract into those of the rules: one case for each kind, so the list of
 * kinds is one table. The form was checked before.
 */
public final class FactTranslator {

  private final Namespace namespace;

  public FactTranslator(Namespace namespace) {
    this.namespace = namespace;
  }

  public Report report(kizuna.facts.Fact f) {
    return new Report(
        f.getNetworkId(),
        f.getRecordedAt(),
        f.getOccurredAt(),
        to(Role.class, f.getReporter().getRole()),
        f.getReporter().getBody(),
        f.getMode() == namespace.mode(),
        f.getMode() == OperationMode.ACTUAL,
        fact(f));
  }

  private static Fact fact(kizuna.facts.Fact f) {
    return switch (f.getKind()) {
      case NETWORK_FORMED ->
          new Fact.NetworkFormed(
              f.getNetworkFormed().getLenders(),
              f.getNetworkFormed().getHoldMinutes(),
              f.getNetworkFormed().getLifeSafetyHoldMinutes(),
              f.getNetworkFormed().getPriorityClassHours(),
              to(Tier.class, f.getNetworkFormed().getTier()),
              f.getNetworkFormed().getEscalatesTo(),
              f.getNetworkFormed().getEscalateAfterMinutes(),
              f.getNetworkFormed().getLifeSafetyEscalateAfterMinutes());
      case MUNICIPALITIES_LISTED ->
          new Fact.MunicipalitiesListed(
              f.getMunicipalitiesListed().getMunicipalities().stream()
                  .map(m -> new Municipality(m.getCode(), m.getLatitude(), m.getLongitude()))
                  .toList());
      case ASSOCIATION_LISTED ->
          new Fact.AssociationListed(
              f.getAssociationListed().getAssociationId(),
              new HashSet<>(f.getAssociationListed().getMembers()));
      case AGREEMENT_SIGNED ->
          new Fact.AgreementSigned(FactBodyTranslator.agreement(f.getAgreementSigned()));
      case PLAN_CONFIRMED ->
          new Fact.PlanConfirmed(
              f.getPlanConfirmed().getAgreementId(),
              f.getPlanConfirmed().getConfirmedBy(),
              f.getPlanConfirmed().getValidTo());
      case AGREEMENT_ENDED ->
          new Fact.AgreementEnded(
              f.getAgreementEnded().getAgreementId(), f.getAgreementEnded().getLastDay());
      case DISASTER_DECLARED ->
          new Fact.DisasterDeclared(
              new Disaster(
                  f.getDisasterDeclared().getDisasterId(),
                  f.getDisasterDeclared().getName(),
                  to(HazardType.class, f.getDisasterDeclared().getHazard()),
                  new HashSet<>(f.getDisasterDeclared().getStruck()),
                  f.getDisasterDeclared().getStruckAt(),
                  f.getReporter().getBody(),
                  null),
              f.getDisasterDeclared().getConfirmedNew(),
              f.getDisasterDeclared().getConfirmedUnusual(),
              f.getReporter().getRole() == kizuna.codes.Role.SYSTEM);
      case DISASTERS_JOINED ->
          new Fact.DisastersJoined(
              f.getDisastersJoined().getDisasterId(), f.getDisastersJoined().getInto());
      case DISASTER_ENDED ->
          new Fact.DisasterEnded(
              f.getDisasterEnded().getDisasterId(),
              f.getDisasterEnded().getConfirmedUnusual(),
              LocalDate.ofInstant(f.getRecordedAt(), NetworkView.JAPAN));
      case DISASTER_REOPENED -> new Fact.DisasterReopened(f.getDisasterReopened().getDisasterId());
      case DISASTER_CORRECTED -> corrected(f.getDisasterCorrected());
      case LENDER_JOINED -> new Fact.LenderJoined(f.getLenderJoined().getLender());
      case LENDER_LEFT -> new Fact.LenderLeft(f.getLenderLeft().getLender());
      case NETWORK_TERMS_CHANGED -> terms(f.getNetworkTermsChanged());
      case DUTY_DESK_PUBLISHED -> new Fact.DutyDeskPublished(f.getDutyDeskPublished().getBody());
      case LESSON_RECORDED ->
          new Fact.LessonRecorded(
              f.getLessonRecorded().getLessonId(),
              f.getLessonRecorded().getOrigin(),
              f.getLessonRecorded().getOwnerBody(),
              f.getLessonRecorded().getAgreementId(),
              f.getLessonRecorded().getBody(),
              f.getLessonRecorded().getTaskType() == null
                  ? null
                  : to(TaskType.class, f.getLessonRecorded().getTaskType()));
      case LESSON_CLOSED ->
          new Fact.LessonClosed(
              f.getLessonClosed().getLessonId(),
              f.getLessonClosed().getOwnerBody(),
              f.getLessonClosed().getRun());
      case CONTACT_TEST_SENT ->
          new Fact.ContactTestSent(
              f.getContactTestSent().getTestId(),
              f.getContactTestSent().getSentBy(),
              List.copyOf(f.getContactTestSent().getAskedBodies()));
      case CONTACT_TEST_ANSWERED ->
          new Fact.ContactTestAnswered(
              f.getContactTestAnswered().getTestId(), f.getContactTestAnswered().getAnsweredBy());
      case AID_REQUESTED -> new Fact.AidRequested(FactBodyTranslator.request(f.getAidRequested()));
      case AID_REQUEST_DOCUMENTED ->
          new Fact.AidRequestDocumented(
              f.getAidRequestDocumented().getRequestId(),
              f.getAidRequestDocumented().getDocumentNumber());
      case AID_REQUEST_AMENDED ->
          new Fact.AidRequestAmended(
              f.getAidRequestAmended().getRequestId(),
              f.getAidRequestAmended().getHeadCount(),
              f.getAidRequestAmended().getNeeds() == null
                  ? null
                  : DailyCounts.ofFacts(f.getAidRequestAmended().getNeeds()),
              f.getAidRequestAmended().getFirstDay(),
              f.getAidRequestAmended().getLastDay(),
              f.getAidRequestAmended().getPriority() == null
                  ? null
                  : to(Priority.class, f.getAidRequestAmended().getPriority()),
              correction(f.getAidRequestAmended()));
      case AID_REQUEST_CANCELLED ->
          new Fact.AidRequestCancelled(
              f.getAidRequestCancelled().getRequestId(),
              to(RefusalReason.class, f.getAidRequestCancelled().getReason()));
      case STAFF_OFFERED -> new Fact.StaffOffered(FactBodyTranslator.offer(f.getStaffOffered()));
      case OFFER_WITHDRAWN ->
          new Fact.OfferWithdrawn(
              f.getOfferWithdrawn().getOfferId(),
              to(RefusalReason.class, f.getOfferWithdrawn().getReason()));
      case DISPATCH_CONFIRMED ->
          acted(Act.CONFIRM, f.getDispatchConfirmed().getDispatch(), null, null, false);
      case DISPATCH_DECLINED ->
          acted(
              Act.DECLINE,
              f.getDispatchDeclined().getDispatch(),
              null,
              f.getDispatchDeclined().getReason(),
              false);
      case DISPATCH_CANCELLED ->
          acted(
              Act.CANCEL,
              f.getDispatchCancelled().getDispatch(),
              null,
              f.getDispatchCancelled().getReason(),
              false);
      case STAFF_DEPARTED ->
          acted(
              Act.DEPART,
              f.getStaffDeparted().getDispatch(),
              null,
              null,
              f.getStaffDeparted().getConfirmedUnusual());
      case STAFF_ARRIVED ->
          acted(
              Act.ARRIVE,
              f.getStaffArrived().getDispatch(),
              null,
              null,
              f.getStaffArrived().getConfirmedUnusual());
      case HANDOVER_STARTED ->
          acted(
              Act.HAND_OVER,
              f.getHandoverStarted().getDispatch(),
              null,
              null,
              f.getHandoverStarted().getConfirmedUnusual());
      case STAFF_RECALLED ->
          acted(
              Act.RECALL,
              f.getStaffRecalled().getDispatch(),
              f.getStaffRecalled().getLastDay(),
              f.getStaffRecalled().getReason(),
              f.getStaffRecalled().getConfirmedUnusual());
      case STAFF_RELEASED ->
          acted(
              Act.RELEASE,
              f.getStaffReleased().getDispatch(),
              f.getStaffReleased().getLastDay(),
              null,
              f.getStaffReleased().getConfirmedUnusual());
      case STAFF_RETURNED ->
          acted(
              Act.RETURN,
              f.getStaffReturned().getDispatch(),
              null,
              null,
              f.getStaffReturned().getConfirmedUnusual());
      case REPORT_RETRACTED -> retracted(f.getReportRetracted());
      case TIME_PASSED ->
          new Fact.TimePassed(f.getTimePassed().getTo(), f.getTimePassed().getHeld());
      case CLOCK_SET -> new Fact.ClockSet(f.getClockSet().getTo());
      case AGREEMENT_SUSPENDED ->
          new Fact.AgreementSuspended(f.getAgreementSuspended().getAgreementId());
      case AGREEMENT_RESUMED -> new Fact.AgreementResumed(f.getAgreementResumed().getAgreementId());
      case LENDER_LIMITS_SET ->
          new Fact.LenderLimitsSet(
              f.getLenderLimitsSet().getLender(),
              FactBodyTranslator.limits(f.getLenderLimitsSet()));
      case COUNTERPART_APPOINTED ->
          new Fact.CounterpartAppointed(
              f.getCounterpartAppointed().getDisasterId(),
              f.getCounterpartAppointed().getReceiver(),
              f.getCounterpartAppointed().getLender(),
              to(CounterpartRole.class, f.getCounterpartAppointed().getRole()));
      case COUNTERPART_RELIEVED ->
          new Fact.CounterpartRelieved(
              f.getCounterpartRelieved().getDisasterId(),
              f.getCounterpartRelieved().getReceiver(),
              f.getCounterpartRelieved().getLender(),
              f.getCounterpartRelieved().getHandsOverTo());
      case OVERRIDE_MADE -> new Fact.OverrideMade(FactBodyTranslator.override(f.getOverrideMade()));
      case OVERRIDE_REVOKED -> new Fact.OverrideRevoked(f.getOverrideRevoked().getOverrideId());
      case AID_REQUEST_MERGED ->
          new Fact.AidRequestMerged(
              f.getAidRequestMerged().getRequestId(), f.getAidRequestMerged().getInto());
      case OFFER_REJECTED ->
          new Fact.OfferRejected(
              f.getOfferRejected().getOfferId(),
              to(RefusalReason.class, f.getOfferRejected().getReason()));
      case EXTENSION_REQUESTED ->
          new Fact.ExtensionRequested(
              name(f.getExtensionRequested().getDispatch()),
              f.getExtensionRequested().getLastDay());
      case EXTENSION_ANSWERED ->
          new Fact.ExtensionAnswered(
              name(f.getExtensionAnswered().getDispatch()), f.getExtensionAnswered().getGranted());
      case STAFF_RETASKED ->
          new Fact.StaffRetasked(
              name(f.getStaffRetasked().getDispatch()),
              to(TaskType.class, f.getStaffRetasked().getTaskType()));
      case ESCALATION_ANSWERED ->
          new Fact.EscalationAnswered(
              f.getEscalationAnswered().getRequestId(),
              f.getEscalationAnswered().getBy(),
              DailyCounts.ofFacts(f.getEscalationAnswered().getCover()));
      case ACCESS_DENIED -> new Fact.AccessDenied(f.getAccessDenied().getAccount());
      case RULES_ADOPTED ->
          new Fact.RulesAdopted(
              f.getRulesAdopted().getFromVersion(),
              f.getRulesAdopted().getToVersion(),
              f.getRulesAdopted().getSince());
      case UNKNOWN -> throw new IllegalArgumentException("expected a known kind of fact");
    };
  }

  private static Fact acted(
      Act act,
      DispatchReference dispatch,
      java.time.@Nullable LocalDate lastDay,
      kizuna.codes.@Nullable RefusalReason reason,
      boolean confirmedUnusual) {
    return new Fact.DispatchActed(
        act,
        name(dispatch),
        lastDay,
        reason == null ? null : to(RefusalReason.class, reason),
        confirmedUnusual);
  }

  private static Fact retracted(ReportRetracted f) {
    return new Fact.ReportRetracted(
        name(f.getDispatch()), f.getAct() == null ? null : to(Act.class, f.getAct()));
  }

  private static Fact corrected(DisasterCorrected d) {
    return new Fact.DisasterCorrected(
        d.getDisasterId(),
        d.getName(),
        d.getHazard() == null ? null : to(HazardType.class, d.getHazard()),
        d.getStruckAt(),
        new HashSet<>(d.getAlsoStruck()),
        new HashSet<>(d.getNotStruck()));
  }

  private static Fact terms(NetworkTermsChanged t) {
    return new Fact.NetworkTermsChanged(
        t.getHoldMinutes(),
        t.getLifeSafetyHoldMinutes(),
        t.getPriorityClassHours(),
        t.getTier() == null ? null : to(Tier.class, t.getTier()),
        t.getEscalatesTo(),
        t.getEscalateAfterMinutes(),
        t.getLifeSafetyEscalateAfterMinutes());
  }

  private static Fact.Correction correction(AidRequestAmended a) {
    return new Fact.Correction(
        a.getPlace(),
        a.getRoute(),
        a.getDamage(),
        a.getTaskType() == null ? null : to(TaskType.class, a.getTaskType()),
        a.getQualifications() == null ? null : set(Qualification.class, a.getQualifications()),
        a.getDisasterId());
  }

  private static Fact.DispatchName name(DispatchReference dispatch) {
    return new Fact.DispatchName(
        dispatch.getDispatchId(), dispatch.getRequestId(), dispatch.getLender());
  }
}

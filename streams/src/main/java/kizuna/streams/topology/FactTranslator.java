package kizuna.streams.topology;

import static kizuna.streams.topology.Codes.set;
import static kizuna.streams.topology.Codes.to;

import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import kizuna.facts.AgreementSigned;
import kizuna.facts.AidRequested;
import kizuna.facts.DispatchReference;
import kizuna.facts.StaffOffered;
import kizuna.schemas.Namespace;
import kizuna.streams.books.Agreement;
import kizuna.streams.books.CostBearer;
import kizuna.streams.books.Disaster;
import kizuna.streams.books.DispatchState.Act;
import kizuna.streams.books.Documentation;
import kizuna.streams.books.Fact;
import kizuna.streams.books.HazardType;
import kizuna.streams.books.Municipality;
import kizuna.streams.books.Offer;
import kizuna.streams.books.Period;
import kizuna.streams.books.Priority;
import kizuna.streams.books.Qualification;
import kizuna.streams.books.RefusalReason;
import kizuna.streams.books.Request;
import kizuna.streams.books.Role;
import kizuna.streams.books.TaskType;
import kizuna.streams.matching.Report;
import org.jspecify.annotations.Nullable;

/** Facts of the contract in the domain's own words. Their form was checked before. */
final class FactTranslator {

  private final Namespace namespace;

  FactTranslator(Namespace namespace) {
    this.namespace = namespace;
  }

  Report report(kizuna.facts.Fact f) {
    return new Report(
        f.getNetworkId(),
        f.getRecordedAt(),
        to(Role.class, f.getReporter().getRole()),
        f.getReporter().getBody(),
        f.getMode() == namespace.mode(),
        fact(f));
  }

  private static Fact fact(kizuna.facts.Fact f) {
    return switch (f.getKind()) {
      case NETWORK_FORMED ->
          new Fact.NetworkFormed(
              f.getNetworkFormed().getLenders(),
              f.getNetworkFormed().getHoldMinutes(),
              f.getNetworkFormed().getLifeSafetyHoldMinutes(),
              f.getNetworkFormed().getPriorityClassHours());
      case MUNICIPALITIES_LISTED ->
          new Fact.MunicipalitiesListed(
              f.getMunicipalitiesListed().getMunicipalities().stream()
                  .map(m -> new Municipality(m.getCode(), m.getLatitude(), m.getLongitude()))
                  .toList());
      case ASSOCIATION_LISTED ->
          new Fact.AssociationListed(
              f.getAssociationListed().getAssociationId(),
              new HashSet<>(f.getAssociationListed().getMembers()));
      case AGREEMENT_SIGNED -> new Fact.AgreementSigned(agreement(f.getAgreementSigned()));
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
                  to(HazardType.class, f.getDisasterDeclared().getHazard()),
                  new HashSet<>(f.getDisasterDeclared().getStruck())));
      case AID_REQUESTED -> new Fact.AidRequested(request(f.getAidRequested()));
      case AID_REQUEST_DOCUMENTED ->
          new Fact.AidRequestDocumented(
              f.getAidRequestDocumented().getRequestId(),
              f.getAidRequestDocumented().getDocumentNumber());
      case AID_REQUEST_AMENDED ->
          new Fact.AidRequestAmended(
              f.getAidRequestAmended().getRequestId(),
              f.getAidRequestAmended().getHeadCount(),
              f.getAidRequestAmended().getFirstDay(),
              f.getAidRequestAmended().getLastDay(),
              f.getAidRequestAmended().getPriority() == null
                  ? null
                  : to(Priority.class, f.getAidRequestAmended().getPriority()));
      case AID_REQUEST_CANCELLED ->
          new Fact.AidRequestCancelled(
              f.getAidRequestCancelled().getRequestId(),
              to(RefusalReason.class, f.getAidRequestCancelled().getReason()));
      case STAFF_OFFERED -> new Fact.StaffOffered(offer(f.getStaffOffered()));
      case OFFER_WITHDRAWN ->
          new Fact.OfferWithdrawn(
              f.getOfferWithdrawn().getOfferId(),
              to(RefusalReason.class, f.getOfferWithdrawn().getReason()));
      case DISPATCH_CONFIRMED ->
          acted(Act.CONFIRM, f.getDispatchConfirmed().getDispatch(), null, null);
      case DISPATCH_DECLINED ->
          acted(
              Act.DECLINE,
              f.getDispatchDeclined().getDispatch(),
              null,
              f.getDispatchDeclined().getReason());
      case DISPATCH_CANCELLED ->
          acted(
              Act.CANCEL,
              f.getDispatchCancelled().getDispatch(),
              null,
              f.getDispatchCancelled().getReason());
      case STAFF_DEPARTED -> acted(Act.DEPART, f.getStaffDeparted().getDispatch(), null, null);
      case STAFF_ARRIVED -> acted(Act.ARRIVE, f.getStaffArrived().getDispatch(), null, null);
      case HANDOVER_STARTED ->
          acted(Act.HAND_OVER, f.getHandoverStarted().getDispatch(), null, null);
      case STAFF_RECALLED ->
          acted(
              Act.RECALL,
              f.getStaffRecalled().getDispatch(),
              f.getStaffRecalled().getLastDay(),
              f.getStaffRecalled().getReason());
      case STAFF_RELEASED ->
          acted(
              Act.RELEASE,
              f.getStaffReleased().getDispatch(),
              f.getStaffReleased().getLastDay(),
              null);
      case STAFF_RETURNED -> acted(Act.RETURN, f.getStaffReturned().getDispatch(), null, null);
      case TIME_PASSED -> new Fact.TimePassed(f.getTimePassed().getTo());
      case UNKNOWN -> throw new IllegalArgumentException("expected a known kind of fact");
    };
  }

  private static Fact acted(
      Act act,
      DispatchReference dispatch,
      java.time.@Nullable LocalDate lastDay,
      kizuna.codes.@Nullable RefusalReason reason) {
    return new Fact.DispatchActed(
        act,
        dispatch.getDispatchId(),
        dispatch.getRequestId(),
        dispatch.getLender(),
        lastDay,
        reason == null ? null : to(RefusalReason.class, reason));
  }

  private static Agreement agreement(AgreementSigned a) {
    return new Agreement(
        a.getAgreementId(),
        a.getVersion(),
        new HashSet<>(a.getLenders()),
        new HashSet<>(a.getReceivers()),
        a.getAssociations(),
        set(HazardType.class, a.getHazards()),
        set(TaskType.class, a.getTaskTypes()),
        a.getHeadCountLimit(),
        a.getLongestTourDays(),
        to(CostBearer.class, a.getCostBearer()),
        a.getValidFrom(),
        a.getValidTo() == null ? Agreement.OPEN_END : a.getValidTo(),
        Map.of());
  }

  private static Request request(AidRequested r) {
    return new Request(
        r.getRequestId(),
        r.getDisasterId(),
        r.getReceiver(),
        r.getDamage(),
        to(TaskType.class, r.getTaskType()),
        r.getHeadCount(),
        r.getPlace(),
        r.getRoute(),
        new Period(r.getFirstDay(), r.getLastDay()),
        set(Qualification.class, r.getQualifications()),
        to(Priority.class, r.getPriority()),
        r.getTourDays(),
        to(Documentation.class, r.getDocumentation()),
        null,
        Instant.EPOCH,
        0,
        null,
        false);
  }

  private static Offer offer(StaffOffered o) {
    return new Offer(
        o.getOfferId(),
        o.getLender(),
        o.getDisasterId(),
        set(TaskType.class, o.getTaskTypes()),
        set(Qualification.class, o.getQualifications()),
        o.getHeadCount(),
        new Period(o.getFirstDay(), o.getLastDay()),
        false);
  }
}

package kizuna.streams.contract;

import static kizuna.streams.contract.EnumMapping.set;
import static kizuna.streams.contract.EnumMapping.to;

import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import kizuna.facts.AgreementSigned;
import kizuna.facts.AidRequested;
import kizuna.facts.LenderLimit;
import kizuna.facts.LenderLimitsSet;
import kizuna.facts.OverrideMade;
import kizuna.facts.StaffOffered;
import kizuna.streams.state.AdvanceParty;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.CostBearer;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Documentation;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.LenderLimits;
import kizuna.streams.state.Offer;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.Period;
import kizuna.streams.state.Priority;
import kizuna.streams.state.Qualification;
import kizuna.streams.state.Request;
import kizuna.streams.state.TaskType;

/** Translates the bodies of facts that are kept as they are: agreements, requests, offers. */
final class FactBodyTranslator {

  private FactBodyTranslator() {}

  static LenderLimits limits(LenderLimitsSet f) {
    Integer all = null;
    Map<TaskType, Integer> byTask = new EnumMap<>(TaskType.class);
    for (LenderLimit limit : f.getLimits()) {
      if (limit.getTaskType() == null) {
        all = limit.getHeadCount();
      } else {
        byTask.put(to(TaskType.class, limit.getTaskType()), limit.getHeadCount());
      }
    }
    return new LenderLimits(all, byTask, f.getRestDays());
  }

  static OverrideDecision override(OverrideMade o) {
    return new OverrideDecision(
        o.getOverrideId(),
        to(OverrideDecision.Kind.class, o.getKind()),
        o.getRequestId(),
        o.getLender(),
        o.getPriority() == null ? null : to(Priority.class, o.getPriority()),
        o.getRule() == null ? null : o.getRule().name());
  }

  static Agreement agreement(AgreementSigned a) {
    return new Agreement(
        a.getAgreementId(),
        a.getVersion(),
        new Agreement.Scope(
            new HashSet<>(a.getLenders()),
            a.getLenderAssociations(),
            new HashSet<>(a.getReceivers()),
            a.getAssociations()),
        set(HazardType.class, a.getHazards()),
        set(TaskType.class, a.getTaskTypes()),
        a.getHeadCountLimit(),
        a.getLongestTourDays(),
        a.getTravelDays(),
        a.getRecallNoticeDays(),
        to(CostBearer.class, a.getCostBearer()),
        a.getValidFrom(),
        a.getValidTo() == null ? Agreement.OPEN_END : a.getValidTo(),
        false,
        Map.of(),
        a.getAdvanceParties().stream().map(FactBodyTranslator::advanceParty).toList());
  }

  private static AdvanceParty advanceParty(kizuna.facts.AdvanceParty party) {
    return new AdvanceParty(
        party.getLender(),
        party.getReceiver(),
        to(TaskType.class, party.getTaskType()),
        party.getHeadCount(),
        party.getDays(),
        party.getPlace(),
        party.getRoute(),
        party.getPurpose());
  }

  static Request request(AidRequested r) {
    Period period = new Period(r.getFirstDay(), r.getLastDay());
    return new Request(
        r.getRequestId(),
        r.getDisasterId(),
        r.getReceiver(),
        r.getDamage(),
        to(TaskType.class, r.getTaskType()),
        r.getNeeds().isEmpty()
            ? List.of(new DailyCount(period, r.getHeadCount()))
            : DailyCounts.ofFacts(r.getNeeds()),
        r.getPlace(),
        r.getRoute(),
        period,
        set(Qualification.class, r.getQualifications()),
        to(Priority.class, r.getPriority()),
        null,
        r.getTourDays(),
        r.getOverlapDays(),
        to(Documentation.class, r.getDocumentation()),
        null,
        Instant.EPOCH,
        0,
        null,
        Request.End.NONE,
        null,
        null,
        r.getEscalatedFrom() == null
            ? null
            : new Request.EscalatedFrom(
                r.getEscalatedFrom().getNetworkId(), r.getEscalatedFrom().getRequestId()),
        null,
        List.of());
  }

  static Offer offer(StaffOffered o) {
    return new Offer(
        o.getOfferId(),
        o.getLender(),
        o.getDisasterId(),
        set(TaskType.class, o.getTaskTypes()),
        set(Qualification.class, o.getQualifications()),
        o.getHeadCount(),
        new Period(o.getFirstDay(), o.getLastDay()),
        o.getAnswersRequestId(),
        Offer.End.NONE);
  }
}

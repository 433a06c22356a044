package kizuna.streams.contract;

import static kizuna.streams.contract.EnumMapping.list;
import static kizuna.streams.contract.EnumMapping.set;
import static kizuna.streams.contract.EnumMapping.to;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kizuna.codes.DispatchAct;
import kizuna.codes.DispatchReport;
import kizuna.states.DispatchStep;
import kizuna.states.LedgerEntry;
import kizuna.states.LenderLoad;
import kizuna.states.NetworkSummary;
import kizuna.states.OfferStatus;
import kizuna.states.OpenDays;
import kizuna.states.RequestStatus;
import kizuna.streams.state.CostBearer;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.Documentation;
import kizuna.streams.state.MissingReport;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.NetworkView;
import kizuna.streams.state.Offer;
import kizuna.streams.state.OfferState;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.Period;
import kizuna.streams.state.Priority;
import kizuna.streams.state.Qualification;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.RequestState;
import kizuna.streams.state.Role;
import kizuna.streams.state.TaskType;
import org.jspecify.annotations.Nullable;

/**
 * Translates network state into the published state records, and back: a restart loads the state
 * from the same records.
 */
public final class StateTranslator {

  private StateTranslator() {}

  /**
   * The ledger entry of a dispatch.
   *
   * @param today the day (JST) on which a report is missing or not
   */
  public static LedgerEntry entry(String networkId, Dispatch d, LocalDate today) {
    Optional<MissingReport.Due> missing = MissingReport.of(d, today);
    return new LedgerEntry(
        networkId,
        d.id(),
        d.requestId(),
        d.offerId(),
        d.disasterId(),
        d.lender(),
        d.receiver(),
        to(kizuna.codes.TaskType.class, d.taskType()),
        to(kizuna.codes.DispatchState.class, d.state()),
        d.wave(),
        d.headCount(),
        d.firstDay(),
        d.lastDay(),
        d.plannedLastDay(),
        d.released(),
        d.agreementId(),
        d.agreementVersion(),
        to(kizuna.codes.CostBearer.class, d.costBearer()),
        d.proposedAt(),
        d.holdUntil(),
        d.confirmedAt(),
        d.departedAt(),
        d.arrivedAt(),
        d.endedAt(),
        d.returnedAt(),
        reason(d.reason()),
        d.changedSequence(),
        d.changedAt(),
        d.travelDays(),
        d.overlapDays(),
        d.restDays(),
        d.extensionAskedTo(),
        d.overrideId(),
        d.replaces(),
        missing.map(due -> to(kizuna.codes.MissingReport.class, due.report())).orElse(null),
        missing.map(MissingReport.Due::on).orElse(null),
        list(DispatchReport.class, d.implied()),
        d.releasedUntil(),
        d.steps().stream().map(StateTranslator::step).toList());
  }

  private static DispatchStep step(Dispatch.Step s) {
    return new DispatchStep(
        to(DispatchAct.class, s.act()),
        to(kizuna.codes.Role.class, s.role()),
        s.body(),
        to(kizuna.codes.DispatchState.class, s.state()),
        s.lastDay(),
        s.released(),
        s.releasedUntil(),
        reason(s.reason()),
        s.endedAt(),
        list(DispatchReport.class, s.implied()));
  }

  /** The dispatch of a ledger entry. */
  public static Dispatch dispatch(LedgerEntry e) {
    return new Dispatch(
        e.getDispatchId(),
        e.getRequestId(),
        e.getOfferId(),
        e.getDisasterId(),
        e.getLender(),
        e.getReceiver(),
        to(TaskType.class, e.getTaskType()),
        to(DispatchState.class, e.getState()),
        e.getWave(),
        e.getHeadCount(),
        e.getFirstDay(),
        e.getLastDay(),
        e.getPlannedLastDay(),
        e.getTravelDays(),
        e.getOverlapDays(),
        e.getRestDays(),
        e.getReleased(),
        e.getExtensionAskedTo(),
        e.getAgreementId(),
        e.getAgreementVersion(),
        to(CostBearer.class, e.getCostBearer()),
        e.getOverrideId(),
        e.getReplaces(),
        e.getProposedAt(),
        e.getHoldUntil(),
        e.getConfirmedAt(),
        e.getDepartedAt(),
        e.getArrivedAt(),
        e.getEndedAt(),
        e.getReturnedAt(),
        refusalReason(e.getReason()),
        set(DispatchState.Report.class, e.getImpliedReports()),
        e.getReleasedLastDay(),
        e.getSteps().stream().map(StateTranslator::step).toList(),
        e.getSequence(),
        e.getChangedAt());
  }

  private static Dispatch.Step step(DispatchStep s) {
    return new Dispatch.Step(
        to(DispatchState.Act.class, s.getAct()),
        to(Role.class, s.getRole()),
        s.getBody(),
        to(DispatchState.class, s.getState()),
        s.getLastDay(),
        s.getReleased(),
        s.getReleasedLastDay(),
        refusalReason(s.getReason()),
        s.getEndedAt(),
        set(DispatchState.Report.class, s.getImpliedReports()));
  }

  private static @Nullable RefusalReason refusalReason(
      kizuna.codes.@Nullable RefusalReason reason) {
    return reason == null ? null : to(RefusalReason.class, reason);
  }

  static kizuna.codes.@Nullable RefusalReason reason(@Nullable RefusalReason reason) {
    return reason == null ? null : to(kizuna.codes.RefusalReason.class, reason);
  }

  public static RequestStatus status(
      String networkId, NetworkView state, RequestCoverage coverage, long sequence) {
    Request r = coverage.request();
    return new RequestStatus(
        networkId,
        r.id(),
        r.disasterId(),
        r.receiver(),
        r.damage(),
        to(kizuna.codes.TaskType.class, r.taskType()),
        r.headCount(),
        r.place(),
        r.route(),
        r.period().first(),
        r.period().last(),
        list(kizuna.codes.Qualification.class, r.qualifications()),
        to(kizuna.codes.Priority.class, r.askedPriority()),
        r.tourDays(),
        to(kizuna.codes.Documentation.class, r.documentation()),
        r.documentNumber(),
        r.askedAt(),
        r.amendedSequence(),
        r.firstProposedAt(),
        to(kizuna.codes.RequestState.class, state.state(coverage)),
        coverage.neededPersonDays(),
        coverage.coveredPersonDays(),
        coverage.openPersonDaysFrom(state.today()),
        openDays(coverage.openFrom(state.today())),
        sequence,
        state.clock(),
        r.needs().equals(List.of(new DailyCount(r.period(), r.headCount())))
            ? List.of()
            : DailyCounts.toFacts(r.needs()),
        r.overlapDays(),
        r.overriddenPriority() == null
            ? null
            : to(kizuna.codes.Priority.class, r.overriddenPriority()),
        r.mergedInto(),
        r.escalatedFrom() == null
            ? null
            : new kizuna.facts.EscalatedFrom(
                r.escalatedFrom().networkId(), r.escalatedFrom().requestId()),
        r.escalatedTo(),
        DailyCounts.toFacts(r.coveredElsewhere()),
        coverage.unmetPersonDays(state.today()),
        openDays(coverage.unmet(state.today())),
        r.cancelledOn());
  }

  private static List<OpenDays> openDays(List<DailyCount> counts) {
    return counts.stream()
        .map(c -> new OpenDays(c.days().first(), c.days().last(), c.headCount()))
        .toList();
  }

  public static Request request(RequestStatus s) {
    Period period = new Period(s.getFirstDay(), s.getLastDay());
    return new Request(
        s.getRequestId(),
        s.getDisasterId(),
        s.getReceiver(),
        s.getDamage(),
        to(TaskType.class, s.getTaskType()),
        s.getNeeds().isEmpty()
            ? List.of(new DailyCount(period, s.getHeadCount()))
            : DailyCounts.ofFacts(s.getNeeds()),
        s.getPlace(),
        s.getRoute(),
        period,
        set(Qualification.class, s.getQualifications()),
        to(Priority.class, s.getPriority()),
        s.getOverriddenPriority() == null ? null : to(Priority.class, s.getOverriddenPriority()),
        s.getTourDays(),
        s.getOverlapDays(),
        to(Documentation.class, s.getDocumentation()),
        s.getDocumentNumber(),
        s.getAskedAt(),
        s.getAmendedSequence(),
        s.getFirstProposedAt(),
        switch (to(RequestState.class, s.getState())) {
          case CANCELLED -> Request.End.CANCELLED;
          case MERGED -> Request.End.MERGED;
          default -> Request.End.NONE;
        },
        s.getCancelledOn(),
        s.getMergedInto(),
        s.getEscalatedFrom() == null
            ? null
            : new Request.EscalatedFrom(
                s.getEscalatedFrom().getNetworkId(), s.getEscalatedFrom().getRequestId()),
        s.getEscalatedTo(),
        DailyCounts.ofFacts(s.getCoveredElsewhere()));
  }

  public static OfferStatus status(
      String networkId, NetworkView state, OfferUse use, long sequence) {
    Offer o = use.offer();
    return new OfferStatus(
        networkId,
        o.id(),
        o.lender(),
        o.disasterId(),
        list(kizuna.codes.TaskType.class, o.taskTypes()),
        list(kizuna.codes.Qualification.class, o.qualifications()),
        o.headCount(),
        o.period().first(),
        o.period().last(),
        to(kizuna.codes.OfferState.class, use.state(state.today())),
        o.headCount() * o.period().days(),
        use.promisedPersonDays(),
        sequence,
        state.clock(),
        o.answersRequestId());
  }

  public static Offer offer(OfferStatus s) {
    return new Offer(
        s.getOfferId(),
        s.getLender(),
        s.getDisasterId(),
        set(TaskType.class, s.getTaskTypes()),
        set(Qualification.class, s.getQualifications()),
        s.getHeadCount(),
        new Period(s.getFirstDay(), s.getLastDay()),
        s.getAnswersRequestId(),
        switch (to(OfferState.class, s.getState())) {
          case WITHDRAWN -> Offer.End.WITHDRAWN;
          case REJECTED -> Offer.End.REJECTED;
          // An offer that expired before its last day ended with its disaster.
          case EXPIRED ->
              s.getLastDay().isBefore(LocalDate.ofInstant(s.getChangedAt(), NetworkView.JAPAN))
                  ? Offer.End.NONE
                  : Offer.End.DISASTER_OVER;
          default -> Offer.End.NONE;
        });
  }

  public static NetworkSummary summary(
      NetworkState network, String name, long sequence, Instant at) {
    Map<DispatchState, Integer> notReported = new EnumMap<>(DispatchState.class);
    for (String id : network.dispatchesWithReportDue(LocalDate.MIN, network.today())) {
      Dispatch late = network.dispatchOf(id);
      notReported.merge(late.state(), late.headCount(), Integer::sum);
    }
    List<LenderLoad> loads = new ArrayList<>();
    network
        .loads()
        .forEach(
            (lender, personDays) -> {
              if (personDays > 0) {
                loads.add(new LenderLoad(lender, personDays));
              }
            });
    return new NetworkSummary(
        network.id(),
        name,
        network.openRequestCount(),
        network.openPersonDays(),
        network.persons(DispatchState.PROPOSED),
        reported(network, notReported, DispatchState.CONFIRMED),
        reported(network, notReported, DispatchState.DEPARTED),
        reported(network, notReported, DispatchState.ON_SITE)
            + reported(network, notReported, DispatchState.HANDING_OVER),
        loads,
        sequence,
        at,
        notReported.values().stream().mapToInt(Integer::intValue).sum(),
        network.unmetPersonDays());
  }

  private static int reported(
      NetworkState network, Map<DispatchState, Integer> notReported, DispatchState state) {
    return network.persons(state) - notReported.getOrDefault(state, 0);
  }
}

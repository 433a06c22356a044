package kizuna.streams.topology;

import static kizuna.streams.topology.EnumMapping.list;
import static kizuna.streams.topology.EnumMapping.to;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import kizuna.facts.AgreementSigned;
import kizuna.facts.Fact;
import kizuna.facts.PlanConfirmed;
import kizuna.states.AgreementStatus;
import kizuna.states.PlanConfirmation;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.NetworkView;

/**
 * What of a network's agreements the rules do not need, but people do: title and source, and on
 * which day each side confirmed its plan. With the register it makes the status of an agreement.
 */
final class AgreementDetails {

  /** One version as it was signed, and the confirmations of it. */
  private record Paper(AgreementSigned signed, Map<String, LocalDate> confirmedOn) {}

  private final Map<String, Paper> papers = new HashMap<>();

  /** Keeps what an accepted fact says; says which agreement it is about, if any. */
  List<String> note(Fact fact) {
    AgreementSigned signed = fact.getAgreementSigned();
    PlanConfirmed confirmed = fact.getPlanConfirmed();
    if (signed != null) {
      papers.put(signed.getAgreementId(), new Paper(signed, new TreeMap<>()));
      return List.of(signed.getAgreementId());
    } else if (confirmed != null) {
      paper(confirmed.getAgreementId())
          .confirmedOn
          .put(
              confirmed.getConfirmedBy(),
              LocalDate.ofInstant(fact.getOccurredAt(), NetworkView.JAPAN));
      return List.of(confirmed.getAgreementId());
    } else if (fact.getAgreementSuspended() != null) {
      return List.of(fact.getAgreementSuspended().getAgreementId());
    } else if (fact.getAgreementResumed() != null) {
      return List.of(fact.getAgreementResumed().getAgreementId());
    } else if (fact.getAgreementEnded() != null) {
      return List.of(fact.getAgreementEnded().getAgreementId());
    }
    return List.of();
  }

  /** Where an agreement stands today. */
  AgreementStatus status(String networkId, NetworkView books, Agreement a, long sequence) {
    AgreementSigned signed = paper(a.id()).signed;
    return AgreementStatus.newBuilder()
        .setNetworkId(networkId)
        .setAgreementId(a.id())
        .setVersion(a.version())
        .setTitle(signed.getTitle())
        .setState(to(kizuna.codes.AgreementState.class, a.state(books.today())))
        .setLenders(a.scope().lenders().stream().sorted().toList())
        .setLenderAssociations(a.scope().lenderAssociations())
        .setReceivers(a.scope().receivers().stream().sorted().toList())
        .setAssociations(a.scope().associations())
        .setHazards(list(kizuna.codes.HazardType.class, a.hazards()))
        .setTaskTypes(list(kizuna.codes.TaskType.class, a.taskTypes()))
        .setHeadCountLimit(a.headCountLimit())
        .setLongestTourDays(a.longestTourDays())
        .setTravelDays(a.travelDays())
        .setRecallNoticeDays(a.recallNoticeDays())
        .setCostBearer(to(kizuna.codes.CostBearer.class, a.costBearer()))
        .setValidFrom(a.validFrom())
        .setValidTo(a.validTo().equals(Agreement.OPEN_END) ? null : a.validTo())
        .setSource(signed.getSource())
        .setCertainty(signed.getCertainty())
        .setPlanConfirmations(confirmations(a))
        .setSequence(sequence)
        .setChangedAt(books.clock())
        .build();
  }

  private List<PlanConfirmation> confirmations(Agreement a) {
    Paper paper = paper(a.id());
    List<PlanConfirmation> confirmations = new ArrayList<>();
    new TreeMap<>(a.confirmedUntil())
        .forEach(
            (code, until) ->
                confirmations.add(
                    new PlanConfirmation(
                        code, Objects.requireNonNull(paper.confirmedOn.get(code), code), until)));
    return confirmations;
  }

  /** Whether two statuses say the same, whichever decision wrote them. */
  static boolean same(AgreementStatus a, AgreementStatus b) {
    return said(a).equals(said(b));
  }

  private static AgreementStatus said(AgreementStatus status) {
    return AgreementStatus.newBuilder(status).setSequence(0).setChangedAt(Instant.EPOCH).build();
  }

  private Paper paper(String agreementId) {
    return Objects.requireNonNull(papers.get(agreementId), agreementId);
  }
}

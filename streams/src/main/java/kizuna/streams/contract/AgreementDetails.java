package kizuna.streams.contract;

import static kizuna.streams.contract.EnumMapping.list;
import static kizuna.streams.contract.EnumMapping.to;

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
 * Details of a network's agreements that people need and the rules do not: title, source, and the
 * day on which each side confirmed its plan. Makes the published status of an agreement.
 */
public final class AgreementDetails {

  /** One signed version and its confirmations. */
  private record Signed(AgreementSigned fact, Map<String, LocalDate> confirmedOn) {}

  private final Map<String, Signed> byId = new HashMap<>();

  /** Records the details of an accepted fact; returns the id of the agreement that it is about. */
  public List<String> record(Fact fact) {
    AgreementSigned signed = fact.getAgreementSigned();
    PlanConfirmed confirmed = fact.getPlanConfirmed();
    if (signed != null) {
      byId.put(signed.getAgreementId(), new Signed(signed, new TreeMap<>()));
      return List.of(signed.getAgreementId());
    } else if (confirmed != null) {
      signed(confirmed.getAgreementId())
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

  /** The status of an agreement today. */
  public AgreementStatus status(String networkId, NetworkView state, Agreement a, long sequence) {
    AgreementSigned signed = signed(a.id()).fact;
    return AgreementStatus.newBuilder()
        .setNetworkId(networkId)
        .setAgreementId(a.id())
        .setVersion(a.version())
        .setTitle(signed.getTitle())
        .setState(to(kizuna.codes.AgreementState.class, a.state(state.today())))
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
        .setChangedAt(state.clock())
        .build();
  }

  private List<PlanConfirmation> confirmations(Agreement a) {
    Signed version = signed(a.id());
    List<PlanConfirmation> confirmations = new ArrayList<>();
    new TreeMap<>(a.confirmedUntil())
        .forEach(
            (code, until) ->
                confirmations.add(
                    new PlanConfirmation(
                        code, Objects.requireNonNull(version.confirmedOn.get(code), code), until)));
    return confirmations;
  }

  /** Whether two statuses are equal, regardless of the decisions that wrote them. */
  public static boolean same(AgreementStatus a, AgreementStatus b) {
    return content(a).equals(content(b));
  }

  private static AgreementStatus content(AgreementStatus status) {
    return AgreementStatus.newBuilder(status).setSequence(0).setChangedAt(Instant.EPOCH).build();
  }

  private Signed signed(String agreementId) {
    return Objects.requireNonNull(byId.get(agreementId), agreementId);
  }
}

package kizuna.streams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import kizuna.codes.DispatchState;
import kizuna.codes.FactKind;
import kizuna.codes.MatchRule;
import kizuna.codes.Outcome;
import kizuna.codes.OverrideKind;
import kizuna.decisions.DispatchEvent;
import kizuna.facts.AgreementSigned;
import kizuna.facts.Fact;
import kizuna.facts.OverrideMade;
import kizuna.states.LedgerEntry;
import kizuna.streams.topology.LogHarness;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * I3: each dispatch is proposed, and confirmed, under an agreement that is in force and covers it,
 * or by an override by name.
 */
class NoDispatchWithoutAgreement {

  private static final AtomicInteger PROPOSALS = new AtomicInteger();
  private static final AtomicInteger WAIVED = new AtomicInteger();
  private static final AtomicInteger CONFIRMED = new AtomicInteger();
  private static final Set<Integer> VERSIONS = ConcurrentHashMap.newKeySet();

  static final WatchedHistories.Guarantee GUARANTEE =
      new WatchedHistories.Guarantee(150, NoDispatchWithoutAgreement::watch);

  @TestFactory
  Stream<DynamicTest> whatIsProposedOrConfirmedIsCovered() {
    return WatchedHistories.tests(
        GUARANTEE,
        "many were proposed, waived and confirmed",
        () -> {
          assertThat(PROPOSALS).hasValueGreaterThan(1_000);
          assertThat(WAIVED).hasValueGreaterThan(10);
          assertThat(CONFIRMED).hasValueGreaterThan(100);
          assertThat(VERSIONS).hasSizeGreaterThan(1);
        });
  }

  private static WatchedHistories.Watch watch(LogHarness kizuna) {
    Map<String, Papers> networks = new HashMap<>();
    int[] seen = {0};
    Set<String> proposed = new HashSet<>();
    return (fact, answered) -> {
      Papers papers = networks.computeIfAbsent(fact.getNetworkId(), network -> new Papers());
      if (answered.decision().getOutcome() == Outcome.ACCEPTED) {
        papers.keep(fact);
      }
      for (; seen[0] < kizuna.events.size(); seen[0]++) {
        DispatchEvent event = kizuna.events.get(seen[0]);
        if (event.getState() == DispatchState.PROPOSED && proposed.add(event.getDispatchId())) {
          check(kizuna, papers, kizuna.dispatch(event.getDispatchId()));
        } else if (fact.getKind() == FactKind.DISPATCH_CONFIRMED
            && event.getState() == DispatchState.CONFIRMED) {
          checkConfirmed(papers, kizuna.dispatch(event.getDispatchId()));
        }
      }
    };
  }

  /** Agreements, associations and overrides of one network as they now stand. */
  private static final class Papers {
    final Map<String, AgreementSigned> agreements = new HashMap<>();
    final Set<String> suspended = new HashSet<>();
    final Map<String, List<String>> members = new HashMap<>();
    final Map<String, OverrideMade> overrides = new HashMap<>();

    void keep(Fact f) {
      switch (f.getKind()) {
        case AGREEMENT_SIGNED ->
            agreements.put(f.getAgreementSigned().getAgreementId(), f.getAgreementSigned());
        case AGREEMENT_ENDED ->
            agreements.computeIfPresent(
                f.getAgreementEnded().getAgreementId(),
                (id, a) ->
                    AgreementSigned.newBuilder(a)
                        .setValidTo(f.getAgreementEnded().getLastDay())
                        .build());
        case AGREEMENT_SUSPENDED -> suspended.add(f.getAgreementSuspended().getAgreementId());
        case AGREEMENT_RESUMED -> suspended.remove(f.getAgreementResumed().getAgreementId());
        case ASSOCIATION_LISTED ->
            members.put(
                f.getAssociationListed().getAssociationId(), f.getAssociationListed().getMembers());
        case OVERRIDE_MADE ->
            overrides.put(f.getOverrideMade().getOverrideId(), f.getOverrideMade());
        case OVERRIDE_REVOKED -> overrides.remove(f.getOverrideRevoked().getOverrideId());
        default -> {}
      }
    }

    boolean waives(MatchRule rule, LedgerEntry e) {
      return overrides.values().stream()
          .anyMatch(
              o ->
                  o.getRule() == rule
                      && o.getRequestId().equals(e.getRequestId())
                      && e.getLender().equals(o.getLender()));
    }

    boolean names(List<String> codes, List<String> associations, String code) {
      return codes.contains(code)
          || associations.stream()
              .anyMatch(id -> members.getOrDefault(id, List.of()).contains(code));
    }
  }

  /**
   * Whether it is what stays of a proposal of which another part was moved, under its old terms.
   */
  private static boolean stays(LogHarness kizuna, LedgerEntry e) {
    return kizuna.ledger.values().stream()
        .anyMatch(
            before ->
                before.getState() == DispatchState.CANCELLED
                    && before.getSequence() == e.getSequence()
                    && before.getRequestId().equals(e.getRequestId())
                    && before.getOfferId().equals(e.getOfferId())
                    && before.getAgreementId().equals(e.getAgreementId())
                    && before.getAgreementVersion() == e.getAgreementVersion()
                    && !before.getFirstDay().isAfter(e.getFirstDay())
                    && !before.getPlannedLastDay().isBefore(e.getLastDay()));
  }

  /** By then the agreement may have been suspended, ended or signed anew. */
  private static void checkConfirmed(Papers papers, LedgerEntry e) {
    AgreementSigned terms =
        Objects.requireNonNull(papers.agreements.get(e.getAgreementId()), "its agreement");
    assertThat(e.getState()).isEqualTo(DispatchState.CONFIRMED);
    assertThat(papers.names(terms.getReceivers(), terms.getAssociations(), e.getReceiver()))
        .isTrue();
    if (!papers.waives(MatchRule.AGREEMENT_NOT_SUSPENDED, e)) {
      assertThat(papers.suspended).doesNotContain(e.getAgreementId());
    }
    if (!papers.waives(MatchRule.AGREEMENT_IN_FORCE, e)) {
      assertThat(e.getFirstDay()).isAfterOrEqualTo(terms.getValidFrom());
      assertThat(terms.getValidTo() == null || !e.getLastDay().isAfter(terms.getValidTo()))
          .isTrue();
    }
    if (e.getOverrideId() != null) {
      assertThat(papers.overrides).containsKey(e.getOverrideId());
    } else if (!terms.getTaskTypes().isEmpty()
        && !papers.waives(MatchRule.AGREEMENT_COVERS_TASK, e)) {
      assertThat(terms.getTaskTypes()).contains(e.getTaskType());
    }
    CONFIRMED.incrementAndGet();
  }

  private static void check(LogHarness kizuna, Papers papers, LedgerEntry e) {
    if (stays(kizuna, e)) {
      return; // Checked at the first proposal.
    }
    AgreementSigned terms =
        Objects.requireNonNull(papers.agreements.get(e.getAgreementId()), "its agreement");
    PROPOSALS.incrementAndGet();
    VERSIONS.add(e.getAgreementVersion());
    assertThat(e.getAgreementVersion()).isEqualTo(terms.getVersion());
    assertThat(e.getCostBearer()).isEqualTo(terms.getCostBearer());
    if (!papers.waives(MatchRule.AGREEMENT_NOT_SUSPENDED, e)) {
      assertThat(papers.suspended).doesNotContain(e.getAgreementId());
    }
    if (!terms.getLenders().isEmpty() || !terms.getLenderAssociations().isEmpty()) {
      assertThat(papers.names(terms.getLenders(), terms.getLenderAssociations(), e.getLender()))
          .isTrue();
    }
    assertThat(papers.names(terms.getReceivers(), terms.getAssociations(), e.getReceiver()))
        .isTrue();
    if (!papers.waives(MatchRule.AGREEMENT_IN_FORCE, e)) {
      assertThat(e.getFirstDay()).isAfterOrEqualTo(terms.getValidFrom());
      assertThat(terms.getValidTo() == null || !e.getLastDay().isAfter(terms.getValidTo()))
          .isTrue();
    }
    assertThat(e.getTravelDays()).isEqualTo(terms.getTravelDays());
    if (terms.getLongestTourDays() != null) {
      assertThat(e.getLastDay())
          .isBefore(e.getFirstDay().plusDays(terms.getLongestTourDays() - 2L * e.getTravelDays()));
    }
    if (e.getOverrideId() != null) {
      OverrideMade override =
          Objects.requireNonNull(papers.overrides.get(e.getOverrideId()), "its override");
      assertThat(override.getKind()).isEqualTo(OverrideKind.WAIVE);
      assertThat(override.getRequestId()).isEqualTo(e.getRequestId());
      assertThat(override.getLender()).isEqualTo(e.getLender());
      WAIVED.incrementAndGet();
      return;
    }
    if (!terms.getTaskTypes().isEmpty()) {
      assertThat(terms.getTaskTypes()).contains(e.getTaskType());
    }
    if (terms.getHeadCountLimit() != null && e.getState() == DispatchState.PROPOSED) {
      for (LocalDate day = e.getFirstDay(); !day.isAfter(e.getLastDay()); day = day.plusDays(1)) {
        assertThat(heads(kizuna, e, day))
            .as("heads under %s on %s", terms.getAgreementId(), day)
            .isLessThanOrEqualTo(terms.getHeadCountLimit());
      }
    }
  }

  private static int heads(LogHarness kizuna, LedgerEntry like, LocalDate day) {
    return kizuna.ledger.values().stream()
        .filter(
            e ->
                e.getAgreementId().equals(like.getAgreementId())
                    && e.getLender().equals(like.getLender())
                    && e.getReceiver().equals(like.getReceiver())
                    && e.getState() != DispatchState.DECLINED
                    && e.getState() != DispatchState.LAPSED
                    && e.getState() != DispatchState.CANCELLED
                    && !day.isBefore(e.getFirstDay())
                    && !day.isAfter(e.getLastDay()))
        .mapToInt(LedgerEntry::getHeadCount)
        .sum();
  }
}

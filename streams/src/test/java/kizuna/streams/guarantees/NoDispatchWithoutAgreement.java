package kizuna.streams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import kizuna.codes.DispatchState;
import kizuna.codes.Outcome;
import kizuna.decisions.DispatchEvent;
import kizuna.facts.AgreementSigned;
import kizuna.states.LedgerEntry;
import kizuna.streams.topology.LogHarness;
import org.junit.jupiter.api.Test;

/** I3: each dispatch is proposed under an agreement that is in force and covers it. */
class NoDispatchWithoutAgreement {

  @Test
  void whatIsProposedIsCovered() {
    AtomicInteger proposals = new AtomicInteger();
    Set<Integer> versions = new HashSet<>();
    Histories.watch(
        150,
        kizuna -> {
          Map<String, AgreementSigned> inForce = new HashMap<>();
          int[] seen = {0};
          return (fact, decision) -> {
            AgreementSigned signed = fact.getAgreementSigned();
            if (signed != null && decision.getOutcome() == Outcome.ACCEPTED) {
              inForce.put(signed.getAgreementId(), signed);
            }
            List<DispatchEvent> events = kizuna.events.subList(seen[0], kizuna.events.size());
            for (DispatchEvent event : events) {
              if (event.getState() == DispatchState.PROPOSED) {
                LedgerEntry e = kizuna.dispatch(event.getDispatchId());
                check(
                    kizuna,
                    e,
                    Objects.requireNonNull(inForce.get(e.getAgreementId()), "its agreement"));
                proposals.incrementAndGet();
                versions.add(e.getAgreementVersion());
              }
            }
            seen[0] = kizuna.events.size();
          };
        });
    assertThat(proposals).hasValueGreaterThan(1_000);
    assertThat(versions).hasSizeGreaterThan(1);
  }

  private static void check(LogHarness kizuna, LedgerEntry e, AgreementSigned terms) {
    assertThat(e.getAgreementVersion()).isEqualTo(terms.getVersion());
    assertThat(e.getCostBearer()).isEqualTo(terms.getCostBearer());
    if (!terms.getLenders().isEmpty()) {
      assertThat(terms.getLenders()).contains(e.getLender());
    }
    assertThat(terms.getReceivers()).contains(e.getReceiver());
    if (!terms.getTaskTypes().isEmpty()) {
      assertThat(terms.getTaskTypes()).contains(e.getTaskType());
    }
    assertThat(e.getFirstDay()).isAfterOrEqualTo(terms.getValidFrom());
    if (terms.getValidTo() != null) {
      assertThat(e.getLastDay()).isBeforeOrEqualTo(terms.getValidTo());
    }
    if (terms.getLongestTourDays() != null) {
      assertThat(e.getLastDay()).isBefore(e.getFirstDay().plusDays(terms.getLongestTourDays()));
    }
    if (terms.getHeadCountLimit() != null) {
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

package kizuna.streams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import kizuna.codes.DispatchState;
import kizuna.codes.FactKind;
import kizuna.codes.Outcome;
import kizuna.codes.Role;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.states.LedgerEntry;
import kizuna.streams.topology.LogHarness;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * I7: what was once shown as committed changes only by a later event, and only by somebody's act on
 * it: never because of another request, another offer, or the time.
 */
class CommittedChangesOnlyByEvents {

  private static final Set<FactKind> ACTS =
      EnumSet.of(
          FactKind.DISPATCH_CANCELLED,
          FactKind.STAFF_DEPARTED,
          FactKind.STAFF_ARRIVED,
          FactKind.HANDOVER_STARTED,
          FactKind.STAFF_RECALLED,
          FactKind.STAFF_RELEASED,
          FactKind.STAFF_RETURNED,
          FactKind.STAFF_RETASKED,
          FactKind.EXTENSION_REQUESTED,
          FactKind.EXTENSION_ANSWERED,
          FactKind.REPORT_RETRACTED);

  private static final AtomicInteger CHANGES_OF_COMMITTED = new AtomicInteger();

  static final WatchedHistories.Guarantee GUARANTEE =
      new WatchedHistories.Guarantee(400, CommittedChangesOnlyByEvents::watch);

  @TestFactory
  Stream<DynamicTest> eachLineOfTheLedgerIsItsEvents() {
    return WatchedHistories.tests(
        GUARANTEE,
        "many of the committed changed",
        () -> assertThat(CHANGES_OF_COMMITTED).hasValueGreaterThan(500));
  }

  private static WatchedHistories.Watch watch(LogHarness kizuna) {
    Map<String, LedgerEntry> before = new HashMap<>();
    int[] seen = {0};
    return (fact, answered) -> {
      MatchDecision decision = answered.decision();
      List<DispatchEvent> events = kizuna.events.subList(seen[0], kizuna.events.size());
      seen[0] = kizuna.events.size();
      Set<String> told = new HashSet<>();
      events.forEach(e -> told.add(e.getDispatchId()));
      if (decision.getOutcome() != Outcome.ACCEPTED) {
        assertThat(events).isEmpty();
      }
      for (LedgerEntry now : kizuna.ledger.values()) {
        LedgerEntry then = before.put(now.getDispatchId(), now);
        if (then != null && isTheSame(now, then)) {
          continue;
        }
        assertThat(told).contains(now.getDispatchId());
        assertThat(now.getSequence()).isEqualTo(decision.getSequence());
        if (then != null) {
          assertWhatNeverChanges(then, now, fact.getKind());
          if (then.getState() != DispatchState.PROPOSED) {
            CHANGES_OF_COMMITTED.incrementAndGet();
            // Of a withdrawn offer it may be another's from now on.
            LedgerEntry of = fact.getKind() == FactKind.OFFER_WITHDRAWN ? then : now;
            assertThat(isActOn(fact, of) || isReleaseBeforeItsNeed(fact, then, now))
                .as("%s by %s", now, fact)
                .isTrue();
          }
        }
      }
      for (DispatchEvent event : events) {
        assertThat(event.getSequence()).isEqualTo(decision.getSequence());
      }
      if (!events.isEmpty()) {
        DispatchEvent last = events.get(events.size() - 1);
        assertThat(kizuna.dispatch(last.getDispatchId()).getState()).isEqualTo(last.getState());
      }
    };
  }

  /**
   * That a report is missing follows from the day, also where that was set back: that is nobody's
   * act, and no change.
   */
  private static boolean isTheSame(LedgerEntry now, LedgerEntry then) {
    Set<String> ofTheDay =
        now.getMissingReport() == null && then.getMissingReport() == null
            ? Set.of()
            : Set.of("missingReport", "reportDueOn", "sequence", "changedAt");
    return now.getSchema().getFields().stream()
        .filter(f -> !ofTheDay.contains(f.name()))
        .allMatch(f -> Objects.equals(now.get(f.pos()), then.get(f.pos())));
  }

  private static void assertWhatNeverChanges(LedgerEntry then, LedgerEntry now, FactKind by) {
    assertThat(now.getRequestId()).isEqualTo(then.getRequestId());
    // The same people's other offer takes the place of one that is withdrawn.
    if (by != FactKind.OFFER_WITHDRAWN) {
      assertThat(now.getOfferId()).isEqualTo(then.getOfferId());
    }
    assertThat(now.getLender()).isEqualTo(then.getLender());
    assertThat(now.getReceiver()).isEqualTo(then.getReceiver());
    assertThat(now.getHeadCount()).isEqualTo(then.getHeadCount());
    if (by == FactKind.DISASTERS_JOINED && now.getDisasterId().equals(then.getDisasterId())) {
      // What others of the one disaster make possible may move what is only proposed.
      assertThat(then.getState()).isEqualTo(DispatchState.PROPOSED);
    } else if (by == FactKind.DISASTERS_JOINED) {
      assertThat(now.getState())
          .matches(state -> state == then.getState() || then.getState() == DispatchState.PROPOSED);
    } else if (by != FactKind.AID_REQUEST_AMENDED) {
      assertThat(now.getDisasterId()).isEqualTo(then.getDisasterId());
    }
    // A proposal loses its days that are over.
    assertThat(now.getFirstDay())
        .matches(
            day ->
                day.equals(then.getFirstDay())
                    || (then.getState() == DispatchState.PROPOSED
                        && day.isAfter(then.getFirstDay())));
    assertThat(now.getTravelDays()).isEqualTo(then.getTravelDays());
    assertThat(now.getRestDays()).isEqualTo(then.getRestDays());
    if (by != FactKind.EXTENSION_ANSWERED) {
      assertThat(now.getPlannedLastDay()).isEqualTo(then.getPlannedLastDay());
    }
    if (by != FactKind.STAFF_RETASKED) {
      assertThat(now.getTaskType()).isEqualTo(then.getTaskType());
    }
    assertThat(now.getAgreementId()).isEqualTo(then.getAgreementId());
    assertThat(now.getAgreementVersion()).isEqualTo(then.getAgreementVersion());
  }

  /**
   * The receiver states its need anew: a release before that ends none of it. Where the people are,
   * and until when, stays.
   */
  private static boolean isReleaseBeforeItsNeed(Fact fact, LedgerEntry then, LedgerEntry now) {
    Set<String> ofTheRelease = Set.of("releasedLastDay", "steps", "sequence", "changedAt");
    return fact.getKind() == FactKind.AID_REQUEST_AMENDED
        && fact.getAidRequestAmended().getRequestId().equals(now.getRequestId())
        && then.getReleased()
        && now.getSchema().getFields().stream()
            .filter(f -> !ofTheRelease.contains(f.name()))
            .allMatch(f -> Objects.equals(now.get(f.pos()), then.get(f.pos())));
  }

  /** An act on this dispatch, the end of its request, or the withdrawal of its offer. */
  private static boolean isActOn(Fact fact, LedgerEntry e) {
    if (fact.getKind() == FactKind.AID_REQUEST_CANCELLED) {
      return fact.getAidRequestCancelled().getRequestId().equals(e.getRequestId());
    }
    if (fact.getKind() == FactKind.DISASTER_ENDED) {
      // What has not left is called off with the request.
      return e.getReason() == kizuna.codes.RefusalReason.NEED_ENDED;
    }
    if (fact.getKind() == FactKind.AID_REQUEST_MERGED) {
      // Another network's merger ends a request for whom people are promised here.
      return fact.getReporter().getRole() == Role.SYSTEM
          && fact.getAidRequestMerged().getRequestId().equals(e.getRequestId());
    }
    if (fact.getKind() == FactKind.AID_REQUEST_AMENDED) {
      return fact.getAidRequestAmended().getDisasterId() != null
          && fact.getAidRequestAmended().getRequestId().equals(e.getRequestId());
    }
    if (fact.getKind() == FactKind.OFFER_WITHDRAWN) {
      return fact.getOfferWithdrawn().getOfferId().equals(e.getOfferId());
    }
    if (fact.getKind() == FactKind.DISASTERS_JOINED) {
      // All that was of the one disaster is the other's.
      return !e.getDisasterId().equals(fact.getDisastersJoined().getDisasterId());
    }
    return ACTS.contains(fact.getKind()) && fact.toString().contains(e.getRequestId());
  }
}

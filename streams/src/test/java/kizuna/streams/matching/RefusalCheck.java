package kizuna.streams.matching;

import java.util.Optional;
import kizuna.streams.matching.WalkState.Party;
import kizuna.streams.matching.WalkState.Violation;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.Fact;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.ReportKind;

/** Checks that a refusal names an act that would be accepted, and who may report it. */
final class RefusalCheck {

  private final WalkState state;
  private final WalkFacts facts;

  RefusalCheck(WalkState state) {
    this.state = state;
    this.facts = new WalkFacts(state);
  }

  void aRefusalNamesWhatWouldDo(Party who, Fact fact, Decision refused) {
    Reason reason = refused.reasons().get(0);
    if (refused.next().isEmpty()) {
      throw new Violation(reason + " names nothing that would do");
    }
    for (NextAct next : refused.next()) {
      Party by = new Party(next.role(), next.body());
      if (reason.code() == RejectionCode.NOT_YOURS) {
        Decision tried = state.tryOut(by, fact);
        if (tried.reasons().stream().anyMatch(r -> r.code() == RejectionCode.NOT_YOURS)) {
          throw new Violation(who + " was refused, and " + by + " is too: " + tried.reasons());
        }
      } else {
        Decision tried = would(reason.subject(), next).map(f -> state.tryOut(by, f)).orElse(null);
        if (tried != null && tried.outcome() != Outcome.ACCEPTED) {
          throw new Violation(reason + " names " + next + ", which is refused: " + tried.reasons());
        }
      }
    }
  }

  /**
   * The act that a refusal names, as people would report it; empty where it is the refused one, put
   * right, or where limits of the lender decide.
   */
  private Optional<Fact> would(String subject, NextAct next) {
    Dispatch d = state.kizuna.network.dispatch(subject);
    if (next.kind() == ReportKind.STAFF_OFFERED || next.kind() == ReportKind.LENDER_JOINED) {
      return Optional.empty();
    } else if (d != null) {
      return Optional.of(facts.factOf(d, next.kind()));
    } else if (state.kizuna.network.request(subject) != null) {
      return facts.ofRequest(state.kizuna.network.requestOf(subject).request(), next.kind());
    } else if (state.kizuna.network.offer(subject) != null) {
      return Optional.of(
          next.kind() == ReportKind.OFFER_WITHDRAWN
              ? new Fact.OfferWithdrawn(subject, RefusalReason.OTHER)
              : new Fact.OfferRejected(subject, RefusalReason.OTHER));
    } else if (state.kizuna.network.register().agreement(subject) != null) {
      return Optional.of(facts.ofAgreement(subject, next.kind()));
    } else if (state.kizuna.network.register().override(subject) != null) {
      return Optional.of(new Fact.OverrideRevoked(subject));
    }
    return Optional.empty();
  }
}

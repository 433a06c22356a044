package kizuna.streams.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import kizuna.streams.matching.rules.Eligibility;
import kizuna.streams.matching.rules.EligibilityRule;
import kizuna.streams.state.Change;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.Fact;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.Priority;
import kizuna.streams.state.ReferenceState;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestState;
import kizuna.streams.state.StagedState;
import org.jspecify.annotations.Nullable;

/** Decides the acts of coordinators (調整担当): lead lenders, and exceptions from the rules. */
final class CoordinationHandler {

  private final DecisionContext c;

  CoordinationHandler(DecisionContext c) {
    this.c = c;
  }

  Decision appointed(Fact.CounterpartAppointed f) {
    List<Reason> reasons = new ArrayList<>();
    c.authority.mayActForReceiver(f.receiver()).ifPresent(reasons::add);
    if (c.state.register().disaster(f.disasterId()) == null) {
      reasons.add(Reason.unknown(RejectionCode.UNKNOWN_DISASTER, f.lender(), f.disasterId()));
    }
    c.disasterOver(f.lender(), f.disasterId()).ifPresent(reasons::add);
    if (!c.state.register().knows(f.receiver())) {
      reasons.add(Reason.unknown(RejectionCode.UNKNOWN_MUNICIPALITY, f.lender(), f.receiver()));
    }
    unknownLender(f.lender(), f.lender()).ifPresent(reasons::add);
    return reasons.isEmpty() ? c.noted(f, f.lender()) : Decision.rejected(f.lender(), reasons);
  }

  Decision relieved(Fact.CounterpartRelieved f) {
    Optional<Reason> no = c.authority.mayActForReceiver(f.receiver());
    if (no.isPresent()) {
      return c.no(no.get());
    }
    ReferenceState register = c.state.register();
    if (register.counterpart(f.disasterId(), f.receiver(), f.lender()).isEmpty()) {
      return c.no(new Reason.NoCounterpart(f.lender(), f.receiver(), f.disasterId()));
    }
    String next = f.handsOverTo();
    return (next == null ? Optional.<Reason>empty() : unknownLender(f.lender(), next))
        .map(c::no)
        .orElseGet(() -> c.noted(f, f.lender()));
  }

  private Optional<Reason> unknownLender(String subject, String lender) {
    return c.state.register().isLender(lender)
        ? Optional.empty()
        : Optional.of(Reason.unknown(RejectionCode.UNKNOWN_LENDER, subject, lender));
  }

  Decision overridden(Fact.OverrideMade f) {
    OverrideDecision o = f.override();
    Optional<Reason> no =
        c.authority
            .mayCoordinate()
            .or(() -> c.refusal(o.requestId(), RequestState.Act.REPRIORITISE))
            .or(() -> incomplete(o))
            .or(() -> c.idLeft(o.id()));
    if (no.isPresent()) {
      return c.no(no.get());
    }
    if (c.state.register().override(o.id()) != null) {
      return c.no(RejectionCode.ALREADY_EXISTS, o.id());
    }
    c.note(f);
    switch (o.kind()) {
      case PIN -> pin(o.requestId(), lenderOf(o));
      case FORBID -> forbid(o.requestId(), lenderOf(o));
      case REPRIORITISE -> reprioritise(o.requestId(), o.priority());
      case WAIVE -> c.matcher.matchIfOpen(o.requestId(), MatchTrigger.COORDINATED);
    }
    return c.accepted(o.id());
  }

  private static String lenderOf(OverrideDecision o) {
    if (o.lender() == null) {
      throw new IllegalStateException("expected a lender in override " + o.id());
    }
    return o.lender();
  }

  private Optional<Reason> incomplete(OverrideDecision o) {
    boolean complete =
        switch (o.kind()) {
          case PIN, FORBID -> o.lender() != null;
          case REPRIORITISE -> o.priority() != null;
          case WAIVE -> o.lender() != null && o.rule() != null;
        };
    if (!complete) {
      return Optional.of(new Reason.OverrideIncomplete(o.id(), o.kind()));
    }
    if (o.lender() != null) {
      Optional<Reason> unknown = unknownLender(o.id(), o.lender());
      if (unknown.isPresent()) {
        return unknown;
      }
    }
    String rule = o.rule();
    return rule == null || isWaivable(rule)
        ? Optional.empty()
        : Optional.of(new Reason.RuleNotWaivable(o.id(), rule, waivable()));
  }

  private static boolean isWaivable(String rule) {
    for (EligibilityRule r : EligibilityRule.values()) {
      if (r.name().equals(rule)) {
        return r.isWaivable();
      }
    }
    return false;
  }

  private static List<EligibilityRule> waivable() {
    return Stream.of(EligibilityRule.values()).filter(EligibilityRule::isWaivable).toList();
  }

  /** A pinned lender goes before proposals, if it can go at all; else proposals stay. */
  private void pin(String requestId, String lender) {
    StagedState attempt = c.state.attempt();
    List<Dispatch> others =
        c.proposalsFor(requestId).stream().filter(d -> !d.lender().equals(lender)).toList();
    for (Dispatch d : others) {
      attempt.apply(
          new Change.DispatchPut(
              d.moved(
                  kizuna.streams.state.DispatchState.CANCELLED,
                  d.lastDay(),
                  RefusalReason.COORDINATION,
                  c.sequence,
                  attempt.clock())));
    }
    Request request = attempt.requestOf(requestId).request();
    boolean canGo =
        Eligibility.of(attempt, request, RankedLenders.disasterOf(attempt, request), lender)
            .findings()
            .isEmpty();
    Set<String> freed = new TreeSet<>();
    if (canGo) {
      others.forEach(d -> c.giveUp(d, RefusalReason.COORDINATION, freed));
    }
    c.matcher.matchIfOpen(requestId, MatchTrigger.COORDINATED);
    c.matcher.rematch(Set.of(), freed, MatchTrigger.COORDINATED);
  }

  private void forbid(String requestId, String lender) {
    Set<String> freed = new TreeSet<>();
    for (Dispatch d : c.proposalsFor(requestId)) {
      if (d.lender().equals(lender)) {
        c.giveUp(d, RefusalReason.COORDINATION, freed);
      }
    }
    c.matcher.matchIfOpen(requestId, MatchTrigger.COORDINATED);
    c.matcher.rematch(Set.of(), freed, MatchTrigger.COORDINATED);
  }

  private void reprioritise(String requestId, @Nullable Priority priority) {
    c.state.apply(new Change.RequestPut(c.request(requestId).reprioritised(priority)));
    c.matcher.matchIfOpen(requestId, MatchTrigger.COORDINATED);
  }

  Decision revoked(Fact.OverrideRevoked f) {
    OverrideDecision o = c.state.register().override(f.overrideId());
    Optional<Reason> no = c.authority.mayCoordinate();
    if (no.isPresent()) {
      return c.no(no.get());
    }
    if (o == null) {
      return c.no(Reason.unknown(RejectionCode.UNKNOWN_OVERRIDE, f.overrideId(), f.overrideId()));
    }
    c.note(f);
    if (o.kind() == OverrideDecision.Kind.REPRIORITISE) {
      Priority left = c.state.register().priorityGivenTo(o.requestId()).orElse(null);
      c.state.apply(new Change.RequestPut(c.request(o.requestId()).reprioritised(left)));
    }
    if (!c.request(o.requestId()).ended()) {
      c.matcher.matchIfOpen(o.requestId(), MatchTrigger.COORDINATED);
    }
    return c.accepted(o.id());
  }
}

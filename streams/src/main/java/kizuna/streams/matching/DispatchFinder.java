package kizuna.streams.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import kizuna.streams.matching.rules.EligibilityRule;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.RequestCoverage;
import org.jspecify.annotations.Nullable;

/** Finds the dispatch that a report names, and returns why an act on it is refused. */
final class DispatchFinder {

  private final DecisionContext c;

  DispatchFinder(DecisionContext c) {
    this.c = c;
  }

  /**
   * The dispatch of a fact: by its id, or the wave of this lender for this request that is due for
   * the act; the earliest of several.
   */
  @Nullable Dispatch find(Fact.DispatchName name, Act act) {
    Dispatch found = null;
    int best = Integer.MAX_VALUE;
    for (Dispatch d : named(c, name)) {
      int fit = fit(d, act);
      if (found == null || fit < best || best == NOT_LEGAL) {
        found = d;
        best = fit;
      }
    }
    return found;
  }

  private static final int NOT_LEGAL = 4;

  /**
   * How well an act fits a dispatch: a dispatch that waits for the act goes before one with an
   * implied or late act; a dispatch that may be reported today goes before any other.
   */
  private int fit(Dispatch d, Act act) {
    if (!d.allows(act) || (act == Act.ANSWER_EXTENSION && !hasExtensionRequest(d))) {
      return NOT_LEGAL;
    }
    boolean usual = d.usualDays(act).filter(days -> !days.contains(c.state.today())).isEmpty();
    if (!usual) {
      return 3;
    }
    return d.isLate(act) ? 2 : d.implies(act) ? 1 : 0;
  }

  /** All dispatches that a name may refer to, oldest first. */
  static List<Dispatch> named(DecisionContext c, Fact.DispatchName name) {
    List<Dispatch> all = new ArrayList<>();
    if (name.dispatchId() != null) {
      Dispatch d = c.state.dispatch(name.dispatchId());
      if (d != null) {
        all.add(d);
      }
      return all;
    }
    RequestCoverage book = name.requestId() == null ? null : c.state.request(name.requestId());
    if (book != null) {
      for (Dispatch d : book.dispatches()) {
        if (d.lender().equals(name.lender())) {
          all.add(d);
        }
      }
    }
    return all;
  }

  private static boolean hasExtensionRequest(Dispatch d) {
    return d.extensionAskedTo() != null;
  }

  /** There is no such dispatch. */
  static Reason unknown(Fact.DispatchName name) {
    String requestId = name.requestId();
    String lender = name.lender();
    List<String> ids =
        name.dispatchId() != null
            ? List.of(name.dispatchId())
            : Stream.of(requestId, lender).filter(Objects::nonNull).toList();
    return new Reason.Unknown(
        RejectionCode.UNKNOWN_DISPATCH, ids.isEmpty() ? "" : ids.get(0), ids, null);
  }

  Optional<Reason> refusal(Fact.DispatchName name, @Nullable Dispatch d, Act act) {
    if (d == null) {
      return Optional.of(unknown(name));
    }
    Optional<Reason> no = c.authority.mayDo(act, d);
    if (no.isPresent()) {
      return no;
    }
    return d.allows(act) ? Optional.empty() : Optional.of(notAllowed(d, act));
  }

  /** Returns why a proposal that Kizuna called off cannot be confirmed any more. */
  private Reason notAllowed(Dispatch d, Act act) {
    if (act == Act.CONFIRM && d.reason() == RefusalReason.DAYS_OVER) {
      return Reason.day(RejectionCode.PERIOD_PAST, d.id(), c.state.today(), null, d.lastDay());
    }
    Optional<Reason> lost =
        act == Act.CONFIRM && d.reason() == RefusalReason.NOT_IN_FORCE
            ? Basis.lost(c.state, d)
            : Optional.empty();
    return lost.orElseGet(
        () -> Reason.state(RejectionCode.ILLEGAL_TRANSITION, d.id(), d.state(), act));
  }

  /** Whether a coordinator set a rule aside for its lender and request. */
  boolean isWaived(Dispatch d, EligibilityRule rule) {
    return c.state.register().overridesFor(d.requestId()).stream()
        .flatMap(o -> o.waives(d.lender()).stream())
        .anyMatch(rule.name()::equals);
  }
}

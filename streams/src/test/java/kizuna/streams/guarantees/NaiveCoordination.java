package kizuna.streams.guarantees;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import kizuna.codes.DispatchState;
import kizuna.codes.MatchRule;
import kizuna.codes.OverrideKind;
import kizuna.codes.RefusalReason;
import kizuna.facts.Fact;
import kizuna.facts.OverrideMade;
import kizuna.streams.guarantees.NaiveRecords.Dispatch;
import kizuna.streams.guarantees.NaiveRecords.Request;

/** What coordinators decide. */
final class NaiveCoordination {

  private static final Set<MatchRule> WAIVABLE =
      Set.of(
          MatchRule.LENDER_NOT_STRUCK,
          MatchRule.AGREEMENT_IN_FORCE,
          MatchRule.AGREEMENT_NOT_SUSPENDED,
          MatchRule.AGREEMENT_COVERS_HAZARD,
          MatchRule.AGREEMENT_COVERS_TASK,
          MatchRule.AGREEMENT_HEAD_COUNT_LEFT,
          MatchRule.OFFER_COVERS_TASK,
          MatchRule.OFFER_HAS_QUALIFICATIONS,
          MatchRule.NOT_REFUSED_BEFORE,
          MatchRule.LENDER_LIMIT_LEFT,
          MatchRule.STAFF_RESTED);
  private final NaiveModel model;
  private final NaiveBooks books;

  NaiveCoordination(NaiveModel model) {
    this.model = model;
    this.books = model.books;
  }

  boolean accept(Fact f) {
    return switch (f.getKind()) {
      case OVERRIDE_MADE -> overridden(f, f.getOverrideMade());
      case OVERRIDE_REVOKED -> {
        OverrideMade o = books.overrides.get(f.getOverrideRevoked().getOverrideId());
        if (o == null || !model.authority.coordinates(f)) {
          yield false;
        }
        books.overrides.remove(o.getOverrideId());
        if (o.getKind() == OverrideKind.REPRIORITISE) {
          Request r = books.request(o.getRequestId());
          r.overridden = null;
          books.overrides.values().stream()
              .filter(other -> other.getRequestId().equals(r.id()))
              .filter(other -> other.getKind() == OverrideKind.REPRIORITISE)
              .forEach(other -> r.overridden = other.getPriority());
        }
        yield true;
      }
      default ->
          throw new IllegalStateException("expected a fact of this subject, but " + f.getKind());
    };
  }

  private boolean overridden(Fact f, OverrideMade o) {
    Request r = books.requests.get(o.getRequestId());
    String lender = o.getLender();
    if (!model.authority.coordinates(f)
        || r == null
        || !model.requests.isOpenToCoordination(r)
        || books.overrides.containsKey(o.getOverrideId())
        || (lender != null && !books.lenders().contains(lender))
        || (o.getKind() == OverrideKind.WAIVE && !WAIVABLE.contains(o.getRule()))) {
      return false;
    }
    books.overrides.put(o.getOverrideId(), o);
    switch (o.getKind()) {
      case REPRIORITISE -> r.overridden = o.getPriority();
      case FORBID ->
          books.cancel(
              books.proposals(r).stream().filter(d -> d.lender().equals(lender)).toList(),
              RefusalReason.COORDINATION);
      case PIN -> {
        List<Dispatch> others =
            books.proposals(r).stream().filter(d -> !d.lender().equals(lender)).toList();
        others.forEach(d -> d.state = DispatchState.CANCELLED);
        boolean canGo = model.eligibility.look(r, Objects.requireNonNull(lender), false).fits();
        others.forEach(d -> d.state = DispatchState.PROPOSED);
        if (canGo) {
          books.cancel(others, RefusalReason.COORDINATION);
        }
      }
      default -> {}
    }
    return true;
  }

  private boolean overrides(OverrideKind kind, Request r, String lender) {
    return books.overrides.values().stream()
        .anyMatch(
            o ->
                o.getKind() == kind
                    && o.getRequestId().equals(r.id())
                    && lender.equals(o.getLender()));
  }

  boolean pins(Request r, String lender) {
    return overrides(OverrideKind.PIN, r, lender);
  }

  boolean forbids(Request r, String lender) {
    return overrides(OverrideKind.FORBID, r, lender);
  }

  boolean waives(Request r, String lender, MatchRule rule) {
    return books.overrides.values().stream()
        .anyMatch(
            o ->
                o.getRule() == rule
                    && o.getRequestId().equals(r.id())
                    && lender.equals(o.getLender()));
  }
}

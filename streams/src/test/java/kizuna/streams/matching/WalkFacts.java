package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.named;
import static kizuna.streams.matching.WalkState.COORDINATOR;
import static kizuna.streams.matching.WalkState.NEXT_TIER;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.matching.WalkState.Violation;
import kizuna.streams.matching.rules.EligibilityRule;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.Period;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.ReportKind;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.TaskType;
import org.jspecify.annotations.Nullable;

/** Facts as people report them, without a random choice. */
final class WalkFacts {

  private final WalkState state;

  WalkFacts(WalkState state) {
    this.state = state;
  }

  /** What the next tier holds for a request, on all of its days. */
  Fact elsewhere(String requestId, int headCount) {
    Period period = state.kizuna.network.requestOf(requestId).request().period();
    return new Fact.EscalationAnswered(
        requestId, NEXT_TIER, List.of(new DailyCount(period, headCount)));
  }

  static Fact.DispatchActed acted(Dispatch d, Act act, @Nullable LocalDate last) {
    return new Fact.DispatchActed(act, named(d.id()), last, reason(act), false);
  }

  static @Nullable RefusalReason reason(Act act) {
    return switch (act) {
      case DECLINE, CANCEL -> RefusalReason.NO_STAFF_LEFT;
      case RECALL -> RefusalReason.OWN_DISASTER;
      default -> null;
    };
  }

  /** An act on a dispatch as people would report it. */
  Fact factOf(Dispatch d, ReportKind kind) {
    LocalDate last = state.today().isAfter(d.plannedLastDay()) ? d.plannedLastDay() : state.today();
    return switch (kind) {
      case REPORT_RETRACTED -> new Fact.ReportRetracted(named(d.id()), null);
      case EXTENSION_REQUESTED ->
          new Fact.ExtensionRequested(named(d.id()), d.lastDay().plusDays(1));
      case EXTENSION_ANSWERED -> new Fact.ExtensionAnswered(named(d.id()), false);
      case STAFF_RETASKED -> new Fact.StaffRetasked(named(d.id()), TaskType.SHELTER_OPERATION);
      default -> {
        for (Act act : Act.values()) {
          if (ReportKind.of(act).filter(kind::equals).isPresent()) {
            yield acted(d, act, act == Act.RELEASE || act == Act.RECALL ? last : null);
          }
        }
        throw new Violation(d.id() + " has no act " + kind);
      }
    };
  }

  Optional<Fact> ofRequest(Request r, ReportKind kind) {
    LocalDate last = r.period().last().isBefore(state.today()) ? state.today() : r.period().last();
    return switch (kind) {
      case AID_REQUEST_DOCUMENTED -> Optional.of(new Fact.AidRequestDocumented(r.id(), "1"));
      case AID_REQUEST_AMENDED ->
          Optional.of(new Fact.AidRequestAmended(r.id(), 9, null, null, last, null));
      case AID_REQUEST_CANCELLED ->
          Optional.of(new Fact.AidRequestCancelled(r.id(), RefusalReason.NEED_ENDED));
      case OVERRIDE_MADE -> Optional.of(waive("next", r.id()));
      case AID_REQUESTED -> {
        RequestTerms terms = new RequestTerms();
        terms.id = "next";
        terms.receiver = r.receiver();
        terms.lastDay =
            terms.firstDay.isAfter(state.today()) ? terms.lastDay : state.today().plusDays(8);
        yield Optional.of(new Fact.AidRequested(terms.request()));
      }
      case AID_REQUEST_MERGED -> {
        Optional<Fact> either = Optional.empty();
        for (RequestCoverage other : state.kizuna.network.requests()) {
          String id = other.request().id();
          for (Fact fact :
              List.of(
                  new Fact.AidRequestMerged(r.id(), id), new Fact.AidRequestMerged(id, r.id()))) {
            either =
                state.tryOut(COORDINATOR, fact).outcome() == Outcome.ACCEPTED
                    ? Optional.of(fact)
                    : either;
          }
        }
        if (either.isEmpty()) {
          throw new Violation(r.id() + " is the same need as no other, and a merge is named");
        }
        yield either;
      }
      default -> throw new Violation(r.id() + " has no act " + kind);
    };
  }

  static Fact waive(String id, String requestId) {
    return new Fact.OverrideMade(
        new OverrideDecision(
            id,
            OverrideDecision.Kind.WAIVE,
            requestId,
            SHINJUKU,
            null,
            EligibilityRule.AGREEMENT_NOT_SUSPENDED.name()));
  }

  Fact ofAgreement(String id, ReportKind kind) {
    return switch (kind) {
      case AGREEMENT_SIGNED -> {
        AgreementTerms terms = new AgreementTerms();
        terms.id = id;
        terms.version = state.versions + 1;
        yield new Fact.AgreementSigned(terms.signed());
      }
      case PLAN_CONFIRMED -> new Fact.PlanConfirmed(id, WAJIMA, state.today().plusDays(100));
      case AGREEMENT_SUSPENDED -> new Fact.AgreementSuspended(id);
      case AGREEMENT_RESUMED -> new Fact.AgreementResumed(id);
      case AGREEMENT_ENDED -> new Fact.AgreementEnded(id, state.today().plusDays(9));
      default -> throw new Violation(id + " has no act " + kind);
    };
  }
}

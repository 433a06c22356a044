package kizuna.streams.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import kizuna.streams.state.AdvanceParty;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.AgreementState;
import kizuna.streams.state.Fact;
import kizuna.streams.state.ReferenceState;
import kizuna.streams.state.TaskType;

/** Facts about agreements (協定): signed, amended, confirmed, suspended, resumed, ended. */
final class AgreementHandler {

  private final DecisionContext c;

  AgreementHandler(DecisionContext c) {
    this.c = c;
  }

  /**
   * A new version replaces the one before: other terms, no plan confirmations. If the version
   * before is suspended, the new one stays suspended until an act resumes it.
   */
  Decision signed(Fact.AgreementSigned f) {
    Agreement a = f.agreement();
    Optional<Reason> no = c.authority.mayKeepRegister();
    if (no.isPresent()) {
      return c.no(no.get());
    }
    List<Reason> reasons = new ArrayList<>();
    unknownParties(a, reasons);
    if (a.validTo().isBefore(a.validFrom())) {
      reasons.add(
          Reason.day(RejectionCode.PERIOD_INVALID, a.id(), a.validFrom(), null, a.validTo()));
    }
    Agreement before = c.state.register().agreement(a.id());
    if (before != null && a.version() <= before.version()) {
      reasons.add(new Reason.VersionNotNewer(a.id(), before.version(), a.version()));
    }
    if (!reasons.isEmpty()) {
      return Decision.rejected(a.id(), reasons);
    }
    c.note(f);
    rematch(c, c.state.register().receiversOf(a));
    return c.accepted(a.id());
  }

  private void unknownParties(Agreement a, List<Reason> reasons) {
    ReferenceState register = c.state.register();
    Stream.concat(
            a.scope().lenders().stream(), a.advanceParties().stream().map(AdvanceParty::lender))
        .distinct()
        .sorted()
        .filter(code -> !register.isLender(code))
        .forEach(code -> reasons.add(Reason.unknown(RejectionCode.UNKNOWN_LENDER, a.id(), code)));
    Stream.concat(
            a.scope().receivers().stream(), a.advanceParties().stream().map(AdvanceParty::receiver))
        .distinct()
        .sorted()
        .filter(code -> !register.knows(code))
        .forEach(
            code -> reasons.add(Reason.unknown(RejectionCode.UNKNOWN_MUNICIPALITY, a.id(), code)));
    List<String> associations = new ArrayList<>(a.scope().associations());
    associations.addAll(a.scope().lenderAssociations());
    associations.stream()
        .filter(id -> !register.knowsAssociation(id))
        .forEach(id -> reasons.add(Reason.unknown(RejectionCode.UNKNOWN_ASSOCIATION, a.id(), id)));
  }

  Decision planConfirmed(Fact.PlanConfirmed f) {
    return refusal(f.agreementId(), AgreementState.Act.CONFIRM_PLAN)
        .or(() -> c.authority.mayConfirmPlanOf(f.confirmedBy()))
        .map(c::no)
        .orElseGet(() -> c.noted(f, f.agreementId()));
  }

  Decision suspended(Fact.AgreementSuspended f) {
    return refusal(f.agreementId(), AgreementState.Act.SUSPEND)
        .or(c.authority::mayKeepRegister)
        .map(c::no)
        .orElseGet(() -> c.noted(f, f.agreementId()));
  }

  Decision resumed(Fact.AgreementResumed f) {
    Optional<Reason> no =
        refusal(f.agreementId(), AgreementState.Act.RESUME).or(c.authority::mayKeepRegister);
    if (no.isPresent()) {
      return c.no(no.get());
    }
    c.note(f);
    rematch(c, c.state.register().receiversOf(agreement(f.agreementId())));
    return c.accepted(f.agreementId());
  }

  Decision ended(Fact.AgreementEnded f) {
    Optional<Reason> no = refusal(f.agreementId(), AgreementState.Act.END);
    if (no.isPresent()) {
      return c.no(no.get());
    }
    Agreement a = agreement(f.agreementId());
    if (f.lastDay().isBefore(a.validFrom())) {
      return c.no(
          Reason.day(RejectionCode.PERIOD_INVALID, a.id(), a.validFrom(), null, f.lastDay()));
    }
    no = c.authority.mayKeepRegister();
    if (no.isPresent()) {
      return c.no(no.get());
    }
    c.note(f);
    // An end that is later than the one before opens days again.
    if (f.lastDay().isAfter(a.validTo())) {
      rematch(c, c.state.register().receiversOf(a));
    }
    return c.accepted(a.id());
  }

  private Agreement agreement(String id) {
    Agreement a = c.state.register().agreement(id);
    if (a == null) {
      throw new IllegalStateException("expected agreement " + id + " in the register");
    }
    return a;
  }

  private Optional<Reason> refusal(String id, AgreementState.Act act) {
    Agreement a = c.state.register().agreement(id);
    if (a == null) {
      return Optional.of(Reason.unknown(RejectionCode.UNKNOWN_AGREEMENT, id, id));
    }
    AgreementState state = a.state(c.state.today());
    return state.allows(act)
        ? Optional.empty()
        : Optional.of(Reason.state(RejectionCode.ILLEGAL_TRANSITION, id, state, act));
  }

  /** Matches open requests of these receivers again. */
  static void rematch(DecisionContext c, Set<String> receivers) {
    Set<String> opened = new TreeSet<>();
    for (String receiver : receivers) {
      for (TaskType taskType : TaskType.values()) {
        c.state.network().openRequests(receiver, taskType).forEach(place -> opened.add(place.id()));
      }
    }
    c.matcher.rematchFitting(opened, MatchTrigger.AGREEMENT_CAME);
  }
}

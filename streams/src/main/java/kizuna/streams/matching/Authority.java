package kizuna.streams.matching;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import kizuna.streams.state.Disaster;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.Role;

/**
 * Who may report what; deny by default. A lender acts for itself, a desk for its own municipality,
 * a coordinator in its network, Kizuna itself for reference data and time.
 */
final class Authority {

  private final Report report;

  Authority(Report report) {
    this.report = report;
  }

  /** Reference data, agreements. */
  Optional<Reason> mayKeepRegister() {
    return allowed(report.role() == Role.SYSTEM || isCoordinator(), coordinator());
  }

  /** The passing of time. */
  Optional<Reason> mayReportTime() {
    return onlyKizuna();
  }

  /** Access that was denied. */
  Optional<Reason> mayReportDenials() {
    return onlyKizuna();
  }

  /** A request that the receiver did not make (要請を待たない応援). */
  Optional<Reason> mayHelpUnrequested() {
    return onlyKizuna();
  }

  private Optional<Reason> onlyKizuna() {
    return allowed(report.role() == Role.SYSTEM, new Reason.Office(Role.SYSTEM, "kizuna"));
  }

  /** A side of an agreement confirms its own plan. */
  Optional<Reason> mayConfirmPlanOf(String code) {
    return allowed(
        report.role() == Role.SYSTEM
            || isCoordinator()
            || is(Role.WARD, code)
            || is(Role.DESK, code),
        new Reason.Office(Role.WARD, code),
        new Reason.Office(Role.DESK, code));
  }

  /**
   * Each body reports its own duty desk, lessons and contact tests. The coordinator may do so for
   * it.
   */
  Optional<Reason> mayReportForParty(String body) {
    if (body.equals(report.networkId())) {
      return mayCoordinate();
    }
    return allowed(
        isCoordinator() || is(Role.WARD, body) || is(Role.DESK, body),
        new Reason.Office(Role.WARD, body),
        new Reason.Office(Role.DESK, body));
  }

  /** An act that only a coordinator may decide. */
  Optional<Reason> mayCoordinate() {
    return allowed(isCoordinator(), coordinator());
  }

  /** A struck municipality or its prefecture declares; another network passes a declaration on. */
  Optional<Reason> mayDeclare(Set<String> struck) {
    String body = report.body();
    boolean prefecture =
        report.role() == Role.DESK
            && body.startsWith("000", 2)
            && struck.stream().allMatch(code -> code.startsWith(body.substring(0, 2)));
    return allowed(
        report.role() == Role.SYSTEM
            || isCoordinator()
            || prefecture
            || ((report.role() == Role.DESK || report.role() == Role.WARD)
                && struck.contains(body)),
        struck.stream()
            .sorted()
            .map(code -> new Reason.Office(Role.DESK, code))
            .toArray(Reason.Office[]::new));
  }

  /**
   * The declarer of a disaster and the coordinator; another network for a declaration that it
   * passes on.
   */
  Optional<Reason> mayReportOn(Disaster disaster) {
    String by = disaster.declaredBy();
    boolean isBody = !by.isEmpty() && by.chars().allMatch(Character::isDigit);
    return allowed(
        report.role() == Role.SYSTEM
            || isCoordinator()
            || (isBody && (is(Role.DESK, by) || is(Role.WARD, by))),
        isBody
            ? new Reason.Office[] {new Reason.Office(Role.DESK, by), coordinator()}
            : new Reason.Office[] {coordinator()});
  }

  /** The account that acts for a body. */
  Optional<Reason> mayActAs(String body) {
    return allowed(
        isCoordinator() || is(Role.DESK, body) || is(Role.WARD, body),
        new Reason.Office(Role.DESK, body),
        new Reason.Office(Role.WARD, body));
  }

  /** The receiver's desk; another network for a request that it passes on. */
  Optional<Reason> mayAskForReceiver(String receiver) {
    return report.role() == Role.SYSTEM ? Optional.empty() : mayActForReceiver(receiver);
  }

  /** The receiver's desk. */
  Optional<Reason> mayActForReceiver(String receiver) {
    return allowed(
        isCoordinator() || is(Role.DESK, receiver), new Reason.Office(Role.DESK, receiver));
  }

  /** The lender. */
  /** Kizuna itself makes the offer of a lender that goes first by an agreement. */
  Optional<Reason> mayOfferFor(String lender) {
    return report.role() == Role.SYSTEM ? Optional.empty() : mayActForLender(lender);
  }

  Optional<Reason> mayActForLender(String lender) {
    return allowed(isCoordinator() || is(Role.WARD, lender), new Reason.Office(Role.WARD, lender));
  }

  /** Either side of a dispatch, depending on the act. */
  Optional<Reason> mayDo(kizuna.streams.state.DispatchState.Act act, Dispatch dispatch) {
    Set<Role> by = act.by();
    if (by.isEmpty()) {
      return allowed(false);
    }
    if (by.equals(Set.of(Role.WARD))) {
      return mayActForLender(dispatch.lender());
    }
    if (by.equals(Set.of(Role.DESK))) {
      return mayActForReceiver(dispatch.receiver());
    }
    return mayActForEither(dispatch);
  }

  /** Either side of a dispatch. */
  Optional<Reason> mayActForEither(Dispatch dispatch) {
    return allowed(
        isCoordinator() || is(Role.WARD, dispatch.lender()) || is(Role.DESK, dispatch.receiver()),
        new Reason.Office(Role.WARD, dispatch.lender()),
        new Reason.Office(Role.DESK, dispatch.receiver()));
  }

  /** The reporter takes a report back. */
  Optional<Reason> mayRetract(Dispatch.Step step) {
    return allowed(
        isCoordinator() || is(step.role(), step.body()),
        new Reason.Office(step.role(), step.body()));
  }

  private Reason.Office coordinator() {
    return new Reason.Office(Role.COORDINATOR, report.networkId());
  }

  private boolean isCoordinator() {
    return is(Role.COORDINATOR, report.networkId());
  }

  private boolean is(Role role, String body) {
    return report.role() == role && report.body().equals(body);
  }

  private Optional<Reason> allowed(boolean yes, Reason.Office... those) {
    return yes
        ? Optional.empty()
        : Optional.of(
            new Reason.NotYours(
                report.networkId(),
                List.of(those),
                new Reason.Office(report.role(), report.body())));
  }
}

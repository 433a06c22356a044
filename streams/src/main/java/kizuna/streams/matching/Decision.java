package kizuna.streams.matching;

import java.util.List;
import kizuna.streams.state.Change;

/**
 * The answer to one report: accepted or not and why, what changes, and an explanation for each
 * request that was matched.
 *
 * @param next what is possible instead of what was refused, and by whom; empty if it was accepted
 * @param subject id of what the report made or changed
 * @param notices notices for people, sent now
 * @param passed what goes to other networks' logs
 */
public record Decision(
    Outcome outcome,
    List<Reason> reasons,
    List<NextAct> next,
    String subject,
    List<Change> changes,
    List<Explanation> explanations,
    List<Notice> notices,
    List<EscalationMessage> passed) {

  public Decision {
    reasons = List.copyOf(reasons);
    next = List.copyOf(next);
    changes = List.copyOf(changes);
    explanations = List.copyOf(explanations);
    notices = List.copyOf(notices);
    passed = List.copyOf(passed);
  }

  static Decision rejected(String subject, List<Reason> reasons) {
    return new Decision(
        Outcome.REJECTED, reasons, List.of(), subject, List.of(), List.of(), List.of(), List.of());
  }

  /** The same refusal, with what is possible instead. */
  Decision with(List<NextAct> possible) {
    return new Decision(
        outcome, reasons, possible, subject, changes, explanations, notices, passed);
  }
}

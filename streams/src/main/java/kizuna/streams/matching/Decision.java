package kizuna.streams.matching;

import java.util.List;
import kizuna.streams.state.Change;

/**
 * The answer to one report: accepted or not with the reasons, the changes, and an explanation for
 * each request that was matched.
 *
 * @param next acts possible instead of the refused one, each with its role; empty if it was
 *     accepted
 * @param subject id of the item that the report made or changed
 * @param notices notices for people, sent now
 * @param passed messages to other networks' logs
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

  /** The same refusal, with acts that are possible instead. */
  Decision with(List<NextAct> possible) {
    return new Decision(
        outcome, reasons, possible, subject, changes, explanations, notices, passed);
  }
}

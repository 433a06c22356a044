package kizuna.streams.matching;

import java.util.List;
import kizuna.streams.books.Change;

/**
 * The answer to one report: what it was, why not, what changes, and why each request got what it
 * got.
 *
 * @param subject id of what the report made or changed
 * @param notices what somebody should know now
 * @param passed what goes to other networks' logs
 */
public record Decision(
    Outcome outcome,
    List<Reason> reasons,
    String subject,
    List<Change> changes,
    List<Explanation> explanations,
    List<Notice> notices,
    List<Passed> passed) {

  public Decision {
    reasons = List.copyOf(reasons);
    changes = List.copyOf(changes);
    explanations = List.copyOf(explanations);
    notices = List.copyOf(notices);
    passed = List.copyOf(passed);
  }

  static Decision rejected(String subject, List<Reason> reasons) {
    return new Decision(
        Outcome.REJECTED, reasons, subject, List.of(), List.of(), List.of(), List.of());
  }
}

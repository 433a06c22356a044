package kizuna.streams.matching;

import java.util.List;
import kizuna.streams.books.Change;

/**
 * The answer to one report: what it was, why not, what changes, and why each request got what it
 * got.
 *
 * @param subject id of what the report made or changed
 */
public record Decision(
    Outcome outcome,
    List<Reason> reasons,
    String subject,
    List<Change> changes,
    List<Explanation> explanations) {

  public Decision {
    reasons = List.copyOf(reasons);
    changes = List.copyOf(changes);
    explanations = List.copyOf(explanations);
  }

  static Decision rejected(String subject, List<Reason> reasons) {
    return new Decision(Outcome.REJECTED, reasons, subject, List.of(), List.of());
  }
}

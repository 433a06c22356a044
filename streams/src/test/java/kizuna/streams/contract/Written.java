package kizuna.streams.contract;

import java.util.List;
import kizuna.streams.matching.Reason;
import kizuna.streams.matching.rules.Finding;

/** Reasons and findings of the rules as they lie on the log. */
public final class Written {

  private Written() {}

  public static kizuna.decisions.Reason of(Reason reason) {
    return ReasonWriter.write(reason, List.of());
  }

  public static kizuna.decisions.Finding of(Finding finding) {
    return FindingWriter.write(finding);
  }
}

package kizuna.streams.ledger.query;

import kizuna.streams.ledger.model.DeadLetterSummary;
import kizuna.streams.ledger.model.DecisionPosition;

/** The outcome of a reported fact. */
public sealed interface ReportOutcome {

  /** It is decided; with the position of the decision. */
  record Decided(DecisionPosition position) implements ReportOutcome {}

  /** It could not be processed. */
  record Lost(DeadLetterSummary letter) implements ReportOutcome {}

  /** Neither decided nor lost. */
  enum Missing implements ReportOutcome {
    /** No later record of the partition is decided: the report waits, or does not exist yet. */
    PENDING,
    /** A later record of the partition is decided: the network has no report at this offset. */
    UNKNOWN
  }
}

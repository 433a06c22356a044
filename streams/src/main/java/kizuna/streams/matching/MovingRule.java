package kizuna.streams.matching;

/** The rules for moving a proposal; {@link Rearranger} applies them. */
public enum MovingRule {

  /** First a chain of moves that fills more and takes from no request. */
  FILLS_MORE,

  /** Else a request takes from one of a lower priority class, the last served of them. */
  HIGHER_CLASS_TAKES,

  /** The shortest chain. */
  FEWEST_MOVES,

  /** A coordinator's choice is not moved. */
  PINNED_STAYS,

  /** Only a proposal in state PROPOSED is moved. */
  CONFIRMED_STAYS
}

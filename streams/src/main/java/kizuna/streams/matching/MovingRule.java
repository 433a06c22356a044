package kizuna.streams.matching;

/** What holds when something that is only proposed is moved; {@link Rearranger} keeps to it. */
public enum MovingRule {

  /** First a chain of moves that fills more and takes from nobody. */
  FILLS_MORE,

  /** Else a request takes from one of a lower priority class, the last served of them. */
  HIGHER_CLASS_TAKES,

  /** The shortest chain. */
  FEWEST_MOVES,

  /** What a coordinator put together is not taken apart. */
  PINNED_STAYS,

  /** Only what is PROPOSED is ever moved. */
  CONFIRMED_STAYS
}

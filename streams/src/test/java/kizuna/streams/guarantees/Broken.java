package kizuna.streams.guarantees;

import kizuna.facts.Fact;

/** A promise that does not hold, by its name. */
final class Broken extends AssertionError {

  private static final long serialVersionUID = 1;

  /** Which promise. */
  enum Promise {
    /** No unit of staff is committed twice, nor while it rests, nor beyond its lender's limits. */
    I1_NOT_TWICE,
    /** Covered here and elsewhere + open = needed; nothing is filled over. */
    I2_NOT_OVER,
    /** An agreement in force that covers it, or an override by name. */
    I3_AGREEMENT,
    /** The lender fits otherwise: not struck, not refused, its offer is for this. */
    I3_ELIGIBLE,
    /** What is published is what follows from the facts. */
    I4_LEDGER,
    /** Each fact is answered as it must be. */
    I5_OUTCOME,
    /** What is confirmed is not moved, and a move takes only for a higher class. */
    I7_MOVES,
    /** No open request beside a compatible free offer. */
    I9_MAXIMAL,
    /** The first served is filled first, by the lender that ranks first. */
    ORDER
  }

  final Promise promise;

  private final String what;

  Broken(Promise promise, String what) {
    this(promise, what, "");
  }

  private Broken(Promise promise, String what, String when) {
    super(promise + when + ": " + what);
    this.promise = promise;
    this.what = what;
  }

  /** The same, with the fact after which it was found. */
  Broken after(Fact fact) {
    Broken told = new Broken(promise, what, " after " + fact.getKind());
    told.setStackTrace(getStackTrace());
    return told;
  }
}

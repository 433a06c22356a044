package kizuna.streams.matching;

/** Which lenders go without a request; {@link AdvanceDispatch} applies it. */
public enum AdvanceRule {

  /** Only if an agreement in force provides for it for this hazard and work. */
  AGREED_BEFOREHAND,

  /** A struck lender does not go. */
  STRUCK_LENDER_STAYS,

  /** They are proposed to the lender for a request that the receiver documents or cancels. */
  RECEIVER_DECIDES
}

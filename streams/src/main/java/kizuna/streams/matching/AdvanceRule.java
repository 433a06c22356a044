package kizuna.streams.matching;

/** Who goes without being asked; {@link AdvanceDispatch} keeps to it. */
public enum AdvanceRule {

  /** Only where an agreement in force says so for this hazard and work. */
  AGREED_BEFOREHAND,

  /** A lender that was struck itself does not go. */
  STRUCK_LENDER_STAYS,

  /** They are proposed to the lender for a request that the receiver documents or cancels. */
  RECEIVER_DECIDES
}

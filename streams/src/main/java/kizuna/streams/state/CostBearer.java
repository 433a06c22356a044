package kizuna.streams.state;

/** The body that bears the cost of a dispatch (費用負担者). */
public enum CostBearer {
  RECEIVER,
  LENDER,
  NATIONAL_GRANT,
  SHARED
}

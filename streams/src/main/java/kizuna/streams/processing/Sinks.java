package kizuna.streams.processing;

/** Names of the outputs of the pipeline. */
public final class Sinks {

  public static final String MATCH_DECISIONS = "match-decisions";
  public static final String DISPATCH_EVENTS = "dispatch-events";
  public static final String DISPATCH_LEDGER = "dispatch-ledger";
  public static final String REQUEST_STATUS = "request-status";
  public static final String OFFER_STATUS = "offer-status";
  public static final String NETWORK_SUMMARY = "network-summary";
  public static final String AGREEMENT_STATUS = "agreement-status";
  public static final String BOOK_SEALS = "book-seals";
  public static final String OWNERS = "owners";
  public static final String DISASTERS = "disasters";
  public static final String AID_REQUESTS = "aid-requests";
  public static final String STAFF_OFFERS = "staff-offers";
  public static final String REJECTIONS = "rejections";
  public static final String DEAD_LETTERS = "dead-letters";

  /** Logs of other networks: escalations to the next tier, and its answers. */
  public static final String OTHER_NETWORKS = "other-networks";

  /** The network's own log: time that passed, and new rules. */
  public static final String PASSING_OF_TIME = "passing-of-time";

  private Sinks() {}
}

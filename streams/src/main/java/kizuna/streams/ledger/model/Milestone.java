package kizuna.streams.ledger.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a timeline.
 *
 * @param sequence position in the network's log of the decision that reported it; 0 where that is
 *     not known
 * @param disaster its id; empty where it is about no disaster
 * @param subject id of the disaster, the request or the dispatch; of a log's time that was set, the
 *     times before and after, with a slash between them; of rules adopted, their version
 * @param persons head-count of the request or dispatch; 0 where there is none
 */
public record Milestone(
    Instant at,
    long sequence,
    Kind kind,
    String networkId,
    String disaster,
    @Nullable String receiver,
    @Nullable String lender,
    String subject,
    int persons) {

  /** What it was, the weightiest first: where there are too many, the lighter ones are left out. */
  public enum Kind {
    STRUCK,
    DECLARED,
    ENDED,
    REOPENED,
    JOINED,
    CORRECTED,
    CLOCK_SET_BACK,
    CLOCK_SET_FORWARD,
    RULES_ADOPTED,
    REQUESTED,
    ESCALATED,
    FIRST_ARRIVED,
    FIRST_PROPOSED,
    RECALLED,
    FULFILLED,
    CANCELLED,
    EXPIRED,
    FIRST_DEPARTED,
    DECLINED,
    LAPSED
  }
}

package kizuna.streams.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that a timeline shows.
 *
 * @param sequence position in the network's log of the decision that told it; 0 where that is not
 *     known
 * @param subject id of the disaster, the request or the dispatch
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

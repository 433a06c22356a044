package kizuna.streams.ledger.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a timeline.
 *
 * @param sequence position in the network's log of the decision that reported it; 0 if not known
 * @param disaster its id; empty if none
 * @param subject id of the disaster, the request or the dispatch; of a log's time that was set, the
 *     times before and after, with a slash between them; of rules adopted, their version
 * @param persons head-count of the request or dispatch; 0 if none
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

  /**
   * Kinds, the most important first: if there are too many, the less important ones are left out.
   */
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

package kizuna.streams.ledger.model;

import java.time.LocalDate;
import kizuna.codes.TaskType;

/**
 * The coverage of the need of one day and one kind of work, in persons, over any number of
 * requests.
 *
 * @param day JST
 * @param taskType as requested, even if the receiver has reassigned people since
 * @param needed persons requested by the desks, without those that a release ended
 * @param coveredElsewhere met by the network of the next tier
 * @param proposed PROPOSED: the lender has not answered yet
 * @param confirmed CONFIRMED
 * @param inTransit DEPARTED
 * @param onSite ON_SITE or HANDING_OVER
 * @param notReported promised, but departure or arrival was due and is not reported
 * @param served by people who were released, recalled or are home again
 * @param open still to be filled, from the log's today on
 * @param unmet never met: short on a day that is past
 * @param handover present beside the persons they relieve: counted separately, because the need of
 *     the day counts once
 */
public record Meter(
    LocalDate day,
    TaskType taskType,
    int needed,
    int coveredElsewhere,
    int proposed,
    int confirmed,
    int inTransit,
    int onSite,
    int notReported,
    int served,
    int open,
    int unmet,
    int handover) {

  /** The same figures on another day. */
  public Meter on(LocalDate other) {
    return new Meter(
        other,
        taskType,
        needed,
        coveredElsewhere,
        proposed,
        confirmed,
        inTransit,
        onSite,
        notReported,
        served,
        open,
        unmet,
        handover);
  }
}

package kizuna.streams.state;

import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Staff that a lender can send (職員派遣の申出).
 *
 * @param disasterId only for this disaster; null: for any
 * @param headCount persons on each day of the period
 * @param answersRequestId the request that it answers; null: none
 * @param end how a report ended it, if one did
 */
public record Offer(
    String id,
    String lender,
    @Nullable String disasterId,
    Set<TaskType> taskTypes,
    Set<Qualification> qualifications,
    int headCount,
    Period period,
    @Nullable String answersRequestId,
    End end) {

  /** How a report ended an offer. */
  public enum End {
    NONE,
    WITHDRAWN,
    REJECTED,
    /** The disaster that it was bound to is over. */
    DISASTER_OVER
  }

  public Offer {
    taskTypes = Set.copyOf(taskTypes);
    qualifications = Set.copyOf(qualifications);
  }

  public boolean isFor(String disaster) {
    return disasterId == null || disasterId.equals(disaster);
  }

  /** Whether it was withdrawn or rejected, or its disaster ended: no person is free any more. */
  public boolean ended() {
    return end != End.NONE;
  }

  /**
   * Whether it may be the same people again: as many of one lender, for some of the same work on
   * some of the same days.
   */
  public boolean looksLike(Offer other) {
    return lender.equals(other.lender)
        && headCount == other.headCount
        && period.overlaps(other.period)
        && !Collections.disjoint(taskTypes, other.taskTypes)
        && (disasterId == null || other.disasterId == null || isFor(other.disasterId));
  }

  public Offer ended(End how) {
    return with(disasterId, how);
  }

  /** The same people, in the remaining disaster. */
  public Offer inDisaster(String other) {
    return with(other, end);
  }

  private Offer with(@Nullable String disaster, End how) {
    return new Offer(
        id, lender, disaster, taskTypes, qualifications, headCount, period, answersRequestId, how);
  }
}

package kizuna.streams.books;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Staff that a lender can send (職員派遣の申出).
 *
 * @param disasterId only for this disaster; null: for any
 * @param headCount persons on each day of the period
 * @param answersRequestId the request that it answers, asked; null: unasked
 * @param end how it was ended by somebody, if it was
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

  /** How an offer was ended by somebody. */
  public enum End {
    NONE,
    WITHDRAWN,
    REJECTED
  }

  public Offer {
    taskTypes = Set.copyOf(taskTypes);
    qualifications = Set.copyOf(qualifications);
  }

  public boolean isFor(String disaster) {
    return disasterId == null || disasterId.equals(disaster);
  }

  /** Whether it was withdrawn or rejected: nobody is free any more. */
  public boolean ended() {
    return end != End.NONE;
  }

  public Offer ended(End how) {
    return new Offer(
        id,
        lender,
        disasterId,
        taskTypes,
        qualifications,
        headCount,
        period,
        answersRequestId,
        how);
  }
}

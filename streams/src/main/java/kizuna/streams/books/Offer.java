package kizuna.streams.books;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Staff that a lender can send (職員派遣の申出).
 *
 * @param disasterId only for this disaster; null: for any
 * @param headCount persons on each day of the period
 */
public record Offer(
    String id,
    String lender,
    @Nullable String disasterId,
    Set<TaskType> taskTypes,
    Set<Qualification> qualifications,
    int headCount,
    Period period,
    boolean withdrawn) {

  public Offer {
    taskTypes = Set.copyOf(taskTypes);
    qualifications = Set.copyOf(qualifications);
  }

  public boolean isFor(String disaster) {
    return disasterId == null || disasterId.equals(disaster);
  }

  public Offer withdrawnNow() {
    return new Offer(id, lender, disasterId, taskTypes, qualifications, headCount, period, true);
  }
}

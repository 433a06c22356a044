package kizuna.streams.books;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One wave (陣) of one lender for one request.
 *
 * @param lastDay as it now stands; before {@code firstDay} if they were recalled before they worked
 *     a day
 * @param plannedLastDay as it was proposed
 * @param released whether the receiver released them: the need of the days after {@code lastDay}
 *     went with it
 * @param changedSequence position in the network's log of the decision that last changed it
 */
public record Dispatch(
    String id,
    String requestId,
    String offerId,
    String disasterId,
    String lender,
    String receiver,
    TaskType taskType,
    DispatchState state,
    int wave,
    int headCount,
    LocalDate firstDay,
    LocalDate lastDay,
    LocalDate plannedLastDay,
    boolean released,
    String agreementId,
    int agreementVersion,
    CostBearer costBearer,
    Instant proposedAt,
    Instant holdUntil,
    @Nullable Instant confirmedAt,
    @Nullable Instant departedAt,
    @Nullable Instant arrivedAt,
    @Nullable Instant endedAt,
    @Nullable Instant returnedAt,
    @Nullable RefusalReason reason,
    long changedSequence,
    Instant changedAt) {

  /** Days of the request that it covers. */
  public Optional<Period> covers() {
    return state.isVoid() || lastDay.isBefore(firstDay)
        ? Optional.empty()
        : Optional.of(new Period(firstDay, lastDay));
  }

  /**
   * Days of the offer that nobody else may have: all that was planned until they are home, then
   * what they worked.
   */
  public Optional<Period> blocks() {
    if (state.isVoid()) {
      return Optional.empty();
    }
    return state == DispatchState.RETURNED
        ? covers()
        : Optional.of(new Period(firstDay, plannedLastDay));
  }

  /** Days whose need is gone because the receiver released its people early. */
  public Optional<Period> endsNeedOf() {
    if (!released || !plannedLastDay.isAfter(lastDay)) {
      return Optional.empty();
    }
    LocalDate after = lastDay.plusDays(1);
    return Optional.of(new Period(after.isBefore(firstDay) ? firstDay : after, plannedLastDay));
  }

  /** Persons times days (延べ人数), as it now stands. */
  public int personDays() {
    return covers().map(p -> p.days() * headCount).orElse(0);
  }

  /** Whether the same offer is not to be proposed for the same request again. */
  public boolean refusedSince(long sequence) {
    return (state.isVoid()
            || state == DispatchState.RECALLED
            || (state == DispatchState.RETURNED && !released))
        && changedSequence > sequence;
  }

  /** The number behind the request's id in a dispatch id. */
  public int number() {
    return Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
  }

  public Dispatch moved(
      DispatchState to, LocalDate last, @Nullable RefusalReason why, long sequence, Instant at) {
    return new Dispatch(
        id,
        requestId,
        offerId,
        disasterId,
        lender,
        receiver,
        taskType,
        to,
        wave,
        headCount,
        firstDay,
        last,
        plannedLastDay,
        released || to == DispatchState.RELEASED,
        agreementId,
        agreementVersion,
        costBearer,
        proposedAt,
        holdUntil,
        to == DispatchState.CONFIRMED ? at : confirmedAt,
        to == DispatchState.DEPARTED ? at : departedAt,
        to == DispatchState.ON_SITE ? at : arrivedAt,
        to == DispatchState.RELEASED || to == DispatchState.RECALLED ? at : endedAt,
        to == DispatchState.RETURNED ? at : returnedAt,
        why == null ? reason : why,
        sequence,
        at);
  }
}

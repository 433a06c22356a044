package kizuna.streams.books;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One wave (陣) of one lender for one request.
 *
 * @param taskType what they do now; other than what was asked where the receiver gave them other
 *     work
 * @param lastDay as it now stands; before {@code firstDay} if they were recalled before they worked
 *     a day
 * @param plannedLastDay as it was proposed, or extended
 * @param travelDays days on the road each way, before the first day and after the last
 * @param overlapDays days by which they arrive before the wave that they relieve leaves
 * @param restDays days for which they rest when they are home
 * @param released whether the receiver released them: the need of the days after {@code lastDay}
 *     went with it
 * @param extensionAskedTo last day for which the receiver asked to keep them, unanswered
 * @param overrideId the override without which it would not be
 * @param replaces the proposal that it stands in for, where one was moved
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
    int travelDays,
    int overlapDays,
    int restDays,
    boolean released,
    @Nullable LocalDate extensionAskedTo,
    String agreementId,
    int agreementVersion,
    CostBearer costBearer,
    @Nullable String overrideId,
    @Nullable String replaces,
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
   * Days on which its people are away, on the road or at work, and nobody else may have them: all
   * that was planned until they are home, then what they worked.
   */
  public Optional<Period> blocks() {
    if (state.isVoid()) {
      return Optional.empty();
    }
    LocalDate last = state == DispatchState.RETURNED ? lastDay : plannedLastDay;
    return last.isBefore(firstDay)
        ? Optional.empty()
        : Optional.of(new Period(firstDay.minusDays(travelDays), last.plusDays(travelDays)));
  }

  /** Days on which its people rest, at home. */
  public Optional<Period> rests() {
    return restDays == 0
        ? Optional.empty()
        : blocks().map(p -> new Period(p.last().plusDays(1), p.last().plusDays(restDays)));
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

  /**
   * Whether the same offer is not to be proposed for the same request again: somebody said no. What
   * Kizuna only moved was refused by nobody.
   */
  public boolean refusedSince(long sequence) {
    return (state.isVoid()
            || state == DispatchState.RECALLED
            || (state == DispatchState.RETURNED && !released))
        && reason != RefusalReason.REARRANGED
        && reason != RefusalReason.COORDINATION
        && changedSequence > sequence;
  }

  /** The number behind the request's id in a dispatch id. */
  public int number() {
    return Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
  }

  public Dispatch moved(
      DispatchState to, LocalDate last, @Nullable RefusalReason why, long sequence, Instant at) {
    return with(
        c -> {
          c.state = to;
          c.lastDay = last;
          c.reason = why == null ? reason : why;
          c.released = released || to == DispatchState.RELEASED;
          c.changedSequence = sequence;
          c.changedAt = at;
          if (to != state) {
            switch (to) {
              case CONFIRMED -> c.confirmedAt = at;
              case DEPARTED -> c.departedAt = at;
              case ON_SITE -> c.arrivedAt = at;
              case RELEASED, RECALLED -> c.endedAt = at;
              case RETURNED -> c.returnedAt = at;
              default -> {}
            }
          }
        });
  }

  /** Asked to stay until then, or, with null, asked no more. */
  public Dispatch askedToStay(@Nullable LocalDate until, long sequence, Instant at) {
    return with(
        c -> {
          c.extensionAskedTo = until;
          c.changedSequence = sequence;
          c.changedAt = at;
        });
  }

  /** They stay until then. */
  public Dispatch extended(LocalDate until, long sequence, Instant at) {
    return with(
        c -> {
          c.lastDay = until;
          c.plannedLastDay = until;
          c.extensionAskedTo = null;
          c.changedSequence = sequence;
          c.changedAt = at;
        });
  }

  /** In a disaster that goes on as another. */
  public Dispatch inDisaster(String other, long sequence, Instant at) {
    return with(
        c -> {
          c.disasterId = other;
          c.changedSequence = sequence;
          c.changedAt = at;
        });
  }

  /** They do other work. */
  public Dispatch retasked(TaskType task, long sequence, Instant at) {
    return with(
        c -> {
          c.taskType = task;
          c.changedSequence = sequence;
          c.changedAt = at;
        });
  }

  /** Fewer of them, or fewer days: what is left of a proposal of which the other part was moved. */
  public Dispatch rest(String restId, int persons, Period days, long sequence, Instant at) {
    return new Dispatch(
        restId,
        requestId,
        offerId,
        disasterId,
        lender,
        receiver,
        taskType,
        state,
        wave,
        persons,
        days.first(),
        days.last(),
        days.last(),
        travelDays,
        days.first().equals(firstDay) ? overlapDays : 0,
        restDays,
        false,
        null,
        agreementId,
        agreementVersion,
        costBearer,
        overrideId,
        id,
        at,
        holdUntil,
        null,
        null,
        null,
        null,
        null,
        null,
        sequence,
        at);
  }

  /** The same proposal for other persons or days, before anybody has seen it. */
  public Dispatch unseenAs(
      String otherId,
      int otherWave,
      int persons,
      Period days,
      int overlap,
      @Nullable String instead,
      Instant held) {
    return new Dispatch(
        otherId,
        requestId,
        offerId,
        disasterId,
        lender,
        receiver,
        taskType,
        state,
        otherWave,
        persons,
        days.first(),
        days.last(),
        days.last(),
        travelDays,
        overlap,
        restDays,
        released,
        extensionAskedTo,
        agreementId,
        agreementVersion,
        costBearer,
        overrideId,
        instead,
        proposedAt,
        held,
        confirmedAt,
        departedAt,
        arrivedAt,
        endedAt,
        returnedAt,
        reason,
        changedSequence,
        changedAt);
  }

  private Dispatch with(Consumer<Course> change) {
    Course c = new Course(this);
    change.accept(c);
    return new Dispatch(
        id,
        requestId,
        offerId,
        c.disasterId,
        lender,
        receiver,
        c.taskType,
        c.state,
        wave,
        headCount,
        firstDay,
        c.lastDay,
        c.plannedLastDay,
        travelDays,
        overlapDays,
        restDays,
        c.released,
        c.extensionAskedTo,
        agreementId,
        agreementVersion,
        costBearer,
        overrideId,
        replaces,
        proposedAt,
        holdUntil,
        c.confirmedAt,
        c.departedAt,
        c.arrivedAt,
        c.endedAt,
        c.returnedAt,
        c.reason,
        c.changedSequence,
        c.changedAt);
  }

  /** What of a dispatch changes in its course. */
  private static final class Course {
    String disasterId;
    TaskType taskType;
    DispatchState state;
    LocalDate lastDay;
    LocalDate plannedLastDay;
    boolean released;
    @Nullable LocalDate extensionAskedTo;
    @Nullable Instant confirmedAt;
    @Nullable Instant departedAt;
    @Nullable Instant arrivedAt;
    @Nullable Instant endedAt;
    @Nullable Instant returnedAt;
    @Nullable RefusalReason reason;
    long changedSequence;
    Instant changedAt;

    Course(Dispatch d) {
      disasterId = d.disasterId;
      taskType = d.taskType;
      state = d.state;
      lastDay = d.lastDay;
      plannedLastDay = d.plannedLastDay;
      released = d.released;
      extensionAskedTo = d.extensionAskedTo;
      confirmedAt = d.confirmedAt;
      departedAt = d.departedAt;
      arrivedAt = d.arrivedAt;
      endedAt = d.endedAt;
      returnedAt = d.returnedAt;
      reason = d.reason;
      changedSequence = d.changedSequence;
      changedAt = d.changedAt;
    }
  }
}

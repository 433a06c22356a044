package kizuna.streams.state;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.DispatchState.Report;
import org.jspecify.annotations.Nullable;

/**
 * One wave (陣) of one lender for one request.
 *
 * @param taskType their present work; differs from the request if the receiver gave them other work
 * @param lastDay as planned now; before {@code firstDay} if they were recalled before they worked a
 *     day
 * @param plannedLastDay as proposed, or extended
 * @param travelDays days on the road each way, before the first day and after the last
 * @param overlapDays days by which they arrive before the wave that they relieve leaves
 * @param restDays days of rest at home afterwards
 * @param released whether the receiver released them, which also ended the need of the days after
 *     {@code lastDay}
 * @param extensionAskedTo last day of an extension that the receiver requested, unanswered
 * @param overrideId the override that made it possible
 * @param replaces the proposal that it replaces, if one was moved
 * @param implied reports that were never made but that a later one implies; their times are null
 * @param releasedUntil last day of the receiver's need, if it released them; {@code plannedLastDay}
 *     once it has stated its need anew; null: no release, or {@code lastDay} contains it, in state
 *     of earlier versions
 * @param steps reports that can be taken back, the oldest first
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
    Set<Report> implied,
    @Nullable LocalDate releasedUntil,
    List<Step> steps,
    long changedSequence,
    Instant changedAt) {

  /** Days before the journey on which a report on it needs no confirmation yet. */
  public static final int EARLY_DAYS = 1;

  /** A report with the values that it replaced, so that its reporter can take it back. */
  public record Step(
      Act act,
      Role role,
      String body,
      DispatchState state,
      LocalDate lastDay,
      boolean released,
      @Nullable LocalDate releasedUntil,
      @Nullable RefusalReason reason,
      @Nullable Instant endedAt,
      Set<Report> implied) {

    public Step {
      implied = inOrder(implied);
    }
  }

  public Dispatch {
    implied = inOrder(implied);
    steps = List.copyOf(steps);
  }

  private static Set<Report> inOrder(Set<Report> reports) {
    Set<Report> sorted = EnumSet.noneOf(Report.class);
    sorted.addAll(reports);
    return Collections.unmodifiableSet(sorted);
  }

  /** Days of the request that it covers. */
  public Optional<Period> covers() {
    return state.isVoid() || lastDay.isBefore(firstDay)
        ? Optional.empty()
        : Optional.of(new Period(firstDay, lastDay));
  }

  /**
   * Days on which its people are away, on the road or at work, and blocked for others: all planned
   * days until they are home, then the days worked.
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

  /** Days without need because the receiver released its people early. */
  public Optional<Period> endsNeedOf() {
    LocalDate needed = releasedUntil == null ? lastDay : releasedUntil;
    if (!released || !plannedLastDay.isAfter(needed)) {
      return Optional.empty();
    }
    LocalDate after = needed.plusDays(1);
    return Optional.of(new Period(after.isBefore(firstDay) ? firstDay : after, plannedLastDay));
  }

  /**
   * The dispatch after the receiver stated its need anew: a release before that ends no need of it.
   */
  public Dispatch needStated(long sequence, Instant at) {
    return DispatchReports.needStated(this, sequence, at);
  }

  /** Persons times days (延べ人数), as planned now. */
  public int personDays() {
    return covers().map(p -> p.days() * headCount).orElse(0);
  }

  /**
   * Whether the same offer must not be proposed for the same request again: a party refused, or
   * took them home before their time. Staff that came home as planned is no refusal.
   */
  public boolean refusedSince(long sequence) {
    boolean wentEarly =
        state == DispatchState.RETURNED
            && !released
            && (reason != null || lastDay.isBefore(plannedLastDay));
    return (state.isVoid() || state == DispatchState.RECALLED || wentEarly)
        && (reason == null || reason.isRefusal())
        && changedSequence > sequence;
  }

  /** The earliest day on which their journey begins. */
  public LocalDate journeyBegins() {
    return firstDay.minusDays((long) travelDays + overlapDays);
  }

  /**
   * Whether an act may be reported: it is legal in this state, or it is a late report that a later
   * one implied.
   */
  public boolean allows(Act act) {
    return state.allows(act) || isLate(act);
  }

  /**
   * The last day of an extension that waits for an answer; empty also if the dispatch ends without
   * one.
   */
  public Optional<LocalDate> waitsForExtension() {
    return Optional.ofNullable(extensionAskedTo)
        .filter(until -> state.allows(Act.ANSWER_EXTENSION));
  }

  /** Whether the act is a report that a later one implied already. */
  public boolean isLate(Act act) {
    return act != Act.RECALL && act.report().filter(implied::contains).isPresent();
  }

  /**
   * Days on which an act is usually reported; any other day needs a confirmation. Empty if any day
   * is usual.
   */
  public Optional<Period> usualDays(Act act) {
    if (isLate(act)) {
      return Optional.empty();
    }
    LocalDate begins = leaves().minusDays(EARLY_DAYS);
    LocalDate last = lastDay.isBefore(begins) ? begins : lastDay;
    return switch (act) {
      case DEPART, ARRIVE, HAND_OVER -> Optional.of(new Period(begins, last));
      case RELEASE, RECALL, RETURN ->
          state == DispatchState.CONFIRMED
              ? Optional.of(new Period(begins, LocalDate.MAX))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** The day of departure, or the first day of the journey. */
  private LocalDate leaves() {
    return Optional.ofNullable(departedAt)
        .map(at -> LocalDate.ofInstant(at, NetworkView.JAPAN))
        .filter(day -> day.isBefore(journeyBegins()))
        .orElse(journeyBegins());
  }

  /** The day; that of their departure or arrival, if it was reported for a later one. */
  public LocalDate notBeforeSeen(LocalDate day) {
    LocalDate seen = day;
    for (Instant at : Arrays.asList(departedAt, arrivedAt)) {
      LocalDate then = at == null ? day : LocalDate.ofInstant(at, NetworkView.JAPAN);
      seen = then.isAfter(seen) ? then : seen;
    }
    return seen;
  }

  /** The earliest last day for a release or recall: the day before they left. */
  public LocalDate earliestEnd(LocalDate today) {
    LocalDate begins = leaves();
    return (begins.isBefore(today) ? begins : today).minusDays(1);
  }

  /** The number behind the request's id in a dispatch id. */
  public int number() {
    return Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
  }

  /** Kizuna moves it on by itself, or calls it off: no report can be taken back. */
  public Dispatch moved(
      DispatchState to, LocalDate last, @Nullable RefusalReason why, long sequence, Instant at) {
    DispatchBuilder changed = changed(sequence, at).withoutSteps();
    changed.state = to;
    changed.lastDay = last;
    changed.reason = why == null ? reason : why;
    return changed.build();
  }

  /** The same proposal, held until another time. */
  public Dispatch heldUntil(Instant until, long sequence, Instant at) {
    DispatchBuilder changed = changed(sequence, at);
    changed.holdUntil = until;
    return changed.build();
  }

  /**
   * Applies a report: moves it on, or adds a report that was only implied.
   *
   * @param last last day of work, as reported; before the first day: they work no day
   */
  public Dispatch reported(
      Act act,
      Role role,
      String body,
      LocalDate last,
      @Nullable RefusalReason why,
      long sequence,
      Instant at) {
    return DispatchReports.reported(this, act, role, body, last, why, sequence, at);
  }

  /** Whether an act implies a report that was not made. */
  public boolean implies(Act act) {
    return !DispatchReports.impliedBy(this, act, lastDay).isEmpty();
  }

  /** The dispatch before the last report, which was taken back. */
  public Dispatch retracted(long sequence, Instant at) {
    return DispatchReports.retracted(this, sequence, at);
  }

  /** A proposal without its days that are over. */
  public Dispatch from(LocalDate first, long sequence, Instant at) {
    DispatchBuilder changed = changed(sequence, at);
    changed.firstDay = first;
    changed.overlapDays = 0;
    return changed.build();
  }

  /** Adds a request to stay until a day, or, with null, removes it. */
  public Dispatch extensionRequested(@Nullable LocalDate until, long sequence, Instant at) {
    DispatchBuilder changed = changed(sequence, at).withoutSteps();
    changed.extensionAskedTo = until;
    return changed.build();
  }

  /** The dispatch with a later last day. */
  public Dispatch extended(LocalDate until, long sequence, Instant at) {
    DispatchBuilder changed = changed(sequence, at).withoutSteps();
    changed.lastDay = until;
    changed.plannedLastDay = until;
    changed.extensionAskedTo = null;
    return changed.build();
  }

  /** The same dispatch, in the remaining disaster. */
  public Dispatch inDisaster(String other, long sequence, Instant at) {
    DispatchBuilder changed = changed(sequence, at);
    changed.disasterId = other;
    return changed.build();
  }

  /** The same people from another of the lender's offers: this one was withdrawn. */
  public Dispatch movedToOffer(String otherOffer, long sequence, Instant at) {
    DispatchBuilder changed = changed(sequence, at);
    changed.offerId = otherOffer;
    return changed.build();
  }

  /** The dispatch with other work. */
  public Dispatch retasked(TaskType task, long sequence, Instant at) {
    DispatchBuilder changed = changed(sequence, at).withoutSteps();
    changed.taskType = task;
    return changed.build();
  }

  /**
   * Fewer persons or days: the rest of a proposal after a part of it was moved.
   *
   * @param insteadOf the proposal that it replaces
   */
  public Dispatch rest(
      String restId,
      int persons,
      Period days,
      @Nullable String insteadOf,
      long sequence,
      Instant at) {
    DispatchBuilder rest = changed(sequence, at).withoutSteps();
    rest.id = restId;
    rest.headCount = persons;
    rest.firstDay = days.first();
    rest.lastDay = days.last();
    rest.plannedLastDay = days.last();
    rest.overlapDays = days.first().equals(firstDay) ? overlapDays : 0;
    rest.released = false;
    rest.extensionAskedTo = null;
    rest.replaces = insteadOf;
    rest.proposedAt = at;
    rest.confirmedAt = null;
    rest.departedAt = null;
    rest.arrivedAt = null;
    rest.endedAt = null;
    rest.returnedAt = null;
    rest.reason = null;
    rest.implied.clear();
    rest.releasedUntil = null;
    return rest.build();
  }

  /** The same proposal for other persons or days, before it is published. */
  public Dispatch unseenAs(
      String otherId,
      int otherWave,
      int persons,
      Period days,
      int overlap,
      @Nullable String instead,
      Instant held) {
    DispatchBuilder other = new DispatchBuilder(this);
    other.id = otherId;
    other.wave = otherWave;
    other.headCount = persons;
    other.firstDay = days.first();
    other.lastDay = days.last();
    other.plannedLastDay = days.last();
    other.overlapDays = overlap;
    other.replaces = instead;
    other.holdUntil = held;
    return other.build();
  }

  private DispatchBuilder changed(long sequence, Instant at) {
    return new DispatchBuilder(this).changedBy(sequence, at);
  }
}

package kizuna.streams.afteraction;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import kizuna.codes.DispatchState;
import kizuna.codes.TaskType;
import kizuna.decisions.DispatchEvent;
import kizuna.schemas.JapanTime;
import kizuna.states.LedgerEntry;
import kizuna.streams.afteraction.AfterActionReport.Step;
import org.jspecify.annotations.Nullable;

/**
 * The report's data of one dispatch: its line of the ledger, and the decisions with their times.
 */
final class DispatchCourse {

  private static final Set<DispatchState> VOID_STATES =
      EnumSet.of(DispatchState.DECLINED, DispatchState.LAPSED, DispatchState.CANCELLED);

  private static final long NEVER = Long.MIN_VALUE;

  final String network;
  final String id;
  final String request;
  final String disaster;
  final String lender;
  final String receiver;
  final String agreement;
  final long proposedSequence;

  // Times are milliseconds: objects would take a third more memory.
  private final long proposedAt;
  boolean planConfirmed;
  long confirmedSequence;
  private long answeredAt = NEVER;
  long answeredSequence;
  private long lapsedAt = NEVER;
  long lapsedSequence;
  long arrivedSequence;

  /** The final value in the ledger. */
  TaskType task = TaskType.UNKNOWN;

  DispatchState state;
  int headCount;
  LocalDate firstDay;
  LocalDate lastDay;
  int overlapDays;
  private long confirmedAt = NEVER;
  private long arrivedAt = NEVER;

  /**
   * @param request id of its request, as {@link RequestCourse} has it
   */
  DispatchCourse(DispatchEvent first, String request, SharedValues shared) {
    network = shared.text(first.getNetworkId());
    id = first.getDispatchId();
    this.request = request;
    disaster = shared.text(first.getDisasterId());
    lender = shared.text(first.getLender());
    receiver = shared.text(first.getReceiver());
    agreement = shared.text(first.getAgreementId());
    proposedSequence = first.getSequence();
    proposedAt = millis(first.getAt());
    state = first.getState();
    headCount = first.getHeadCount();
    firstDay = shared.day(first.getFirstDay());
    lastDay = shared.day(first.getLastDay());
  }

  void add(DispatchEvent event, SharedValues shared) {
    state = event.getState();
    headCount = event.getHeadCount();
    firstDay = shared.day(event.getFirstDay());
    lastDay = shared.day(event.getLastDay());
    switch (event.getState()) {
      case CONFIRMED -> {
        confirmedSequence = event.getSequence();
        answered(event);
      }
      case DECLINED -> answered(event);
      case LAPSED -> {
        lapsedAt = millis(event.getAt());
        lapsedSequence = event.getSequence();
      }
      case ON_SITE -> arrivedSequence = event.getSequence();
      default -> {}
    }
  }

  private void answered(DispatchEvent event) {
    if (answeredAt == NEVER) {
      answeredAt = millis(event.getAt());
      answeredSequence = event.getSequence();
    }
  }

  /** Sets the final line of the ledger. */
  void stands(LedgerEntry entry, SharedValues shared) {
    task = entry.getTaskType();
    state = entry.getState();
    headCount = entry.getHeadCount();
    firstDay = shared.day(entry.getFirstDay());
    lastDay = shared.day(entry.getLastDay());
    overlapDays = entry.getOverlapDays();
    confirmedAt = millis(entry.getConfirmedAt());
    arrivedAt = millis(entry.getArrivedAt());
  }

  /** Whether it was declined, lapsed or called off. */
  boolean isVoid() {
    return VOID_STATES.contains(state);
  }

  /** 延べ人数: persons times days; 0 if it is void. */
  long personDays() {
    return isVoid() ? 0 : Math.max(0, lastDay.toEpochDay() - firstDay.toEpochDay() + 1) * headCount;
  }

  /** The time of a step; null if not reached. */
  @Nullable Instant at(Step step) {
    return switch (step) {
      case PROPOSED -> instant(proposedAt);
      case CONFIRMED -> instant(confirmedAt);
      case ARRIVED -> instant(arrivedAt);
    };
  }

  private static long millis(@Nullable Instant at) {
    return at == null ? NEVER : at.toEpochMilli();
  }

  private static @Nullable Instant instant(long millis) {
    return millis == NEVER ? null : Instant.ofEpochMilli(millis);
  }

  /** Time until the lender confirmed or declined; empty: no answer. */
  Optional<Duration> answer() {
    return answeredAt == NEVER
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(answeredAt - proposedAt));
  }

  boolean isConfirmed() {
    return confirmedAt != NEVER;
  }

  /** Whether its hold ended without an answer. */
  boolean isUnanswered() {
    return answeredAt == NEVER && lapsedAt != NEVER;
  }

  /** Position of the decision of a step. */
  long sequence(Step step) {
    return switch (step) {
      case PROPOSED -> proposedSequence;
      case CONFIRMED -> confirmedSequence;
      case ARRIVED -> arrivedSequence;
    };
  }

  Optional<LocalDate> arrivedOn() {
    return Optional.ofNullable(instant(arrivedAt)).map(JapanTime::dayOf);
  }

  FactReference fact(long sequence) {
    return new FactReference(network, sequence);
  }
}

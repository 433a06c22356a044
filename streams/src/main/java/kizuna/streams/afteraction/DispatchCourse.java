package kizuna.streams.afteraction;

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
import org.jspecify.annotations.Nullable;

/** What the report needs to know of one dispatch: its line of the ledger, and who decided when. */
final class DispatchCourse {

  private static final Set<DispatchState> CAME_TO_NOTHING =
      EnumSet.of(DispatchState.DECLINED, DispatchState.LAPSED, DispatchState.CANCELLED);

  final String network;
  final String id;
  final String request;
  final String disaster;
  final String lender;
  final String receiver;
  final String agreement;
  final long proposedSequence;
  final Instant proposedAt;
  boolean planConfirmed;
  long confirmedSequence;
  @Nullable Instant answeredAt;
  long answeredSequence;
  @Nullable Instant lapsedAt;
  long lapsedSequence;
  long arrivedSequence;

  /** As the ledger has it at last. */
  TaskType task = TaskType.UNKNOWN;

  DispatchState state;
  int headCount;
  LocalDate firstDay;
  LocalDate lastDay;
  int overlapDays;
  @Nullable Instant confirmedAt;
  @Nullable Instant arrivedAt;

  DispatchCourse(DispatchEvent first) {
    network = first.getNetworkId();
    id = first.getDispatchId();
    request = first.getRequestId();
    disaster = first.getDisasterId();
    lender = first.getLender();
    receiver = first.getReceiver();
    agreement = first.getAgreementId();
    proposedSequence = first.getSequence();
    proposedAt = first.getAt();
    state = first.getState();
    headCount = first.getHeadCount();
    firstDay = first.getFirstDay();
    lastDay = first.getLastDay();
  }

  void add(DispatchEvent event) {
    state = event.getState();
    headCount = event.getHeadCount();
    firstDay = event.getFirstDay();
    lastDay = event.getLastDay();
    switch (event.getState()) {
      case CONFIRMED -> {
        confirmedSequence = event.getSequence();
        answered(event);
      }
      case DECLINED -> answered(event);
      case LAPSED -> {
        lapsedAt = event.getAt();
        lapsedSequence = event.getSequence();
      }
      case ON_SITE -> arrivedSequence = event.getSequence();
      default -> {}
    }
  }

  private void answered(DispatchEvent event) {
    if (answeredAt == null) {
      answeredAt = event.getAt();
      answeredSequence = event.getSequence();
    }
  }

  /** The line of the ledger as it stands at last. */
  void stands(LedgerEntry entry) {
    task = entry.getTaskType();
    state = entry.getState();
    headCount = entry.getHeadCount();
    firstDay = entry.getFirstDay();
    lastDay = entry.getLastDay();
    overlapDays = entry.getOverlapDays();
    confirmedAt = entry.getConfirmedAt();
    arrivedAt = entry.getArrivedAt();
  }

  /** Whether it was declined, lapsed or called off. */
  boolean isVoid() {
    return CAME_TO_NOTHING.contains(state);
  }

  /** 延べ人数: persons times days, 0 where it came to nothing. */
  long personDays() {
    return isVoid() ? 0 : Math.max(0, lastDay.toEpochDay() - firstDay.toEpochDay() + 1) * headCount;
  }

  Optional<LocalDate> arrivedOn() {
    return Optional.ofNullable(arrivedAt).map(JapanTime::dayOf);
  }

  FactReference fact(long sequence) {
    return new FactReference(network, sequence);
  }
}

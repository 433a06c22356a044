package kizuna.streams.afteraction;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kizuna.codes.Priority;
import kizuna.codes.RequestState;
import kizuna.codes.TaskType;
import kizuna.states.OpenDays;
import kizuna.states.RequestStatus;
import kizuna.streams.afteraction.AfterActionReport.Step;
import org.jspecify.annotations.Nullable;

/** The report's data of one request: its final state and its dispatches. */
final class RequestCourse {

  /** Days on which persons are missing, from one to another. */
  record Missing(LocalDate firstDay, LocalDate lastDay, int headCount) {}

  final String network;
  final String id;

  /** Position of the request's fact; 0: not read. */
  long askedSequence;

  /** Its dispatches, in the order in which they were proposed. */
  final List<DispatchCourse> dispatches = new ArrayList<>(2);

  /** Whether a state was read; otherwise the request is left out. */
  private boolean stands;

  String receiver = "";
  TaskType task = TaskType.UNKNOWN;
  Priority priority = Priority.NORMAL;
  Instant askedAt = Instant.EPOCH;
  private @Nullable Instant firstProposedAt;
  private boolean givenUp;

  /** Covered person-days. */
  int covered;

  /** Uncovered person-days: a drill is over, so days still open are a shortfall, too. */
  int uncovered;

  /** The days of {@link #uncovered}. */
  List<Missing> missing = List.of();

  RequestCourse(String network, String id) {
    this.network = network;
    this.id = id;
  }

  /** Sets the final state. */
  void stands(RequestStatus status, SharedValues shared) {
    stands = true;
    receiver = shared.text(status.getReceiver());
    task = status.getTaskType();
    priority = status.getPriority();
    askedAt = status.getAskedAt();
    firstProposedAt = status.getFirstProposedAt();
    givenUp =
        status.getState() == RequestState.CANCELLED || status.getState() == RequestState.MERGED;
    // The need of a cancelled request is its covered and its past unmet person-days.
    covered = status.getCoveredPersonDays();
    uncovered = status.getOpenPersonDays() + status.getUnmetPersonDays();
    missing =
        Stream.concat(status.getUnmet().stream(), status.getOpen().stream())
            .map((OpenDays d) -> missing(d, shared))
            .toList();
  }

  private static Missing missing(OpenDays d, SharedValues shared) {
    return new Missing(shared.day(d.getFirstDay()), shared.day(d.getLastDay()), d.getHeadCount());
  }

  boolean stands() {
    return stands;
  }

  /** Whether the request is not needed any more. */
  boolean isGivenUp() {
    return givenUp;
  }

  /** The first time of a step. */
  Optional<Instant> first(Step step) {
    return step == Step.PROPOSED
        ? Optional.ofNullable(firstProposedAt)
        : dispatches.stream()
            .flatMap(d -> Stream.ofNullable(d.at(step)))
            .min(java.util.Comparator.naturalOrder());
  }
}

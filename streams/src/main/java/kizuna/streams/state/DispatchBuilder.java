package kizuna.streams.state;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import kizuna.streams.state.Dispatch.Step;
import kizuna.streams.state.DispatchState.Report;
import org.jspecify.annotations.Nullable;

/**
 * A mutable copy of a dispatch. It has one field for each component of the record: the list of them
 * is a table.
 */
final class DispatchBuilder {

  String id;
  String requestId;
  String offerId;
  String disasterId;
  String lender;
  String receiver;
  TaskType taskType;
  DispatchState state;
  int wave;
  int headCount;
  LocalDate firstDay;
  LocalDate lastDay;
  LocalDate plannedLastDay;
  int travelDays;
  int overlapDays;
  int restDays;
  boolean released;
  @Nullable LocalDate extensionAskedTo;
  String agreementId;
  int agreementVersion;
  CostBearer costBearer;
  @Nullable String overrideId;
  @Nullable String replaces;
  Instant proposedAt;
  Instant holdUntil;
  @Nullable Instant confirmedAt;
  @Nullable Instant departedAt;
  @Nullable Instant arrivedAt;
  @Nullable Instant endedAt;
  @Nullable Instant returnedAt;
  @Nullable RefusalReason reason;
  Set<Report> implied;
  @Nullable LocalDate releasedUntil;
  List<Step> steps;
  long changedSequence;
  Instant changedAt;

  DispatchBuilder(Dispatch d) {
    id = d.id();
    requestId = d.requestId();
    offerId = d.offerId();
    disasterId = d.disasterId();
    lender = d.lender();
    receiver = d.receiver();
    taskType = d.taskType();
    state = d.state();
    wave = d.wave();
    headCount = d.headCount();
    firstDay = d.firstDay();
    lastDay = d.lastDay();
    plannedLastDay = d.plannedLastDay();
    travelDays = d.travelDays();
    overlapDays = d.overlapDays();
    restDays = d.restDays();
    released = d.released();
    extensionAskedTo = d.extensionAskedTo();
    agreementId = d.agreementId();
    agreementVersion = d.agreementVersion();
    costBearer = d.costBearer();
    overrideId = d.overrideId();
    replaces = d.replaces();
    proposedAt = d.proposedAt();
    holdUntil = d.holdUntil();
    confirmedAt = d.confirmedAt();
    departedAt = d.departedAt();
    arrivedAt = d.arrivedAt();
    endedAt = d.endedAt();
    returnedAt = d.returnedAt();
    reason = d.reason();
    implied = EnumSet.noneOf(Report.class);
    implied.addAll(d.implied());
    releasedUntil = d.releasedUntil();
    steps = new ArrayList<>(d.steps());
    changedSequence = d.changedSequence();
    changedAt = d.changedAt();
  }

  /** Marks the decision that changes the dispatch. */
  DispatchBuilder changedBy(long sequence, Instant at) {
    changedSequence = sequence;
    changedAt = at;
    return this;
  }

  /** No earlier report can be taken back any more. */
  DispatchBuilder withoutSteps() {
    steps.clear();
    return this;
  }

  Dispatch build() {
    return new Dispatch(
        id,
        requestId,
        offerId,
        disasterId,
        lender,
        receiver,
        taskType,
        state,
        wave,
        headCount,
        firstDay,
        lastDay,
        plannedLastDay,
        travelDays,
        overlapDays,
        restDays,
        released,
        extensionAskedTo,
        agreementId,
        agreementVersion,
        costBearer,
        overrideId,
        replaces,
        proposedAt,
        holdUntil,
        confirmedAt,
        departedAt,
        arrivedAt,
        endedAt,
        returnedAt,
        reason,
        implied,
        releasedUntil,
        steps,
        changedSequence,
        changedAt);
  }
}

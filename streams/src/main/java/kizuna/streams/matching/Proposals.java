package kizuna.streams.matching;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kizuna.streams.matching.rules.Tour;
import kizuna.streams.matching.rules.TourPlanner;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.Fact;
import kizuna.streams.state.Period;
import kizuna.streams.state.Priority;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.StagedState;
import org.jspecify.annotations.Nullable;

/** Makes dispatches of tours: the wave, the end of the hold, and the relief of the wave before. */
final class Proposals {

  private final long sequence;

  Proposals(long sequence) {
    this.sequence = sequence;
  }

  /** Sequence of the present decision. */
  long sequence() {
    return sequence;
  }

  /**
   * A proposal for a tour.
   *
   * @param insteadOf the proposal that it replaces, if one was moved
   */
  Dispatch planned(
      StagedState state,
      String requestId,
      TourPlanner tours,
      Tour tour,
      @Nullable String insteadOf) {
    return proposal(
        state,
        state.requestOf(requestId),
        tours.lender(),
        tour,
        tours.waivedFor(tour).orElse(null),
        insteadOf);
  }

  /** The rest of a proposal after a part of it was moved. */
  Dispatch rest(
      StagedState state, Dispatch of, @Nullable String insteadOf, int headCount, Period days) {
    return of.rest(
        of.requestId() + "-" + (state.requestOf(of.requestId()).dispatches().size() + 1),
        headCount,
        days,
        insteadOf,
        sequence,
        state.clock());
  }

  /** A stay of the plan as a proposal of these people and days, with the next number. */
  static Dispatch cut(
      StagedState state, Dispatch stay, DailyCount tour, @Nullable String insteadOf) {
    RequestCoverage book = state.requestOf(stay.requestId());
    String lender = stay.lender();
    return stay.unseenAs(
        stay.requestId() + "-" + (book.dispatches().size() + 1),
        wave(state, book, lender),
        tour.headCount(),
        tour.days(),
        overlapDays(state, book, stay.offerId(), tour.days().first(), stay.travelDays()),
        insteadOf,
        holdUntil(state, book.request(), lender, insteadOf));
  }

  private Dispatch proposal(
      StagedState state,
      RequestCoverage book,
      String lender,
      Tour tour,
      @Nullable String overrideId,
      @Nullable String replaces) {
    Request request = book.request();
    Instant now = state.clock();
    return new Dispatch(
        request.id() + "-" + (book.dispatches().size() + 1),
        request.id(),
        tour.offerId(),
        request.disasterId(),
        lender,
        request.receiver(),
        request.taskType(),
        DispatchState.PROPOSED,
        wave(state, book, lender),
        tour.headCount(),
        tour.firstDay(),
        tour.lastDay(),
        tour.lastDay(),
        tour.agreement().travelDays(),
        overlapDays(state, book, tour.offerId(), tour.firstDay(), tour.agreement().travelDays()),
        state.register().limits(lender).restDays(),
        false,
        null,
        tour.agreement().id(),
        tour.agreement().version(),
        tour.agreement().costBearer(),
        overrideId,
        replaces,
        now,
        holdUntil(state, request, lender, replaces),
        null,
        null,
        null,
        null,
        null,
        null,
        Set.of(),
        null,
        List.of(),
        sequence,
        now);
  }

  /** The number of the next wave of this lender for this request. */
  static int wave(StagedState state, RequestCoverage book, String lender) {
    int wave = 1;
    for (Dispatch d : book.dispatches()) {
      if (d.lender().equals(lender) && !d.state().isVoid()) {
        wave++;
      }
    }
    return wave;
  }

  /** A replacement from the same lender is held no longer than the moved proposal. */
  static Instant holdUntil(
      StagedState state, Request request, String lender, @Nullable String replaces) {
    Fact.NetworkFormed terms = state.register().network();
    int holdMinutes =
        request.priority() == Priority.LIFE_SAFETY
            ? terms.lifeSafetyHoldMinutes()
            : terms.holdMinutes();
    return Optional.ofNullable(replaces)
        .map(id -> state.dispatchOf(id))
        .filter(d -> d.lender().equals(lender))
        .map(Dispatch::holdUntil)
        .orElse(state.clock().plus(Duration.ofMinutes(holdMinutes)));
  }

  /**
   * A relieving wave arrives before the relieved wave leaves, as far as time allows (引継ぎ重複日). Both
   * are paid for the handover; the need of the day counts once.
   */
  static int overlapDays(
      StagedState state, RequestCoverage book, String offerId, LocalDate firstDay, int travelDays) {
    LocalDate before = firstDay.minusDays(1);
    boolean relieves =
        book.dispatches().stream()
            .anyMatch(d -> d.covers().filter(p -> p.last().equals(before)).isPresent());
    if (!relieves) {
      return 0;
    }
    LocalDate leaves = state.offerOf(offerId).offer().period().first();
    LocalDate earliest = leaves.isBefore(state.today()) ? state.today() : leaves;
    long possible = firstDay.toEpochDay() - earliest.toEpochDay() - travelDays;
    int asked = Math.min(book.request().overlapDays(), book.request().tourDays() - 1);
    return (int) Math.max(0, Math.min(asked, possible));
  }
}

package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kizuna.streams.matching.rules.EligibilityRule;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.Change;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.DailyLimitUse;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.LenderLimits;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.Period;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.RequestState;

/** Decides extensions: requests of the receiver and answers of the lender. */
final class ExtensionHandler {

  private final DecisionContext c;
  private final DispatchFinder finder;

  ExtensionHandler(DecisionContext c) {
    this.c = c;
    this.finder = new DispatchFinder(c);
  }

  Decision extensionRequested(Fact.ExtensionRequested f) {
    Dispatch dispatch = finder.find(f.dispatch(), Act.ASK_EXTENSION);
    Optional<Reason> no = finder.refusal(f.dispatch(), dispatch, Act.ASK_EXTENSION);
    if (dispatch == null || no.isPresent()) {
      return c.no(no.orElseThrow());
    }
    if (!f.lastDay().isAfter(dispatch.lastDay())) {
      return c.no(
          Reason.day(
              RejectionCode.PERIOD_INVALID,
              dispatch.id(),
              dispatch.lastDay().plusDays(1),
              null,
              f.lastDay()));
    }
    Optional<Reason> beyond = obstacle(dispatch, f.lastDay());
    if (beyond.isPresent()) {
      return c.no(beyond.get());
    }
    c.put(dispatch.extensionRequested(f.lastDay(), c.sequence, c.state.clock()));
    return c.accepted(dispatch.id());
  }

  /** Whether the receiver can request one more day. */
  boolean mayStayLonger(Dispatch d) {
    return terms(d).toStayLonger(d, c.state.today()).isEmpty();
  }

  /**
   * They stay under the agreement of the dispatch: until it ends, as long as it allows, and not
   * while it is suspended. A request that was cancelled needs nobody for longer; amended, it goes
   * on.
   */
  private DispatchTerms terms(Dispatch d) {
    boolean needEnded = c.request(d.requestId()).ended();
    Agreement agreement = c.state.register().agreement(d.agreementId());
    return agreement == null
        ? DispatchTerms.unlimited(needEnded)
        : DispatchTerms.of(needEnded, agreement).waiving(rule -> finder.isWaived(d, rule));
  }

  private Optional<Reason> obstacle(Dispatch d, LocalDate lastDay) {
    DispatchTerms terms = terms(d);
    return terms
        .toStayUntil(lastDay, d, c.state.today())
        .map(obstacle -> reason(obstacle, d, lastDay, terms));
  }

  private Reason reason(
      DispatchTerms.Obstacle obstacle, Dispatch d, LocalDate lastDay, DispatchTerms terms) {
    return switch (obstacle) {
      case NEED_ENDED ->
          c.disasterOver(d.id(), d.disasterId())
              .or(() -> c.refusal(d.requestId(), RequestState.Act.CANCEL))
              .orElseThrow();
      case DAYS_OVER ->
          Reason.day(
              RejectionCode.PERIOD_PAST, d.id(), c.state.today().minusDays(1), null, d.lastDay());
      case SUSPENDED -> new Reason.Suspended(d.id(), d.agreementId());
      case NOT_IN_FORCE -> {
        Agreement a = Objects.requireNonNull(c.state.register().agreement(d.agreementId()));
        yield new Reason.NotInForce(d.id(), a.id(), a.validFrom(), a.validTo(), lastDay);
      }
      case TOUR_TOO_LONG ->
          new Reason.TourTooLong(
              RejectionCode.TOUR_TOO_LONG,
              d.id(),
              d.agreementId(),
              Objects.requireNonNull(terms.longestTourDays()),
              new Period(d.firstDay(), lastDay).days() + 2 * d.travelDays());
    };
  }

  Decision extensionAnswered(Fact.ExtensionAnswered f) {
    Dispatch dispatch = finder.find(f.dispatch(), Act.ANSWER_EXTENSION);
    Optional<Reason> no = finder.refusal(f.dispatch(), dispatch, Act.ANSWER_EXTENSION);
    if (dispatch == null || no.isPresent()) {
      return c.no(no.orElseThrow());
    }
    LocalDate until = dispatch.extensionAskedTo();
    if (until == null) {
      return c.no(RejectionCode.EXTENSION_NOT_ASKED, dispatch.id());
    }
    if (!f.granted()) {
      c.put(dispatch.extensionRequested(null, c.sequence, c.state.clock()));
      return c.accepted(dispatch.id());
    }
    Set<String> freed = new TreeSet<>();
    Set<String> opened = new TreeSet<>();
    Optional<Reason> taken =
        obstacle(dispatch, until).or(() -> makeRoom(dispatch, until, freed, opened));
    if (taken.isPresent()) {
      return c.no(taken.get());
    }
    c.put(dispatch.extended(until, c.sequence, c.state.clock()));
    c.matcher.rematch(opened, freed, MatchTrigger.STAFF_FREED);
    return c.accepted(dispatch.id());
  }

  /**
   * Makes room for people who stay: they cover need on days behind the request's; proposals on
   * these days give way, here and in their offer; confirmed dispatches do not.
   */
  private Optional<Reason> makeRoom(
      Dispatch d, LocalDate until, Set<String> freed, Set<String> opened) {
    Request request = c.request(d.requestId());
    LocalDate first = d.lastDay().plusDays(1);
    if (until.isAfter(request.period().last())) {
      List<DailyCount> needs = new ArrayList<>(request.needs());
      LocalDate beyond = request.period().last().plusDays(1);
      needs.add(
          new DailyCount(
              new Period(beyond.isBefore(first) ? first : beyond, until), d.headCount()));
      c.state.apply(
          new Change.RequestPut(
              request.amended(
                  needs,
                  new Period(request.period().first(), until),
                  request.askedPriority(),
                  request.amendedSequence())));
    }
    Period more = new Period(first, until);
    for (Dispatch other : c.proposalsFor(d.requestId())) {
      if (firstDayShort(d, more).isPresent() && overlaps(other, more)) {
        c.giveUp(other, RefusalReason.STAFF_STAY, freed);
        // Its days without their stay are open again.
        opened.add(d.requestId());
      }
    }
    Optional<LocalDate> filled = firstDayShort(d, more);
    if (filled.isPresent()) {
      return Optional.of(
          new Reason.CapacityTaken(
              d.id(),
              d.headCount(),
              c.state.requestOf(d.requestId()).openOn(filled.get().toEpochDay()),
              filled.get()));
    }
    for (Dispatch other : c.state.dispatchesOfOffer(d.offerId())) {
      if (other.state() == DispatchState.PROPOSED
          && !other.id().equals(d.id())
          && firstDayTaken(d, until).isPresent()
          && other.blocks().filter(p -> !p.last().isBefore(first)).isPresent()) {
        c.giveUp(other, RefusalReason.STAFF_STAY, freed);
        opened.add(other.requestId());
      }
    }
    return firstDayTaken(d, until).map(day -> taken(d, day)).or(() -> limitTaken(d, until));
  }

  private Reason taken(Dispatch d, LocalDate day) {
    OfferUse book = c.state.offerOf(d.offerId());
    Period offered = book.offer().period();
    if (book.offer().ended()) {
      return new Reason.Unknown(
          RejectionCode.UNKNOWN_OFFER, d.id(), List.of(d.offerId()), book.state(c.state.today()));
    }
    return day.isAfter(offered.last())
        ? new Reason.OfferEnds(d.id(), d.headCount(), day, d.offerId(), offered)
        : new Reason.StaffTaken(d.id(), d.headCount(), free(book, d, day), day, d.offerId());
  }

  /** The first day on which agreement and lender leave room for too few to stay. */
  private Optional<Reason> limitTaken(Dispatch d, LocalDate until) {
    Agreement agreement = c.state.register().agreement(d.agreementId());
    if (agreement != null
        && agreement.headCountLimit() != null
        && !finder.isWaived(d, EligibilityRule.AGREEMENT_HEAD_COUNT_LEFT)) {
      Optional<Reason> taken =
          limitTaken(
              d,
              new DailyLimitUse.UnderAgreement(agreement.id(), d.lender(), d.receiver()),
              agreement.headCountLimit(),
              new Period(d.lastDay().plusDays(1), until));
      if (taken.isPresent()) {
        return taken;
      }
    }
    LenderLimits limits = c.state.register().limits(d.lender());
    if (finder.isWaived(d, EligibilityRule.LENDER_LIMIT_LEFT)) {
      return Optional.empty();
    }
    Period away =
        new Period(d.lastDay().plusDays(d.travelDays() + 1L), until.plusDays(d.travelDays()));
    Integer ofTask = limits.byTask().get(d.taskType());
    return Optional.ofNullable(limits.all())
        .flatMap(all -> limitTaken(d, new DailyLimitUse.OfLender(d.lender(), null), all, away))
        .or(
            () ->
                Optional.ofNullable(ofTask)
                    .flatMap(
                        most ->
                            limitTaken(
                                d,
                                new DailyLimitUse.OfLender(d.lender(), d.taskType()),
                                most,
                                away)));
  }

  private Optional<Reason> limitTaken(Dispatch d, DailyLimitUse use, int limit, Period days) {
    for (LocalDate day = days.first(); !day.isAfter(days.last()); day = day.plusDays(1)) {
      int left = limit - c.state.used(use, day.toEpochDay());
      if (left < d.headCount()) {
        return Optional.of(
            new Reason.LimitTaken(d.id(), d.headCount(), Math.max(0, left), day, limit));
      }
    }
    return Optional.empty();
  }

  private static boolean overlaps(Dispatch other, Period days) {
    return other.covers().filter(days::overlaps).isPresent();
  }

  private Optional<LocalDate> firstDayShort(Dispatch d, Period days) {
    RequestCoverage book = c.state.requestOf(d.requestId());
    for (LocalDate day = days.first(); !day.isAfter(days.last()); day = day.plusDays(1)) {
      if (book.openOn(day.toEpochDay()) < d.headCount()) {
        return Optional.of(day);
      }
    }
    return Optional.empty();
  }

  /**
   * The first day on which the offer has too few for the people who stay, on the way and resting.
   */
  private Optional<LocalDate> firstDayTaken(Dispatch d, LocalDate until) {
    OfferUse offer = c.state.offerOf(d.offerId());
    LocalDate home = until.plusDays(d.travelDays());
    if (home.isAfter(offer.offer().period().last())) {
      return Optional.of(offer.offer().period().last().plusDays(1));
    }
    LocalDate end = home.plusDays(d.restDays());
    LocalDate last =
        end.isAfter(offer.offer().period().last()) ? offer.offer().period().last() : end;
    LocalDate first = d.lastDay().plusDays(d.travelDays() + 1L);
    for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
      if (free(offer, d, day) < d.headCount()) {
        return Optional.of(day);
      }
    }
    return Optional.empty();
  }

  /** Free persons on a day, including those who would rest then without the extension. */
  private static int free(OfferUse offer, Dispatch d, LocalDate day) {
    int own = d.rests().filter(p -> p.contains(day)).isPresent() ? d.headCount() : 0;
    return offer.freeOn(day.toEpochDay()) + own;
  }
}

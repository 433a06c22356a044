package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
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
import kizuna.streams.matching.rules.EligibilityRule;
import org.jspecify.annotations.Nullable;

/** Facts about dispatches (派遣), from confirmation to return. */
final class DispatchFacts {

  private final Case c;

  DispatchFacts(Case c) {
    this.c = c;
  }

  Decision acted(Fact.DispatchActed f) {
    Dispatch dispatch = find(f.dispatch(), f.act());
    Optional<Reason> no = refusal(f.dispatch(), dispatch, f.act());
    if (dispatch == null || no.isPresent()) {
      return c.no(no.orElseThrow());
    }
    no =
        (f.act() == Act.CONFIRM ? Basis.lost(c.books, dispatch) : Optional.<Reason>empty())
            .or(() -> unusual(dispatch, f))
            .or(() -> wrongEnd(dispatch, f));
    if (no.isPresent()) {
      return c.no(no.get());
    }
    Dispatch after =
        dispatch.reported(
            f.act(),
            c.report.role(),
            c.report.body(),
            lastDay(dispatch, f),
            f.reason(),
            c.sequence,
            c.books.clock());
    c.put(after);
    boolean shorter = after.personDays() < dispatch.personDays();
    boolean needed = f.act() != Act.RELEASE;
    Set<String> opened = shorter && needed ? Set.of(after.requestId()) : Set.of();
    // A tour cut short leaves heads under its agreement, though its people are not back yet.
    boolean gaveBack = shorter || after.state() == DispatchState.RETURNED;
    c.matcher.rematch(opened, gaveBack ? c.freedBy(after) : Set.of(), MatchTrigger.STAFF_FREED);
    if (shorter) {
      GapsForeseen.after(c, opened);
    }
    return c.accepted(dispatch.id());
  }

  /** The last day of work as the act leaves it: who is home covers nothing, since they are home. */
  private LocalDate lastDay(Dispatch d, Fact.DispatchActed f) {
    if (f.act() == Act.RETURN) {
      LocalDate home = d.notBeforeSeen(c.report.occurredOn()).minusDays(d.travelDays());
      return home.isBefore(d.lastDay()) ? home : d.lastDay();
    }
    return f.lastDay() == null ? d.lastDay() : f.lastDay();
  }

  /** A day far from the planned one is a mistake, unless the report says that it is meant. */
  private Optional<Reason> unusual(Dispatch d, Fact.DispatchActed f) {
    LocalDate today = c.books.today();
    return d.usualDays(f.act())
        .filter(days -> !f.confirmedUnusual() && !days.contains(today))
        .map(
            days ->
                Reason.day(
                    RejectionCode.UNUSUAL_DAY,
                    d.id(),
                    days.first(),
                    days.last().equals(LocalDate.MAX) ? null : days.last(),
                    today));
  }

  /** A release or a recall names a last day between the journey there and the end of the tour. */
  private Optional<Reason> wrongEnd(Dispatch d, Fact.DispatchActed f) {
    LocalDate lastDay = f.lastDay();
    if (lastDay == null) {
      return Optional.empty();
    }
    LocalDate earliest = d.earliestEnd(c.books.today());
    if (lastDay.isBefore(earliest) || lastDay.isAfter(d.plannedLastDay())) {
      return Optional.of(
          Reason.day(RejectionCode.PERIOD_INVALID, d.id(), earliest, d.plannedLastDay(), lastDay));
    }
    return f.act() == Act.RECALL ? tooSoon(d, lastDay, f.reason()) : Optional.empty();
  }

  /** A recall needs the notice that the agreement gives, unless the lender was struck itself. */
  private Optional<Reason> tooSoon(Dispatch d, LocalDate lastDay, @Nullable RefusalReason reason) {
    Agreement agreement = c.books.register().agreement(d.agreementId());
    int notice = agreement == null ? 0 : agreement.recallNoticeDays();
    LocalDate earliest = c.books.today().plusDays(notice);
    if (notice == 0
        || !lastDay.isBefore(earliest)
        || !lastDay.isBefore(d.lastDay())
        || reason == RefusalReason.OWN_DISASTER
        || c.books.register().isStruck(d.lender())) {
      return Optional.empty();
    }
    return Optional.of(Reason.day(RejectionCode.NOTICE_TOO_SHORT, d.id(), earliest, null, lastDay));
  }

  Decision extensionRequested(Fact.ExtensionRequested f) {
    Dispatch dispatch = find(f.dispatch(), Act.ASK_EXTENSION);
    Optional<Reason> no = refusal(f.dispatch(), dispatch, Act.ASK_EXTENSION);
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
    Optional<Reason> beyond = beyondAgreement(dispatch, f.lastDay());
    if (beyond.isPresent()) {
      return c.no(beyond.get());
    }
    c.put(dispatch.askedToStay(f.lastDay(), c.sequence, c.books.clock()));
    return c.accepted(dispatch.id());
  }

  /** Whether the receiver can ask to keep them for one more day. */
  boolean mayStayLonger(Dispatch d) {
    return beyondAgreement(d, d.lastDay().plusDays(1)).isEmpty();
  }

  /**
   * They stay under the agreement under which they went: until it ends, as long as it allows, and
   * not while it is suspended; and they go on from their last day, for no day that is over.
   */
  private Optional<Reason> beyondAgreement(Dispatch d, LocalDate lastDay) {
    LocalDate goesOn = d.lastDay().plusDays(1);
    if (goesOn.isBefore(c.books.today())) {
      return Optional.of(
          Reason.day(
              RejectionCode.PERIOD_PAST, d.id(), c.books.today().minusDays(1), null, d.lastDay()));
    }
    Agreement agreement = c.books.register().agreement(d.agreementId());
    if (agreement != null
        && agreement.suspended()
        && !isWaived(d, EligibilityRule.AGREEMENT_NOT_SUSPENDED)) {
      return Optional.of(new Reason.Suspended(d.id(), agreement.id()));
    }
    if (agreement != null
        && lastDay.isAfter(agreement.validTo())
        && !isWaived(d, EligibilityRule.AGREEMENT_IN_FORCE)) {
      return Optional.of(
          new Reason.NotInForce(
              d.id(), agreement.id(), agreement.validFrom(), agreement.validTo(), lastDay));
    }
    if (agreement == null || agreement.longestTourDays() == null) {
      return Optional.empty();
    }
    int longest = agreement.longestTourDays();
    int days = new Period(d.firstDay(), lastDay).days() + 2 * d.travelDays();
    return !lastDay.isAfter(Agreement.lastDayOfTour(d.firstDay(), d.travelDays(), longest))
        ? Optional.empty()
        : Optional.of(
            new Reason.TourTooLong(
                RejectionCode.TOUR_TOO_LONG, d.id(), agreement.id(), longest, days));
  }

  Decision extensionAnswered(Fact.ExtensionAnswered f) {
    Dispatch dispatch = find(f.dispatch(), Act.ANSWER_EXTENSION);
    Optional<Reason> no = refusal(f.dispatch(), dispatch, Act.ANSWER_EXTENSION);
    if (dispatch == null || no.isPresent()) {
      return c.no(no.orElseThrow());
    }
    LocalDate until = dispatch.extensionAskedTo();
    if (until == null) {
      return c.no(RejectionCode.EXTENSION_NOT_ASKED, dispatch.id());
    }
    if (!f.granted()) {
      c.put(dispatch.askedToStay(null, c.sequence, c.books.clock()));
      return c.accepted(dispatch.id());
    }
    Set<String> freed = new TreeSet<>();
    Set<String> opened = new TreeSet<>();
    Optional<Reason> taken =
        beyondAgreement(dispatch, until).or(() -> makeRoom(dispatch, until, freed, opened));
    if (taken.isPresent()) {
      return c.no(taken.get());
    }
    c.put(dispatch.extended(until, c.sequence, c.books.clock()));
    c.matcher.rematch(opened, freed, MatchTrigger.STAFF_FREED);
    return c.accepted(dispatch.id());
  }

  /**
   * Makes room for those who stay: the need of days behind the request's is theirs; what was only
   * proposed for the days gives way, here and of their offer; what is confirmed does not.
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
      c.books.apply(
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
        // Its days that they do not stay for are open again.
        opened.add(d.requestId());
      }
    }
    Optional<LocalDate> filled = firstDayShort(d, more);
    if (filled.isPresent()) {
      return Optional.of(
          new Reason.CapacityTaken(
              d.id(),
              d.headCount(),
              c.books.requestOf(d.requestId()).openOn(filled.get().toEpochDay()),
              filled.get()));
    }
    for (Dispatch other : c.books.dispatchesOfOffer(d.offerId())) {
      if (other.state() == DispatchState.PROPOSED
          && !other.id().equals(d.id())
          && firstDayTaken(d, until).isPresent()
          && other.blocks().filter(p -> !p.last().isBefore(first)).isPresent()) {
        c.giveUp(other, RefusalReason.STAFF_STAY, freed);
        opened.add(other.requestId());
      }
    }
    return firstDayTaken(d, until)
        .<Reason>map(
            day ->
                new Reason.StaffTaken(
                    d.id(),
                    d.headCount(),
                    free(c.books.offerOf(d.offerId()), d, day),
                    day,
                    d.offerId()))
        .or(() -> limitTaken(d, until));
  }

  /** The first day on which what agreement and lender can bear leaves too few to stay. */
  private Optional<Reason> limitTaken(Dispatch d, LocalDate until) {
    Agreement agreement = c.books.register().agreement(d.agreementId());
    if (agreement != null
        && agreement.headCountLimit() != null
        && !isWaived(d, EligibilityRule.AGREEMENT_HEAD_COUNT_LEFT)) {
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
    LenderLimits limits = c.books.register().limits(d.lender());
    if (isWaived(d, EligibilityRule.LENDER_LIMIT_LEFT)) {
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
                                d, new DailyLimitUse.OfLender(d.lender(), d.taskType()), most, away)));
  }

  private Optional<Reason> limitTaken(Dispatch d, DailyLimitUse use, int limit, Period days) {
    for (LocalDate day = days.first(); !day.isAfter(days.last()); day = day.plusDays(1)) {
      int left = limit - c.books.used(use, day.toEpochDay());
      if (left < d.headCount()) {
        return Optional.of(
            new Reason.LimitTaken(d.id(), d.headCount(), Math.max(0, left), day, limit));
      }
    }
    return Optional.empty();
  }

  private boolean isWaived(Dispatch d, EligibilityRule rule) {
    return c.books.register().overridesFor(d.requestId()).stream()
        .flatMap(o -> o.waives(d.lender()).stream())
        .anyMatch(rule.name()::equals);
  }

  private static boolean overlaps(Dispatch other, Period days) {
    return other.covers().filter(days::overlaps).isPresent();
  }

  private Optional<LocalDate> firstDayShort(Dispatch d, Period days) {
    RequestCoverage book = c.books.requestOf(d.requestId());
    for (LocalDate day = days.first(); !day.isAfter(days.last()); day = day.plusDays(1)) {
      if (book.openOn(day.toEpochDay()) < d.headCount()) {
        return Optional.of(day);
      }
    }
    return Optional.empty();
  }

  /** The first day on which the offer has not enough for those who stay, on the way and resting. */
  private Optional<LocalDate> firstDayTaken(Dispatch d, LocalDate until) {
    OfferUse offer = c.books.offerOf(d.offerId());
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

  /** Free on a day, with those who would be resting then, had they not stayed. */
  private static int free(OfferUse offer, Dispatch d, LocalDate day) {
    int own = d.rests().filter(p -> p.contains(day)).isPresent() ? d.headCount() : 0;
    return offer.freeOn(day.toEpochDay()) + own;
  }

  Decision retasked(Fact.StaffRetasked f) {
    Dispatch dispatch = find(f.dispatch(), Act.RETASK);
    Optional<Reason> no = refusal(f.dispatch(), dispatch, Act.RETASK);
    if (dispatch == null || no.isPresent()) {
      return c.no(no.orElseThrow());
    }
    Agreement agreement = c.books.register().agreement(dispatch.agreementId());
    boolean covers = agreement == null || agreement.covers(f.taskType());
    boolean waived = isWaived(dispatch, EligibilityRule.AGREEMENT_COVERS_TASK);
    if (!covers && !waived && agreement != null) {
      return c.no(
          new Reason.TaskOutside(
              dispatch.id(), agreement.id(), agreement.taskTypes(), f.taskType()));
    }
    c.put(dispatch.retasked(f.taskType(), c.sequence, c.books.clock()));
    // Under a limit of the work that they did before, others may go.
    if (c.books.register().limits(dispatch.lender()).limitsHeads()) {
      c.matcher.rematch(Set.of(), c.freeOffersOf(dispatch.lender()), MatchTrigger.STAFF_FREED);
    }
    return c.accepted(dispatch.id());
  }

  /**
   * The dispatch a fact is about: by its id, or the wave of this lender for this request to which
   * the act comes next; the earliest, where there are several.
   */
  private @Nullable Dispatch find(Fact.DispatchName name, Act act) {
    Dispatch found = null;
    int best = Integer.MAX_VALUE;
    for (Dispatch d : named(c, name)) {
      int fit = fit(d, act);
      if (found == null || fit < best || best == NOT_LEGAL) {
        found = d;
        best = fit;
      }
    }
    return found;
  }

  private static final int NOT_LEGAL = 4;

  /**
   * How well an act fits a dispatch: before what is only implied, or comes late, goes the dispatch
   * that waits for it; before any, one that may be reported today.
   */
  private int fit(Dispatch d, Act act) {
    if (!d.allows(act) || (act == Act.ANSWER_EXTENSION && !asksToStay(d))) {
      return NOT_LEGAL;
    }
    boolean usual = d.usualDays(act).filter(days -> !days.contains(c.books.today())).isEmpty();
    if (!usual) {
      return 3;
    }
    return d.isLate(act) ? 2 : d.implies(act) ? 1 : 0;
  }

  /** Every dispatch that a name may mean, oldest first. */
  static List<Dispatch> named(Case c, Fact.DispatchName name) {
    List<Dispatch> all = new ArrayList<>();
    if (name.dispatchId() != null) {
      Dispatch d = c.books.dispatch(name.dispatchId());
      if (d != null) {
        all.add(d);
      }
      return all;
    }
    RequestCoverage book = name.requestId() == null ? null : c.books.request(name.requestId());
    if (book != null) {
      for (String id : book.dispatchIds()) {
        Dispatch d = c.books.dispatchOf(id);
        if (d.lender().equals(name.lender())) {
          all.add(d);
        }
      }
    }
    return all;
  }

  private static boolean asksToStay(Dispatch d) {
    return d.extensionAskedTo() != null;
  }

  /** There is no such dispatch. */
  static Reason unknown(Fact.DispatchName name) {
    String requestId = name.requestId();
    String lender = name.lender();
    List<String> ids =
        name.dispatchId() != null
            ? List.of(name.dispatchId())
            : Stream.of(requestId, lender).filter(Objects::nonNull).toList();
    return new Reason.Unknown(
        RejectionCode.UNKNOWN_DISPATCH, ids.isEmpty() ? "" : ids.get(0), ids, null);
  }

  private Optional<Reason> refusal(Fact.DispatchName name, @Nullable Dispatch d, Act act) {
    if (d == null) {
      return Optional.of(unknown(name));
    }
    Optional<Reason> no = c.authority.mayDo(act, d);
    if (no.isPresent()) {
      return no;
    }
    return d.allows(act) ? Optional.empty() : Optional.of(notAllowed(d, act));
  }

  /** Says why what was proposed cannot be confirmed any more, where Kizuna called it off. */
  private Reason notAllowed(Dispatch d, Act act) {
    if (act == Act.CONFIRM && d.reason() == RefusalReason.DAYS_OVER) {
      return Reason.day(RejectionCode.PERIOD_PAST, d.id(), c.books.today(), null, d.lastDay());
    }
    Optional<Reason> lost =
        act == Act.CONFIRM && d.reason() == RefusalReason.NOT_IN_FORCE
            ? Basis.lost(c.books, d)
            : Optional.empty();
    return lost.orElseGet(
        () -> Reason.state(RejectionCode.ILLEGAL_TRANSITION, d.id(), d.state(), act));
  }
}

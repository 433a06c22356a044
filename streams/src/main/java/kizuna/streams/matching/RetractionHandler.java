package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.DailyLimitUse;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.Fact;
import kizuna.streams.state.LenderLimits;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.Period;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.RequestCoverage;
import org.jspecify.annotations.Nullable;

/**
 * A mistaken report on a dispatch is taken back (報告の取消し) by its reporter: the dispatch is as it was
 * before. Proposals for the days or people that the report freed give way; if they were promised,
 * or the days are over, the report stays.
 */
final class RetractionHandler {

  private final DecisionContext c;

  RetractionHandler(DecisionContext c) {
    this.c = c;
  }

  Decision retracted(Fact.ReportRetracted f) {
    Optional<Dispatch> found = find(f);
    if (found.isEmpty()) {
      return c.no(DispatchFinder.unknown(f.dispatch()));
    }
    Dispatch now = found.get();
    Optional<Reason> no =
        (now.steps().isEmpty()
                ? c.authority.mayActForEither(now)
                : c.authority.mayRetract(last(now)))
            .or(() -> nothingToRetract(now, f));
    if (no.isPresent()) {
      return c.no(no.get());
    }
    Retraction retraction = Retraction.of(now, c.sequence, c.state.clock());
    Dispatch then = retraction.then();
    Set<String> opened = new TreeSet<>();
    Set<String> freed = new TreeSet<>();
    no = refusal(retraction, opened, freed);
    if (no.isPresent()) {
      return c.no(no.get());
    }
    // A lender that takes a refusal back can be proposed again.
    opened.add(then.requestId());
    freed.addAll(c.freedBy(then));
    c.matcher.rematch(opened, freed, MatchTrigger.STAFF_FREED);
    return c.accepted(then.id());
  }

  /** Whether the last report on a dispatch can be taken back by its reporter. */
  static boolean isPossible(DecisionContext c, Dispatch now) {
    DecisionContext attempt = new DecisionContext(c.state.network(), c.report, c.sequence);
    Decider.begin(attempt);
    return new RetractionHandler(attempt)
        .refusal(Retraction.of(now, c.sequence, c.state.clock()), new TreeSet<>(), new TreeSet<>())
        .isEmpty();
  }

  /** Why a report cannot be taken back; if it can, restores the dispatch. */
  private Optional<Reason> refusal(Retraction retraction, Set<String> opened, Set<String> freed) {
    Dispatch now = retraction.now();
    Dispatch then = retraction.then();
    return disasterOver(now)
        .or(() -> lapsed(retraction))
        .or(
            () ->
                retraction
                    .dayOver()
                    .map(
                        day ->
                            Reason.day(
                                RejectionCode.PERIOD_PAST, then.id(), c.state.today(), null, day)))
        .or(() -> restore(now, then, opened, freed));
  }

  /** The need in an ended disaster does not open again; people may still be away. */
  private Optional<Reason> disasterOver(Dispatch now) {
    return c.request(now.requestId()).ended()
        ? Optional.empty()
        : c.disasterOver(now.id(), now.disasterId());
  }

  /** By its id; or the lender's dispatch for the request with the latest report. */
  private Optional<Dispatch> find(Fact.ReportRetracted f) {
    Dispatch found = null;
    for (Dispatch d : DispatchFinder.named(c, f.dispatch())) {
      boolean better =
          found == null
              || (isRetractable(d, f)
                  && (!isRetractable(found, f) || d.changedSequence() > found.changedSequence()));
      found = better ? d : found;
    }
    return Optional.ofNullable(found);
  }

  private static boolean isRetractable(Dispatch d, Fact.ReportRetracted f) {
    return !d.steps().isEmpty() && (f.act() == null || f.act() == last(d).act());
  }

  private static Dispatch.Step last(Dispatch d) {
    return d.steps().get(d.steps().size() - 1);
  }

  private static Optional<Reason> nothingToRetract(Dispatch d, Fact.ReportRetracted f) {
    return isRetractable(d, f)
        ? Optional.empty()
        : Optional.of(
            new Reason.NothingToRetract(
                d.id(), f.act(), d.steps().isEmpty() ? null : last(d).act(), null));
  }

  /** A proposal is restored for the rest of its hold only, and only while it has a basis. */
  private Optional<Reason> lapsed(Retraction retraction) {
    Dispatch then = retraction.then();
    if (retraction.holdIsOver()) {
      return Optional.of(new Reason.NothingToRetract(then.id(), null, null, DispatchState.LAPSED));
    }
    return retraction.isPromise()
        ? ended(then).or(() -> Basis.lost(c.state, then))
        : Optional.empty();
  }

  private Optional<Reason> ended(Dispatch then) {
    RequestCoverage request = c.state.requestOf(then.requestId());
    if (request.request().ended()) {
      return Optional.of(
          new Reason.Unknown(
              RejectionCode.UNKNOWN_REQUEST,
              then.id(),
              List.of(then.requestId()),
              c.state.state(request)));
    }
    OfferUse offer = c.state.offerOf(then.offerId());
    return offer.offer().ended()
        ? Optional.of(
            new Reason.Unknown(
                RejectionCode.UNKNOWN_OFFER,
                then.id(),
                List.of(then.offerId()),
                offer.state(c.state.today())))
        : Optional.empty();
  }

  /** Restores the dispatch; proposals give way, promises do not. */
  private Optional<Reason> restore(
      Dispatch now, Dispatch then, Set<String> opened, Set<String> freed) {
    List<LocalDate> heldBefore = overdrawn(then);
    c.put(then);
    for (Dispatch other : c.proposalsFor(then.requestId())) {
      List<LocalDate> overfilled = overfilled(then);
      if (!other.id().equals(then.id())
          && overfilled.stream()
              .anyMatch(day -> other.covers().filter(p -> p.contains(day)).isPresent())) {
        c.giveUp(other, RefusalReason.STAFF_STAY, freed);
        opened.add(other.requestId());
      }
    }
    for (Dispatch other : c.state.dispatchesOfOffer(then.offerId())) {
      List<LocalDate> overdrawn = overdrawn(then);
      overdrawn.removeAll(heldBefore);
      if (other.state() == DispatchState.PROPOSED
          && !other.id().equals(then.id())
          && overdrawn.stream().anyMatch(day -> isAwayOrResting(other, day))) {
        c.giveUp(other, RefusalReason.STAFF_STAY, freed);
        opened.add(other.requestId());
      }
    }
    List<LocalDate> overdrawn = overdrawn(then);
    overdrawn.removeAll(heldBefore);
    List<LocalDate> overfilled = overfilled(then);
    if (!overfilled.isEmpty()) {
      return Optional.of(needGiven(then, overfilled.get(0)));
    }
    if (!overdrawn.isEmpty()) {
      return Optional.of(staffGiven(then, overdrawn.get(0)));
    }
    return overLimit(now, then);
  }

  private Reason needGiven(Dispatch then, LocalDate day) {
    return new Reason.NeedGiven(then.id(), then.headCount(), day, others(then, day));
  }

  private Reason staffGiven(Dispatch then, LocalDate day) {
    return new Reason.StaffGiven(
        then.id(), then.headCount(), day, others(then, day), then.offerId());
  }

  /** Dispatches that use the people or the days now. */
  private List<String> others(Dispatch then, LocalDate day) {
    Set<String> others = new TreeSet<>(c.state.requestOf(then.requestId()).dispatchIds());
    others.addAll(c.state.offerOf(then.offerId()).dispatchIds());
    others.removeIf(id -> id.equals(then.id()) || !isAwayOrResting(c.state.dispatchOf(id), day));
    return List.copyOf(others);
  }

  /** Days of a dispatch with more people than needed; an amendment may need none. */
  private List<LocalDate> overfilled(Dispatch then) {
    RequestCoverage book = c.state.requestOf(then.requestId());
    Period asked = book.request().period();
    return Retraction.days(then.covers())
        .filter(day -> !asked.contains(day) || book.coveredOn(day) > book.neededOn(day))
        .toList();
  }

  /** Days of a dispatch, away or at rest, on which its offer has more promised than offered. */
  private List<LocalDate> overdrawn(Dispatch then) {
    OfferUse book = c.state.offerOf(then.offerId());
    List<LocalDate> days = new ArrayList<>();
    Stream.concat(Retraction.days(then.blocks()), Retraction.days(then.rests()))
        .filter(book.offer().period()::contains)
        .filter(day -> book.overdrawnOn(day.toEpochDay()))
        .forEach(days::add);
    return days;
  }

  private static boolean isAwayOrResting(Dispatch d, LocalDate day) {
    return d.blocks().filter(p -> p.contains(day)).isPresent()
        || d.rests().filter(p -> p.contains(day)).isPresent();
  }

  /** The first day used again on which the agreement or the lender has no room left. */
  private Optional<Reason> overLimit(Dispatch now, Dispatch then) {
    for (Map.Entry<DailyLimitUse, Period> use : DailyLimitUse.of(then)) {
      Integer limit = limit(use.getKey());
      if (limit == null) {
        continue;
      }
      int persons = limit;
      Optional<LocalDate> over =
          Retraction.days(Optional.of(use.getValue()))
              .filter(day -> !uses(now, use.getKey(), day))
              .filter(day -> c.state.used(use.getKey(), day.toEpochDay()) > persons)
              .findFirst();
      if (over.isPresent()) {
        return over.map(
            day ->
                new Reason.LimitGiven(
                    then.id(), then.headCount(), day, others(then, day), persons));
      }
    }
    return Optional.empty();
  }

  private static boolean uses(Dispatch d, DailyLimitUse use, LocalDate day) {
    return DailyLimitUse.of(d).stream()
        .anyMatch(e -> e.getKey().equals(use) && e.getValue().contains(day));
  }

  private @Nullable Integer limit(DailyLimitUse use) {
    if (use instanceof DailyLimitUse.UnderAgreement under) {
      Agreement agreement = c.state.register().agreement(under.agreementId());
      return agreement == null ? null : agreement.headCountLimit();
    }
    DailyLimitUse.OfLender of = (DailyLimitUse.OfLender) use;
    LenderLimits limits = c.state.register().limits(of.lender());
    return of.taskType() == null ? limits.all() : limits.byTask().get(of.taskType());
  }
}

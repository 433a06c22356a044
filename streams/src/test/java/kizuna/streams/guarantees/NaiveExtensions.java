package kizuna.streams.guarantees;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import kizuna.codes.DispatchState;
import kizuna.codes.MatchRule;
import kizuna.codes.RefusalReason;
import kizuna.facts.Fact;
import kizuna.streams.guarantees.NaiveRecords.Days;
import kizuna.streams.guarantees.NaiveRecords.Dispatch;
import kizuna.streams.guarantees.NaiveRecords.Request;
import kizuna.streams.guarantees.NaiveRecords.Signed;

/** Who stays longer. */
final class NaiveExtensions {

  private final NaiveModel model;
  private final NaiveBooks books;

  NaiveExtensions(NaiveModel model) {
    this.model = model;
    this.books = model.books;
  }

  boolean accept(Fact f) {
    return switch (f.getKind()) {
      case EXTENSION_REQUESTED -> {
        LocalDate until = f.getExtensionRequested().getLastDay();
        Dispatch d =
            model
                .reports
                .named(f.getExtensionRequested().getDispatch(), this::mayStayLonger)
                .orElse(null);
        if (d == null
            || !model.authority.actsFor(f, d.request)
            || !until.isAfter(d.last)
            || d.request.ended != null
            || beyondAgreement(d, until)) {
          yield false;
        }
        d.askedTo = until;
        d.steps = List.of();
        books.changed(d);
        yield true;
      }
      case EXTENSION_ANSWERED -> {
        Dispatch d =
            model
                .reports
                .named(
                    f.getExtensionAnswered().getDispatch(),
                    x -> mayStayLonger(x) && x.askedTo != null)
                .orElse(null);
        if (d == null || !model.authority.actsForLender(f, d.lender())) {
          yield false;
        }
        yield f.getExtensionAnswered().getGranted() ? extended(d) : notExtended(d);
      }
      default ->
          throw new IllegalStateException("expected a fact of this subject, but " + f.getKind());
    };
  }

  boolean mayStayLonger(Dispatch d) {
    return d.is(
        DispatchState.CONFIRMED,
        DispatchState.DEPARTED,
        DispatchState.ON_SITE,
        DispatchState.HANDING_OVER);
  }

  private boolean beyondAgreement(Dispatch d, LocalDate until) {
    Signed agreement = books.current(d.agreement);
    Integer longest = agreement.terms.getLongestTourDays();
    return d.last.plusDays(1).isBefore(books.today())
        || (agreement.suspended
            && !model.coordination.waives(d.request, d.lender(), MatchRule.AGREEMENT_NOT_SUSPENDED))
        || (agreement.until != null
            && until.isAfter(agreement.until)
            && !model.coordination.waives(d.request, d.lender(), MatchRule.AGREEMENT_IN_FORCE))
        || (longest != null && new Days(d.first, until).count() + 2 * d.travel > longest);
  }

  private boolean notExtended(Dispatch d) {
    d.askedTo = null;
    d.steps = List.of();
    books.changed(d);
    return true;
  }

  /** They stay if nobody else was confirmed for the days, and nobody else has them. */
  private boolean extended(Dispatch d) {
    Request r = d.request;
    LocalDate until = Objects.requireNonNull(d.askedTo);
    if (r.ended != null || beyondAgreement(d, until)) {
      return false;
    }
    Map<LocalDate, Integer> needsBefore = new TreeMap<>(r.needs);
    LocalDate lastBefore = r.last;
    Days more = new Days(d.last.plusDays(1), until);
    for (LocalDate day : more.each()) {
      if (day.isAfter(lastBefore)) {
        r.needs.put(day, d.head);
        r.last = day;
      }
    }
    List<Dispatch> given = new ArrayList<>();
    for (Dispatch other : books.proposals(r)) {
      if (anyShort(d, more) && new Days(other.first, other.last).meets(more)) {
        other.state = DispatchState.CANCELLED;
        other.reason = RefusalReason.STAFF_STAY;
        given.add(other);
      }
    }
    boolean fits = !anyShort(d, more);
    if (fits) {
      List<Dispatch> others =
          books.drawnOn(d.offer).stream()
              .filter(other -> other != d && other.is(DispatchState.PROPOSED))
              .sorted(
                  Comparator.comparing((Dispatch other) -> other.request.id())
                      .thenComparing(other -> other.request.dispatches.indexOf(other)))
              .toList();
      for (Dispatch other : others) {
        if (anyTaken(d, until) && !other.planned.plusDays(other.travel).isBefore(more.first())) {
          other.state = DispatchState.CANCELLED;
          other.reason = RefusalReason.STAFF_STAY;
          given.add(other);
        }
      }
      fits = !anyTaken(d, until) && !overLimits(d, until);
    }
    if (!fits) {
      r.needs = needsBefore;
      r.last = lastBefore;
      given.forEach(
          other -> {
            other.state = DispatchState.PROPOSED;
            other.reason = null;
          });
      return false;
    }
    given.forEach(
        other -> {
          other.steps = List.of();
          books.changed(other);
        });
    d.last = until;
    d.planned = until;
    return notExtended(d);
  }

  /** What agreement and lender can bear, on the days that come to those that are theirs. */
  private boolean overLimits(Dispatch d, LocalDate until) {
    Signed agreement = books.current(d.agreement);
    Days work = new Days(d.last.plusDays(1), until);
    Days away = new Days(work.first().plusDays(d.travel), until.plusDays(d.travel));
    return work.each().stream()
            .anyMatch(
                day -> model.use.agreementLeft(d.request, agreement, d.lender(), day) < d.head)
        || away.each().stream()
            .anyMatch(day -> model.use.lenderLeft(d.request, d.lender(), d.task, day) < d.head);
  }

  private boolean anyShort(Dispatch d, Days more) {
    return more.each().stream().anyMatch(day -> model.coverage.open(d.request, day) < d.head);
  }

  /** Whether they could not be away, and rest, so long: their own rest would begin later. */
  private boolean anyTaken(Dispatch d, LocalDate until) {
    LocalDate home = until.plusDays(d.travel);
    return home.isAfter(d.offer.terms.getLastDay())
        || new Days(d.last.plusDays(d.travel + 1L), home.plusDays(d.rest))
            .each().stream()
                .filter(d.offer::has)
                .anyMatch(
                    day ->
                        d.offer.ended != null
                            || d.offer.terms.getHeadCount()
                                    - model.use.away(d.offer, day)
                                    - model.use.resting(d.offer, day)
                                    + (d.restsOn(day) ? d.head : 0)
                                < d.head);
  }
}

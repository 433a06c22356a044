package kizuna.streams.guarantees;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import kizuna.codes.DispatchState;
import kizuna.codes.MatchRule;
import kizuna.codes.OfferState;
import kizuna.codes.TaskType;
import kizuna.facts.LenderLimit;
import kizuna.facts.LenderLimitsSet;
import kizuna.streams.guarantees.NaiveRecords.Days;
import kizuna.streams.guarantees.NaiveRecords.Dispatch;
import kizuna.streams.guarantees.NaiveRecords.Offer;
import kizuna.streams.guarantees.NaiveRecords.Request;
import kizuna.streams.guarantees.NaiveRecords.Signed;
import org.jspecify.annotations.Nullable;

/** I1: nothing is promised twice, and no limit is exceeded. */
final class NaiveUse {

  private final NaiveModel model;
  private final NaiveBooks books;

  NaiveUse(NaiveModel model) {
    this.model = model;
    this.books = model.books;
  }

  /** Person-days within a year, today the last day of it, and what is still to come. */
  long load(String lender) {
    LocalDate from = books.today().minusDays(364);
    return Stream.concat(books.dispatches(), books.leftDispatches.stream())
        .filter(d -> d.lender().equals(lender))
        .mapToLong(d -> d.personDaysFrom(from))
        .sum();
  }

  @Nullable Integer limit(String lender, @Nullable TaskType task) {
    LenderLimitsSet set = books.limits.get(lender);
    if (set != null) {
      for (LenderLimit limit : set.getLimits()) {
        if (limit.getTaskType() == task) {
          return limit.getHeadCount();
        }
      }
    }
    return null;
  }

  int restDays(String lender) {
    LenderLimitsSet set = books.limits.get(lender);
    return set == null ? 0 : set.getRestDays();
  }

  OfferState offerState(Offer o) {
    List<Dispatch> drawn = books.drawnOn(o);
    if (o.ended != null) {
      return o.ended;
    } else if (drawn.stream().anyMatch(d -> d.isLive() && !d.is(DispatchState.PROPOSED))) {
      return OfferState.COMMITTED;
    } else if (drawn.stream().anyMatch(d -> d.is(DispatchState.PROPOSED))) {
      return OfferState.HELD;
    } else if (drawn.stream().anyMatch(d -> d.is(DispatchState.RETURNED)) && !anyFree(o)) {
      return OfferState.CONSUMED;
    }
    return books.today().isAfter(o.terms.getLastDay()) ? OfferState.EXPIRED : OfferState.AVAILABLE;
  }

  boolean anyFree(Offer o) {
    return new Days(o.terms.getFirstDay(), o.terms.getLastDay())
        .each().stream().anyMatch(day -> !day.isBefore(books.today()) && free(o, day) > 0);
  }

  /** Whether those who rest may go is for the rule to say. */
  boolean anyFreeOrResting(Offer o) {
    return new Days(o.terms.getFirstDay(), o.terms.getLastDay())
        .each().stream()
            .anyMatch(day -> !day.isBefore(books.today()) && o.terms.getHeadCount() > away(o, day));
  }

  int away(Offer o, LocalDate day) {
    return books.sum(o.dispatches, d -> d.awayOn(day));
  }

  int resting(Offer o, LocalDate day) {
    return books.sum(o.dispatches, d -> d.restsOn(day));
  }

  int free(Offer o, LocalDate day) {
    return o.ended != null || !o.has(day)
        ? 0
        : Math.max(0, o.terms.getHeadCount() - away(o, day) - resting(o, day));
  }

  int underAgreement(Signed a, String lender, String receiver, LocalDate day) {
    return books.sum(
        books.dispatches,
        d ->
            d.worksOn(day)
                && d.agreement.terms.getAgreementId().equals(a.terms.getAgreementId())
                && d.lender().equals(lender)
                && d.request.asked.getReceiver().equals(receiver));
  }

  int agreementLeft(Request r, Signed a, String lender, LocalDate day) {
    Integer limit = a.terms.getHeadCountLimit();
    return limit == null
            || model.coordination.waives(r, lender, MatchRule.AGREEMENT_HEAD_COUNT_LEFT)
        ? Integer.MAX_VALUE
        : limit - underAgreement(a, lender, r.asked.getReceiver(), day);
  }

  int lenderLeft(Request r, String lender, LocalDate day) {
    return lenderLeft(r, lender, r.asked.getTaskType(), day);
  }

  int lenderLeft(Request r, String lender, TaskType work, LocalDate day) {
    return model.coordination.waives(r, lender, MatchRule.LENDER_LIMIT_LEFT)
        ? Integer.MAX_VALUE
        : limitLeft(lender, work, day);
  }

  /** By what the lender said, whatever is waived. */
  int limitLeft(String lender, TaskType work, LocalDate day) {
    int remaining = Integer.MAX_VALUE;
    for (TaskType task : new TaskType[] {null, work}) {
      Integer limit = limit(lender, task);
      if (limit != null) {
        int away =
            books.sum(
                books.dispatches,
                d ->
                    d.lender().equals(lender) && (task == null || d.task == task) && d.awayOn(day));
        remaining = Math.min(remaining, limit - away);
      }
    }
    return remaining;
  }
}

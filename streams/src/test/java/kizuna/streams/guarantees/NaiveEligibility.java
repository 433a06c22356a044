package kizuna.streams.guarantees;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import kizuna.codes.DispatchState;
import kizuna.codes.MatchRule;
import kizuna.codes.RefusalReason;
import kizuna.facts.AgreementSigned;
import kizuna.facts.Fact;
import kizuna.streams.guarantees.NaiveRecords.Days;
import kizuna.streams.guarantees.NaiveRecords.Dispatch;
import kizuna.streams.guarantees.NaiveRecords.Offer;
import kizuna.streams.guarantees.NaiveRecords.Request;
import kizuna.streams.guarantees.NaiveRecords.Signed;

/** I3: who fits, by agreement and rules. */
final class NaiveEligibility {

  /** Reasons for which nobody said no. */
  private static final Set<String> NOBODYS =
      Set.of("REARRANGED", "COORDINATION", "STAFF_STAY", "NOT_IN_FORCE", "DAYS_OVER");

  private final NaiveModel model;
  private final NaiveBooks books;

  NaiveEligibility(NaiveModel model) {
    this.model = model;
    this.books = model.books;
  }

  void callOffWhatRestsOnNothing(Fact fact) {
    switch (fact.getKind()) {
      case AGREEMENT_SIGNED,
          AGREEMENT_SUSPENDED,
          AGREEMENT_RESUMED,
          AGREEMENT_ENDED,
          ASSOCIATION_LISTED,
          DISASTER_DECLARED,
          DISASTER_REOPENED,
          DISASTER_CORRECTED,
          LENDER_LEFT,
          OVERRIDE_REVOKED ->
          books
              .dispatches()
              .filter(d -> d.is(DispatchState.PROPOSED) && restsOnNothing(d))
              .forEach(d -> books.to(d, DispatchState.CANCELLED, RefusalReason.NOT_IN_FORCE));
      default -> {}
    }
  }

  /** What a proposal was made by does not hold any more. */
  boolean restsOnNothing(Dispatch d) {
    Request r = d.request;
    String lender = d.lender();
    Signed a = books.agreements.get(d.agreement.terms.getAgreementId());
    if (a == null
        || !books.lenders().contains(lender)
        || (d.override != null && !books.overrides.containsKey(d.override))
        || (books.isStruck(lender)
            && !model.coordination.waives(r, lender, MatchRule.LENDER_NOT_STRUCK))
        || !bindsLender(a, lender)
        || !coversReceiver(a, r.asked.getReceiver())) {
      return true;
    }
    boolean inForce = a.inForceOn(d.first) && a.inForceOn(d.last);
    Integer longest = a.terms.getLongestTourDays();
    return (!inForce && !model.coordination.waives(r, lender, MatchRule.AGREEMENT_IN_FORCE))
        || (a.suspended && !model.coordination.waives(r, lender, MatchRule.AGREEMENT_NOT_SUSPENDED))
        || (!coversHazard(a, r)
            && !model.coordination.waives(r, lender, MatchRule.AGREEMENT_COVERS_HAZARD))
        || (!a.covers(d.task)
            && !model.coordination.waives(r, lender, MatchRule.AGREEMENT_COVERS_TASK))
        || (longest != null && new Days(d.first, d.last).count() + 2 * d.travel > longest);
  }

  boolean bindsLender(Signed a, String lender) {
    AgreementSigned t = a.terms;
    return (t.getLenders().isEmpty() && t.getLenderAssociations().isEmpty())
        || t.getLenders().contains(lender)
        || isMember(t.getLenderAssociations(), lender);
  }

  boolean coversReceiver(Signed a, String receiver) {
    return a.terms.getReceivers().contains(receiver)
        || isMember(a.terms.getAssociations(), receiver);
  }

  private boolean isMember(List<String> ids, String code) {
    return ids.stream()
        .anyMatch(id -> books.associations.getOrDefault(id, List.of()).contains(code));
  }

  boolean coversHazard(Signed a, Request r) {
    return a.terms.getHazards().isEmpty()
        || a.terms
            .getHazards()
            .contains(
                Objects.requireNonNull(books.disasters.get(r.asked.getDisasterId())).getHazard());
  }

  int longestWork(Signed a, Request r) {
    Integer longest = a.terms.getLongestTourDays();
    int tour = longest == null ? r.asked.getTourDays() : Math.min(longest, r.asked.getTourDays());
    return tour - 2 * a.terms.getTravelDays();
  }

  /** Somebody said no: it is not asked again, unless the request was amended since. */
  boolean refused(Request r, Offer o) {
    return r.dispatches.stream()
        .anyMatch(d -> d.offer == o && d.changedBy > r.amendedAt && saysNo(d));
  }

  boolean saysNo(Dispatch d) {
    return !NOBODYS.contains(String.valueOf(d.reason))
        && (d.isVoid()
            || d.is(DispatchState.RECALLED)
            || (d.is(DispatchState.RETURNED)
                && !d.released
                && (d.reason != null || d.last.isBefore(d.planned))));
  }

  private boolean isInForceFor(Signed a, Request r) {
    return r.days().stream().anyMatch(a::inForceOn)
        && (books.today().isAfter(r.last)
            || r.days().stream().anyMatch(day -> !day.isBefore(books.today()) && a.inForceOn(day)));
  }

  /** A coordinator lets a lender go though no agreement is in force. */
  private boolean isOnNone(Request r, String lender) {
    return model.coordination.waives(r, lender, MatchRule.AGREEMENT_IN_FORCE)
        && books.agreements.values().stream()
            .filter(a -> bindsLender(a, lender) && coversReceiver(a, r.asked.getReceiver()))
            .noneMatch(a -> isInForceFor(a, r));
  }

  /** How many may go on exactly these days, by all that is used up. */
  int room(Request r, Signed a, Offer o, Days days) {
    int travel = a.terms.getTravelDays();
    String lender = o.terms.getLender();
    LocalDate leave = days.first().minusDays(travel);
    LocalDate home = days.last().plusDays(travel);
    if (leave.isBefore(books.today())
        || !o.has(leave)
        || !o.has(home)
        || o.ended != null
        || days.first().isBefore(r.first)
        || days.last().isAfter(r.last)
        || !(isOnNone(r, lender) || (a.inForceOn(days.first()) && a.inForceOn(days.last())))
        || days.count() > longestWork(a, r)) {
      return 0;
    }
    int room = Integer.MAX_VALUE;
    for (LocalDate day : days.each()) {
      room = Math.min(room, model.coverage.open(r, day));
      room = room <= 0 ? 0 : Math.min(room, model.use.agreementLeft(r, a, lender, day));
    }
    if (room <= 0) {
      return 0;
    }
    boolean rest = !model.coordination.waives(r, lender, MatchRule.STAFF_RESTED);
    for (LocalDate day : new Days(leave, home).each()) {
      room = Math.min(room, model.use.lenderLeft(r, lender, day));
      room =
          Math.min(
              room,
              o.terms.getHeadCount()
                  - model.use.away(o, day)
                  - (rest ? model.use.resting(o, day) : 0));
    }
    if (rest) {
      for (LocalDate day :
          new Days(home.plusDays(1), home.plusDays(model.use.restDays(lender))).each()) {
        room = o.has(day) ? Math.min(room, model.use.free(o, day)) : room;
      }
    }
    return Math.max(0, room);
  }

  /** A lender looked at for a request: its agreements and offers that fit, in their order. */
  record Look(
      NaiveModel model,
      Request request,
      String lender,
      List<Signed> agreements,
      List<Offer> offers) {

    boolean fits() {
      return agreements.stream()
          .anyMatch(
              a ->
                  offers.stream()
                      .anyMatch(
                          o ->
                              request.days().stream()
                                  .filter(day -> model.coverage.open(request, day) > 0)
                                  .anyMatch(
                                      day ->
                                          model.eligibility.room(request, a, o, new Days(day, day))
                                              > 0)));
    }
  }

  /** Keeps what fits; all, where a coordinator said that the rule does not count. */
  private <T> List<T> narrow(
      List<T> some, Request r, String lender, MatchRule rule, Predicate<T> fits) {
    List<T> remaining = some.stream().filter(fits).toList();
    return remaining.isEmpty() && model.coordination.waives(r, lender, rule) ? some : remaining;
  }

  /**
   * What is left of a lender.
   *
   * @param movable also what is only held, whatever is used up
   */
  Look look(Request r, String lender, boolean movable) {
    if (model.coordination.forbids(r, lender)
        || (books.isStruck(lender)
            && !model.coordination.waives(r, lender, MatchRule.LENDER_NOT_STRUCK))) {
      return new Look(model, r, lender, List.of(), List.of());
    }
    List<Signed> as =
        books.agreements.values().stream()
            .filter(a -> bindsLender(a, lender) && coversReceiver(a, r.asked.getReceiver()))
            .toList();
    as = narrow(as, r, lender, MatchRule.AGREEMENT_IN_FORCE, a -> isInForceFor(a, r));
    as = narrow(as, r, lender, MatchRule.AGREEMENT_NOT_SUSPENDED, a -> !a.suspended);
    as = narrow(as, r, lender, MatchRule.AGREEMENT_COVERS_HAZARD, a -> coversHazard(a, r));
    as =
        narrow(
            as, r, lender, MatchRule.AGREEMENT_COVERS_TASK, a -> a.covers(r.asked.getTaskType()));
    as = as.stream().filter(a -> longestWork(a, r) > 0).toList();
    if (!movable) {
      as =
          as.stream()
              .filter(
                  a ->
                      a.terms.getHeadCountLimit() == null
                          || model.coverage.openDays(r).isEmpty()
                          || model.coverage.openDays(r).stream()
                              .anyMatch(day -> model.use.agreementLeft(r, a, lender, day) > 0))
              .toList();
    }
    List<Offer> os =
        books.offers.values().stream()
            .filter(o -> o.terms.getLender().equals(lender))
            .filter(
                o ->
                    (o.ended == null
                            && (movable ? model.use.anyFree(o) : model.use.anyFreeOrResting(o)))
                        || (movable
                            && books.drawnOn(o).stream()
                                .anyMatch(d -> d.is(DispatchState.PROPOSED))))
            .filter(
                o ->
                    o.terms.getDisasterId() == null
                        || o.terms.getDisasterId().equals(r.asked.getDisasterId()))
            .toList();
    os =
        narrow(
            os,
            r,
            lender,
            MatchRule.OFFER_COVERS_TASK,
            o -> o.terms.getTaskTypes().contains(r.asked.getTaskType()));
    os =
        narrow(
            os,
            r,
            lender,
            MatchRule.OFFER_HAS_QUALIFICATIONS,
            o -> o.terms.getQualifications().containsAll(r.asked.getQualifications()));
    os =
        os.stream()
            .filter(o -> r.days().stream().anyMatch(o::has))
            .filter(o -> !o.terms.getLastDay().isBefore(books.today()))
            .toList();
    os = narrow(os, r, lender, MatchRule.NOT_REFUSED_BEFORE, o -> !refused(r, o));
    return new Look(
        model, r, lender, model.ranking.inOrder(as, r, lender), model.ranking.drawnFirst(os, r));
  }
}

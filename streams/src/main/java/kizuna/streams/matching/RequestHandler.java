package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kizuna.streams.state.Change;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Documentation;
import kizuna.streams.state.Fact;
import kizuna.streams.state.Period;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.RequestState;
import kizuna.streams.state.Role;

/** Facts about aid requests (応援要請): made, documented, amended, merged, cancelled. */
final class RequestHandler {

  private final DecisionContext c;

  RequestHandler(DecisionContext c) {
    this.c = c;
  }

  Decision requested(Request asked) {
    List<Reason> reasons = new ArrayList<>();
    c.authority.mayAskForReceiver(asked.receiver()).ifPresent(reasons::add);
    if (asked.documentation() == Documentation.UNREQUESTED) {
      c.authority.mayHelpUnrequested().ifPresent(reasons::add);
    }
    if (c.state.request(asked.id()) != null) {
      reasons.add(Reason.of(RejectionCode.ALREADY_EXISTS, asked.id()));
    }
    if (c.state.register().disaster(asked.disasterId()) == null) {
      reasons.add(Reason.unknown(RejectionCode.UNKNOWN_DISASTER, asked.id(), asked.disasterId()));
    }
    c.idLeft(asked.id()).ifPresent(reasons::add);
    c.disasterOver(asked.id(), asked.disasterId()).ifPresent(reasons::add);
    if (!c.state.register().knows(asked.receiver())) {
      reasons.add(Reason.unknown(RejectionCode.UNKNOWN_MUNICIPALITY, asked.id(), asked.receiver()));
    }
    Request fromToday = NeedsByDay.fromToday(asked, c.state.today());
    c.notPast(asked.id(), asked.period())
        .or(() -> noNeedRemains(fromToday))
        .ifPresent(reasons::add);
    if (!reasons.isEmpty()) {
      return Decision.rejected(asked.id(), reasons);
    }
    c.state.apply(
        new Change.RequestPut(
            fromToday
                .inDisaster(c.state.register().disasterId(asked.disasterId()))
                .asked(c.state.clock(), c.sequence)));
    c.matcher.match(asked.id(), MatchTrigger.REQUEST_ASKED);
    return c.accepted(asked.id());
  }

  /** A request with need only on days that are over; another network may have it waiting. */
  private Optional<Reason> noNeedRemains(Request r) {
    return r.headCount() > 0 || c.report.role() == Role.SYSTEM
        ? Optional.empty()
        : Optional.of(Reason.day(RejectionCode.PERIOD_PAST, r.id(), c.state.today(), null, null));
  }

  Decision documented(Fact.AidRequestDocumented f) {
    Optional<Reason> no = refusal(f.requestId(), RequestState.Act.DOCUMENT);
    if (no.isPresent()) {
      return c.no(no.get());
    }
    Request request = c.request(f.requestId());
    if (request.documentation() == Documentation.DOCUMENTED) {
      return c.no(RejectionCode.ALREADY_DOCUMENTED, request.id());
    }
    c.state.apply(new Change.RequestPut(request.documented(f.documentNumber())));
    return c.accepted(request.id());
  }

  Decision amended(Fact.AidRequestAmended f) {
    Optional<Reason> no = refusal(f.requestId(), RequestState.Act.AMEND);
    if (no.isPresent()) {
      return c.no(no.get());
    }
    Request before = c.request(f.requestId());
    AmendedNeed need =
        new AmendedNeed(
            f, c.state.requestOf(before.id()), c.report.role() != Role.SYSTEM, c.state.today());
    Optional<Reason> invalid = need.invalid();
    if (invalid.isPresent()) {
      return c.no(invalid.get());
    }
    Optional<Reason> wrong = wrongDisaster(before, f);
    if (wrong.isPresent()) {
      return c.no(wrong.get());
    }
    Request after = before.corrected(f.correction());
    String disasterId = f.correction().disasterId();
    if (disasterId != null) {
      after = after.inDisaster(c.state.register().disasterId(disasterId));
    }
    boolean otherWork = asksForOthers(before, after);
    wrong =
        f.changesNeed() || otherWork
            ? c.disasterOver(after.id(), after.disasterId())
            : Optional.empty();
    if (wrong.isPresent()) {
      return c.no(wrong.get());
    }
    Set<String> freed = new TreeSet<>();
    if (!after.disasterId().equals(before.disasterId())) {
      answerAnother(after, freed);
    }
    if (!f.changesNeed() && (!otherWork || before.ended())) {
      // A new description changes no promise and no refusal, and restores no cancelled need.
      c.state.apply(new Change.RequestPut(after));
      if (!after.disasterId().equals(before.disasterId())) {
        // Other agreements and offers may fit now.
        c.matcher.rematch(Set.of(after.id()), freed, MatchTrigger.REQUEST_AMENDED);
      }
      return c.accepted(after.id());
    }
    return needAmended(
        need,
        after
            .neededAgain()
            .amended(
                need.byDay(),
                need.period(),
                f.priority() == null ? before.askedPriority() : f.priority(),
                c.sequence),
        otherWork,
        freed);
  }

  /**
   * Takes over an amended need.
   *
   * @param freed offers that the amendment has already freed
   */
  private Decision needAmended(
      AmendedNeed need, Request after, boolean otherWork, Set<String> freed) {
    Optional<Reason> past = c.notPast(after.id(), after.period());
    if (past.isPresent()) {
      return c.no(past.get());
    }
    if (otherWork) {
      c.proposalsFor(after.id()).forEach(d -> c.giveUp(d, RefusalReason.NEED_ENDED, freed));
    }
    if (need.isStated()) {
      c.state.requestOf(after.id()).dispatches().stream()
          .filter(d -> d.endsNeedOf().isPresent())
          .toList()
          .forEach(d -> c.put(d.needStated(c.sequence, c.state.clock())));
    }
    Optional<Reason> tooSmall = giveUpProposalsBeyond(after, freed);
    if (tooSmall.isPresent()) {
      return c.no(tooSmall.get());
    }
    c.state.apply(new Change.RequestPut(after));
    c.matcher.rematch(Set.of(after.id()), freed, MatchTrigger.REQUEST_AMENDED);
    return c.accepted(after.id());
  }

  private Optional<Reason> wrongDisaster(Request before, Fact.AidRequestAmended f) {
    String id = f.correction().disasterId();
    if (id == null) {
      return Optional.empty();
    }
    return c.state.register().disaster(id) == null
        ? Optional.of(Reason.unknown(RejectionCode.UNKNOWN_DISASTER, before.id(), id))
        : c.disasterOver(before.id(), id);
  }

  /**
   * The request is for another disaster now: its people go with it. A proposal that does not fit
   * there is called off; notices name promised and absent people.
   */
  private void answerAnother(Request after, Set<String> freed) {
    for (String id : List.copyOf(c.state.requestOf(after.id()).dispatchIds())) {
      Dispatch d = c.state.dispatchOf(id);
      if (d.state().isVoid()) {
        continue;
      }
      Dispatch moved = d.inDisaster(after.disasterId(), c.sequence, c.state.clock());
      boolean fits =
          Basis.lost(c.state, moved).isEmpty()
              && c.state.offerOf(d.offerId()).offer().isFor(after.disasterId());
      if (d.state() == DispatchState.PROPOSED && !fits) {
        c.giveUp(d, RefusalReason.NOT_IN_FORCE, freed);
      } else if (moved.refusedSince(after.amendedSequence())
          == d.refusedSince(after.amendedSequence())) {
        c.put(moved);
        if (d.state().isLive() && !fits) {
          c.noticeBasisChanged(moved);
        }
      }
    }
  }

  /** Whether the proposed people may no longer match the request. */
  private static boolean asksForOthers(Request before, Request after) {
    return before.taskType() != after.taskType()
        || !before.qualifications().equals(after.qualifications());
  }

  /**
   * Calls off proposals, newest first, until the rest fits the smaller need; returns a reason if
   * confirmed dispatches do not fit.
   */
  private Optional<Reason> giveUpProposalsBeyond(Request after, Set<String> freed) {
    for (Dispatch d : c.proposalsFor(after.id())) {
      if (excess(after, d.covers()).isPresent()) {
        c.giveUp(d, RefusalReason.NEED_ENDED, freed);
      }
    }
    return excess(after, Optional.empty());
  }

  /**
   * The first day on which more is promised than the amended request needs; only days of {@code
   * among}, if given.
   */
  private Optional<Reason> excess(Request after, Optional<Period> among) {
    RequestCoverage book = c.state.requestOf(after.id());
    Period all = book.request().period();
    for (LocalDate day = all.first(); !day.isAfter(all.last()); day = day.plusDays(1)) {
      LocalDate d = day;
      if (among.isPresent() && !among.get().contains(d)) {
        continue;
      }
      // An amendment of the period leaves what a release ended.
      int gone = book.request().neededOn(day) - book.neededOn(day);
      int asked = after.period().contains(day) ? after.neededOn(day) : 0;
      if (book.coveredOn(day) > Math.max(0, asked - gone)) {
        return Optional.of(
            new Reason.BelowCommitted(after.id(), book.coveredOn(day) + gone, asked, day));
      }
    }
    return Optional.empty();
  }

  Decision merged(Fact.AidRequestMerged f) {
    Decision merged = mergedIfPossible(f);
    // A merge passed on by another network ends the request here, even if the merge is refused.
    boolean passedOn = c.report.role() == Role.SYSTEM && !f.requestId().equals(f.into());
    return merged.outcome() == Outcome.ACCEPTED || !passedOn
        ? merged
        : cancelled(new Fact.AidRequestCancelled(f.requestId(), RefusalReason.DUPLICATE_NEED));
  }

  /** Changes nothing if it is refused. */
  private Decision mergedIfPossible(Fact.AidRequestMerged f) {
    Optional<Reason> no =
        refusal(f.requestId(), RequestState.Act.MERGE)
            .or(() -> c.refusal(f.into(), RequestState.Act.CANCEL)); // It must still exist.
    if (no.isPresent()) {
      return c.no(no.get());
    }
    Request ends = c.request(f.requestId());
    Request remains = c.request(f.into());
    if (ends.id().equals(remains.id()) || !need(ends).equals(need(remains))) {
      return c.no(new Reason.NotTheSameNeed(ends.id(), need(ends), remains.id(), need(remains)));
    }
    int promised = promised(ends.id());
    if (promised > 0) {
      // A dispatch stays with its request; the other may have none, and end instead.
      return c.no(new Reason.ConfirmedElsewhere(ends.id(), remains.id(), promised));
    }
    RequestCoverage before = c.state.requestOf(remains.id());
    Request both = NeedsByDay.greaterOfBoth(c.state.requestOf(ends.id()), before, c.state.today());
    Period period = both.period();
    if (period.days() > Request.LONGEST_PERIOD_DAYS + 1) {
      return c.no(
          Reason.day(
              RejectionCode.PERIOD_INVALID,
              ends.id(),
              period.first(),
              period.first().plusDays(Request.LONGEST_PERIOD_DAYS),
              period.last()));
    }
    c.state.apply(new Change.RequestPut(ends.mergedNow(remains.id())));
    c.state.apply(new Change.RequestPut(both));
    int more = c.state.requestOf(both.id()).neededPersonDays() - before.neededPersonDays();
    if (more > 0) {
      c.notice(
          new Notice(
              Notice.Code.NEED_TAKEN_OVER, both.id(), both.receiver(), null, more, ends.id()));
    }
    return giveUpAll(ends.id(), Set.of(both.id()), RefusalReason.DUPLICATE_NEED);
  }

  /** Whether an open request is for the same need, and one of the two can be merged. */
  boolean hasDuplicate(Request r) {
    return c.state.network().openRequests(r.receiver(), r.taskType()).stream()
        .map(open -> c.request(open.id()))
        .filter(other -> !other.id().equals(r.id()) && need(other).equals(need(r)))
        .anyMatch(other -> canEndAsAnother(r.id()) || canEndAsAnother(other.id()));
  }

  private boolean canEndAsAnother(String id) {
    return c.refusal(id, RequestState.Act.MERGE).isEmpty() && promised(id) == 0;
  }

  /** Persons in dispatches that are neither proposals nor over. */
  private int promised(String requestId) {
    int promised = 0;
    for (String id : c.state.requestOf(requestId).dispatchIds()) {
      Dispatch d = c.state.dispatchOf(id);
      promised += d.state().isPromised() ? d.headCount() : 0;
    }
    return promised;
  }

  private static Reason.Need need(Request r) {
    return new Reason.Need(r.receiver(), r.disasterId(), r.taskType(), r.qualifications());
  }

  Decision cancelled(Fact.AidRequestCancelled f) {
    Optional<Reason> no = refusal(f.requestId(), RequestState.Act.CANCEL);
    if (no.isPresent()) {
      return c.no(no.get());
    }
    c.state.apply(new Change.RequestPut(c.request(f.requestId()).cancelled(c.state.today())));
    return giveUpAll(f.requestId(), Set.of(), f.reason());
  }

  private Decision giveUpAll(String requestId, Set<String> opened, RefusalReason reason) {
    Set<String> freed = new TreeSet<>();
    for (String id : List.copyOf(c.state.requestOf(requestId).dispatchIds())) {
      Dispatch d = c.state.dispatchOf(id);
      if (d.state().allows(Act.CANCEL)) {
        c.giveUp(d, reason, freed);
      }
    }
    c.matcher.rematch(opened, freed, MatchTrigger.STAFF_FREED);
    return c.accepted(requestId);
  }

  Decision escalationAnswered(Fact.EscalationAnswered f) {
    Optional<Reason> no = c.authority.mayReportTime();
    if (no.isPresent()) {
      return c.no(no.get());
    }
    RequestCoverage book = c.state.request(f.requestId());
    if (book == null || !f.by().equals(book.request().escalatedTo())) {
      return c.no(new Reason.GoesOnAs(RejectionCode.NOT_ESCALATED, f.requestId(), f.by()));
    }
    c.state.apply(new Change.RequestPut(book.request().coveredElsewhere(f.cover())));
    // People who are no longer promised there are missing here again.
    c.matcher.rematch(Set.of(f.requestId()), Set.of(), MatchTrigger.STAFF_FREED);
    return c.accepted(f.requestId());
  }

  private Optional<Reason> refusal(String requestId, RequestState.Act act) {
    return c.refusal(requestId, act)
        .or(
            () -> {
              String receiver = c.request(requestId).receiver();
              return switch (act) {
                // The network that passed on a request also amends, merges and cancels it.
                case AMEND, CANCEL, MERGE -> c.authority.mayAskForReceiver(receiver);
                case DOCUMENT, REPRIORITISE, ESCALATE -> c.authority.mayActForReceiver(receiver);
              };
            });
  }
}

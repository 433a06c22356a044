package kizuna.streams.matching;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kizuna.streams.state.Change;
import kizuna.streams.state.Disaster;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.Fact;
import kizuna.streams.state.Offer;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.Role;
import org.jspecify.annotations.Nullable;

/** Decides facts about joining, ending and reopening disasters. */
final class DisasterEndHandler {

  /**
   * Requests, offers and dispatches that one joining may rewrite. All of them are one transaction,
   * which the broker aborts after 10 s.
   */
  static final int MAX_MOVED = 10_000;

  private final DecisionContext c;
  private final DisasterEffects effects;

  DisasterEndHandler(DecisionContext c) {
    this.c = c;
    this.effects = new DisasterEffects(c);
  }

  Decision joined(Fact.DisastersJoined f) {
    Optional<Reason> no =
        c.authority
            .mayKeepRegister()
            .or(() -> effects.unknown(f.disasterId(), f.disasterId()))
            .or(() -> effects.unknown(f.disasterId(), f.into()));
    if (no.isPresent()) {
      return c.no(no.get());
    }
    String from = c.state.register().disasterId(f.disasterId());
    String into = c.state.register().disasterId(f.into());
    if (from.equals(into)) {
      return c.no(new Reason.GoesOnAs(RejectionCode.DISASTER_ALREADY_JOINED, f.disasterId(), into));
    }
    no = c.disasterOver(from, from).or(() -> c.disasterOver(into, into));
    if (no.isPresent()) {
      return c.no(no.get());
    }
    long moved = sizeOf(from);
    if (moved > MAX_MOVED) {
      return c.no(new Reason.TooMuchToJoin(f.disasterId(), MAX_MOVED, moved));
    }
    move(from, into);
    c.note(f);
    // Offers for the one now serve the other, and other agreements may cover it.
    c.matcher.rematchFitting(effects.openFor(into), MatchTrigger.COORDINATED);
    return c.accepted(into);
  }

  /**
   * Ends the disaster and notifies the bodies that wait for it. A confirmed end cancels open
   * requests.
   */
  Decision ended(Fact.DisasterEnded f) {
    Disaster d = c.state.register().disaster(f.disasterId());
    Optional<Reason> no = endable(f, d);
    if (d == null || no.isPresent()) {
      return c.no(no.orElseThrow());
    }
    Set<String> freed = new TreeSet<>();
    for (RequestCoverage book : goingOn(d.id())) {
      Request request = book.request();
      c.state.apply(new Change.RequestPut(request.cancelled(c.state.today())));
      for (String id : List.copyOf(book.dispatchIds())) {
        Dispatch dispatch = c.state.dispatchOf(id);
        if (dispatch.state().allows(DispatchState.Act.CANCEL)) {
          c.giveUp(dispatch, RefusalReason.NEED_ENDED, freed);
        }
      }
    }
    for (OfferUse book : DisasterEffects.inOrder(c.state.network().offers(), b -> b.offer().id())) {
      if (d.id().equals(book.offer().disasterId()) && !book.offer().ended()) {
        c.state.apply(new Change.OfferPut(book.offer().ended(Offer.End.DISASTER_OVER)));
      }
    }
    c.note(f.on(c.state.today()));
    // A lender that only this disaster struck can lend again.
    d.struck().forEach(code -> freed.addAll(c.freeOffersOf(code)));
    c.matcher.rematch(Set.of(), freed, MatchTrigger.STAFF_FREED);
    return c.accepted(d.id());
  }

  private Optional<Reason> endable(Fact.DisasterEnded f, @Nullable Disaster d) {
    Optional<Reason> no = effects.unknown(f.disasterId(), f.disasterId());
    if (d == null || no.isPresent()) {
      return no;
    }
    no = c.authority.mayReportOn(d).or(() -> c.disasterOver(d.id(), d.id()));
    if (no.isPresent()) {
      return no;
    }
    List<RequestCoverage> goingOn = goingOn(d.id());
    int people = 0;
    long moved = goingOn.size();
    for (Dispatch dispatch : c.state.network().dispatches()) {
      if (dispatch.disasterId().equals(d.id())) {
        Dispatch now = c.state.dispatchOf(dispatch.id());
        people += now.state().isLive() ? now.headCount() : 0;
        moved += now.state().isLive() ? 1 : 0;
      }
    }
    moved +=
        DisasterEffects.count(
            c.state.network().offers(), b -> d.id().equals(b.offer().disasterId()));
    // Over for another network: here too, once no request is open. People who are away come home.
    boolean passedOn = c.report.role() == Role.SYSTEM;
    boolean waits = !goingOn.isEmpty() || (people > 0 && !passedOn);
    return (waits && !f.confirmedUnusual()) || moved > MAX_MOVED
        ? Optional.of(new Reason.DisasterGoesOn(d.id(), goingOn.size(), people))
        : Optional.empty();
  }

  /** Requests of a disaster that are not over, by id. */
  private List<RequestCoverage> goingOn(String disasterId) {
    return DisasterEffects.inOrder(c.state.network().requests(), b -> b.request().id()).stream()
        .map(b -> c.state.requestOf(b.request().id()))
        .filter(b -> b.request().disasterId().equals(disasterId) && !c.state.state(b).isOver())
        .toList();
  }

  /**
   * Reopens the disaster: its offers are valid again; its requests reopen one by one, if amended.
   */
  Decision reopened(Fact.DisasterReopened f) {
    Disaster d = c.state.register().disaster(f.disasterId());
    Optional<Reason> no = effects.unknown(f.disasterId(), f.disasterId());
    if (d == null || no.isPresent()) {
      return c.no(no.orElseThrow());
    }
    no = c.authority.mayReportOn(d);
    if (no.isPresent()) {
      return c.no(no.get());
    }
    if (!d.ended()) {
      return c.no(RejectionCode.DISASTER_NOT_OVER, d.id());
    }
    c.note(f);
    effects.recallsLikely(d.struck());
    effects.restoreOffers(d.id());
    return c.accepted(d.id());
  }

  private long sizeOf(String disasterId) {
    return DisasterEffects.count(
            c.state.network().dispatches(),
            d -> d.disasterId().equals(disasterId) && !d.state().isVoid())
        + DisasterEffects.count(
            c.state.network().requests(), b -> b.request().disasterId().equals(disasterId))
        + DisasterEffects.count(
            c.state.network().offers(), b -> disasterId.equals(b.offer().disasterId()));
  }

  /**
   * Moves everything of one disaster to the other, except void dispatches; nothing else changes.
   */
  private void move(String from, String into) {
    for (Dispatch known : DisasterEffects.inOrder(c.state.network().dispatches(), Dispatch::id)) {
      Dispatch d = c.state.dispatchOf(known.id());
      if (d.disasterId().equals(from) && !d.state().isVoid()) {
        Dispatch moved = d.inDisaster(into, c.sequence, c.state.clock());
        long amended = c.state.requestOf(d.requestId()).request().amendedSequence();
        // A refusal that an amendment cleared must not apply again because of this change.
        if (moved.refusedSince(amended) == d.refusedSince(amended)) {
          c.put(moved);
        }
      }
    }
    for (RequestCoverage book :
        DisasterEffects.inOrder(c.state.network().requests(), b -> b.request().id())) {
      if (book.request().disasterId().equals(from)) {
        c.state.apply(new Change.RequestPut(c.request(book.request().id()).inDisaster(into)));
      }
    }
    for (OfferUse book : DisasterEffects.inOrder(c.state.network().offers(), b -> b.offer().id())) {
      if (from.equals(book.offer().disasterId())) {
        c.state.apply(new Change.OfferPut(book.offer().inDisaster(into)));
      }
    }
  }
}

package kizuna.streams.guarantees;

import kizuna.codes.DispatchState;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.streams.guarantees.NaiveRecords.Dispatch;
import kizuna.streams.guarantees.NaiveRecords.Offer;
import kizuna.streams.guarantees.NaiveRecords.Request;

/** Who may report what. */
final class NaiveAuthority {

  private final NaiveBooks books;

  NaiveAuthority(NaiveModel model) {
    this.books = model.books;
  }

  boolean is(Fact f, Role role, String body) {
    return f.getReporter().getRole() == role && f.getReporter().getBody().equals(body);
  }

  boolean coordinates(Fact f) {
    return is(f, Role.COORDINATOR, books.networkId);
  }

  boolean keepsRegister(Fact f) {
    return f.getReporter().getRole() == Role.SYSTEM || coordinates(f);
  }

  boolean actsForLender(Fact f, String lender) {
    return coordinates(f) || is(f, Role.WARD, lender);
  }

  boolean actsForReceiver(Fact f, String receiver) {
    return coordinates(f) || is(f, Role.DESK, receiver);
  }

  /** Another network asks, amends and cancels what it passes on; it does nothing else. */
  boolean asksForReceiver(Fact f, String receiver) {
    return f.getReporter().getRole() == Role.SYSTEM || actsForReceiver(f, receiver);
  }

  boolean actsFor(Fact f, Request r) {
    return actsForReceiver(f, r.asked.getReceiver());
  }

  boolean turnsAway(Fact f, Offer o) {
    Request request =
        o.terms.getAnswersRequestId() == null
            ? null
            : books.requests.get(o.terms.getAnswersRequestId());
    return request == null ? coordinates(f) : actsFor(f, request);
  }

  boolean mayAct(Fact f, Dispatch d, DispatchState to) {
    return switch (to) {
      case RELEASED -> actsFor(f, d.request);
      case CANCELLED, ON_SITE, HANDING_OVER ->
          actsForLender(f, d.lender()) || is(f, Role.DESK, d.request.asked.getReceiver());
      default -> actsForLender(f, d.lender());
    };
  }
}

package kizuna.streams.ledger;

import kizuna.codes.DispatchState;
import kizuna.states.LedgerEntry;
import kizuna.states.RequestStatus;

/** Sums over the rows of one network, kept by adding what comes and taking off what goes. */
final class Tally {

  private int requests;
  private int openRequests;
  private long requestedPersonDays;
  private long coveredPersonDays;
  private long openPersonDays;
  private int dispatches;
  private int proposed;
  private int confirmed;
  private int inTransit;
  private int onSite;
  private long decisions;
  private long rejections;

  /**
   * Sums as they stood at one moment.
   *
   * @param proposed persons in PROPOSED dispatches; the next three likewise
   */
  public record Sums(
      int requests,
      int openRequests,
      long requestedPersonDays,
      long coveredPersonDays,
      long openPersonDays,
      int dispatches,
      int proposed,
      int confirmed,
      int inTransit,
      int onSite,
      long decisions,
      long rejections) {}

  void add(RequestStatus r, int sign) {
    requests += sign;
    requestedPersonDays += (long) sign * r.getRequestedPersonDays();
    coveredPersonDays += (long) sign * r.getCoveredPersonDays();
    openPersonDays += (long) sign * r.getOpenPersonDays();
    openRequests += LedgerView.isOpen(r) ? sign : 0;
  }

  void add(LedgerEntry e, int sign) {
    dispatches += sign;
    int persons = sign * e.getHeadCount();
    DispatchState state = e.getState();
    if (state == DispatchState.PROPOSED) {
      proposed += persons;
    } else if (state == DispatchState.CONFIRMED) {
      confirmed += persons;
    } else if (state == DispatchState.DEPARTED) {
      inTransit += persons;
    } else if (state == DispatchState.ON_SITE || state == DispatchState.HANDING_OVER) {
      onSite += persons;
    }
  }

  void decided() {
    decisions++;
  }

  void rejected() {
    rejections++;
  }

  Sums sums() {
    return new Sums(
        requests,
        openRequests,
        requestedPersonDays,
        coveredPersonDays,
        openPersonDays,
        dispatches,
        proposed,
        confirmed,
        inTransit,
        onSite,
        decisions,
        rejections);
  }
}

package kizuna.streams.processing;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import kizuna.streams.state.Change;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.NetworkState;

/** Ids of items with states that may have changed for readers after one decision. */
final class ChangedStates {

  /** Requests and offers with changed dispatches or days. */
  final Set<String> requests = new LinkedHashSet<>();

  final Set<String> offers = new LinkedHashSet<>();

  /** Reported or changed requests and offers: they are also saved. */
  final Set<String> putRequests = new LinkedHashSet<>();

  final Set<String> putOffers = new LinkedHashSet<>();

  /** Requests covered on other days, even if the sum of person-days is the same. */
  final Set<String> otherDays = new LinkedHashSet<>();

  final Set<String> agreements = new TreeSet<>();
  final Set<String> dispatches = new HashSet<>();

  /** Dispatches with a report that became missing, or is no longer missing. */
  final Set<String> missing = new TreeSet<>();

  final Set<String> missingNoMore = new TreeSet<>();

  /** Call before the change is applied. */
  void before(Change change, NetworkState state) {
    if (change instanceof Change.DispatchPut put) {
      Dispatch before = state.dispatch(put.dispatch().id());
      if (before != null) {
        offers.add(before.offerId());
      }
      if (before == null
          || !before.covers().equals(put.dispatch().covers())
          || !before.endsNeedOf().equals(put.dispatch().endsNeedOf())) {
        otherDays.add(put.dispatch().requestId());
      }
    }
  }

  /** Call after the change is applied. */
  void after(Change change) {
    if (change instanceof Change.RequestPut put) {
      putRequests.add(put.request().id());
    } else if (change instanceof Change.OfferPut put) {
      putOffers.add(put.offer().id());
    } else if (change instanceof Change.DispatchPut put) {
      requests.add(put.dispatch().requestId());
      offers.add(put.dispatch().offerId());
      dispatches.add(put.dispatch().id());
    }
  }

  /** The day changed: yesterday's open need is unmet today, or the other way round. */
  void dayChanged(LocalDate before, LocalDate after, NetworkState state) {
    requests.addAll(state.requestsNotOverBefore(after.isBefore(before) ? after : before));
    missing.addAll(state.dispatchesWithReportDue(before, after));
    missingNoMore.addAll(state.dispatchesWithReportDue(after, before));
  }
}

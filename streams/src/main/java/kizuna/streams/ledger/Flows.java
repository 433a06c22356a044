package kizuna.streams.ledger;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kizuna.codes.DispatchState;
import kizuna.states.LedgerEntry;
import org.jspecify.annotations.Nullable;

/**
 * The flows from lenders to receivers, kept by adding what comes and taking off what goes. Guarded
 * by its owner.
 */
final class Flows {

  private static final Comparator<Flow> ORDER =
      Comparator.comparing(Flow::networkId)
          .thenComparing(Flow::receiver)
          .thenComparing(Flow::lender)
          .thenComparing(Flow::disasterId);

  private final Map<String, Flow> flows = new HashMap<>();

  /**
   * Adds a dispatch or takes it off; says which flow that touched, null where it is in none: it is
   * proposed no more, or its people have left.
   */
  @Nullable String add(LedgerEntry e, int sign) {
    int[] persons = Persons.of(e);
    boolean left = e.getState() == DispatchState.RELEASED || e.getState() == DispatchState.RECALLED;
    if (persons.length == 0 || left) {
      return null;
    }
    Flow more =
        new Flow(
            e.getNetworkId(),
            e.getLender(),
            e.getReceiver(),
            e.getDisasterId(),
            sign * persons[Persons.HELD],
            sign * persons[Persons.COMMITTED],
            sign * persons[Persons.IN_TRANSIT],
            sign * persons[Persons.ON_SITE],
            sign * persons[Persons.NOT_REPORTED],
            sign);
    flows.merge(more.key(), more, Flows::sum);
    if (flows.getOrDefault(more.key(), more).dispatches() == 0) {
      flows.remove(more.key());
    }
    return more.key();
  }

  private static Flow sum(Flow a, Flow b) {
    return new Flow(
        a.networkId(),
        a.lender(),
        a.receiver(),
        a.disasterId(),
        a.proposed() + b.proposed(),
        a.confirmed() + b.confirmed(),
        a.inTransit() + b.inTransit(),
        a.onSite() + b.onSite(),
        a.notReported() + b.notReported(),
        a.dispatches() + b.dispatches());
  }

  /** A flow as it is now; null: nobody goes that way any more. */
  @Nullable Flow get(String key) {
    return flows.get(key);
  }

  /** All flows, by network, receiver, lender and disaster. */
  List<Flow> all() {
    return flows.values().stream().sorted(ORDER).toList();
  }
}

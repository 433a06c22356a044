package kizuna.streams.ledger;

import java.time.LocalDate;
import java.util.Set;
import java.util.function.Predicate;
import kizuna.codes.TaskType;
import kizuna.states.RequestStatus;
import org.jspecify.annotations.Nullable;

/**
 * Over which requests meters are added up. Null or an empty set: any.
 *
 * @param from first day (JST) wanted
 * @param to last day wanted, included
 */
public record MetersQuery(
    @Nullable String network,
    @Nullable String disaster,
    @Nullable String receiver,
    Set<TaskType> tasks,
    @Nullable LocalDate from,
    @Nullable LocalDate to)
    implements Predicate<RequestStatus> {

  /** The same of another disaster. */
  public MetersQuery ofDisaster(@Nullable String id) {
    return new MetersQuery(network, id, receiver, tasks, from, to);
  }

  @Override
  public boolean test(RequestStatus r) {
    return LedgerQuery.matches(network, r.getNetworkId())
        && LedgerQuery.matches(disaster, r.getDisasterId())
        && LedgerQuery.matches(receiver, r.getReceiver())
        && (tasks.isEmpty() || tasks.contains(r.getTaskType()));
  }
}

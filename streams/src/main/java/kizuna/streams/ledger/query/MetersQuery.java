package kizuna.streams.ledger.query;

import java.time.LocalDate;
import java.util.Set;
import kizuna.codes.TaskType;
import org.jspecify.annotations.Nullable;

/**
 * The requests for which meters are added up. Null or an empty set: any.
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
    @Nullable LocalDate to) {

  /** The same of another disaster. */
  public MetersQuery ofDisaster(@Nullable String id) {
    return new MetersQuery(network, id, receiver, tasks, from, to);
  }
}

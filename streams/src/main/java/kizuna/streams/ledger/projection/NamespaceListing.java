package kizuna.streams.ledger.projection;

import java.util.Map;
import kizuna.states.DrillStatus;

/** Lists the namespaces on the broker. */
public interface NamespaceListing extends AutoCloseable {

  /**
   * Every namespace whose topics are there, with what tells this making of them from an earlier one
   * of the same name.
   *
   * @throws org.apache.kafka.common.KafkaException if the broker cannot be asked
   */
  Map<kizuna.schemas.Namespace, String> namespaces();

  /** What is known of drills' runs, by id; also of those that are gone, for a while. */
  default Map<String, DrillStatus> runs() {
    return Map.of();
  }

  @Override
  default void close() {}
}

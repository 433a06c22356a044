package kizuna.streams.ledger.projection;

import java.util.Map;
import kizuna.states.DrillStatus;

/** Lists the namespaces on the broker. */
public interface NamespaceListing extends AutoCloseable {

  /**
   * All namespaces with existing topics, with an id that distinguishes recreated topics of the same
   * name.
   *
   * @throws org.apache.kafka.common.KafkaException if the broker is not available
   */
  Map<kizuna.schemas.Namespace, String> namespaces();

  /** The status of drills' runs, by id; also of deleted runs, for a while. */
  default Map<String, DrillStatus> runs() {
    return Map.of();
  }

  @Override
  default void close() {}
}

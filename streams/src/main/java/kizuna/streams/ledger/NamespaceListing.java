package kizuna.streams.ledger;

import java.util.Map;

/** Tells which namespaces exist on the broker. */
public interface NamespaceListing {

  /**
   * Every namespace whose topics are there, with what tells this making of them from an earlier one
   * of the same name.
   *
   * @throws org.apache.kafka.common.KafkaException if the broker cannot be asked
   */
  Map<kizuna.schemas.Namespace, String> namespaces();
}

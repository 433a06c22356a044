package kizuna.producers;

import java.util.List;
import kizuna.schemas.Namespace;

/** The existing namespaces: those with an intake topic. */
@FunctionalInterface
interface Namespaces {

  /**
   * Whether facts can be written there.
   *
   * @throws IntakeProducer.LogUnavailable if the brokers do not answer
   */
  boolean exists(Namespace namespace);

  /**
   * The runs of a drill, in order: those whose id is the drill's and a number; none where nothing
   * is listed.
   *
   * @throws IntakeProducer.LogUnavailable if the brokers do not answer
   */
  default List<String> runs(String drill) {
    return List.of();
  }
}

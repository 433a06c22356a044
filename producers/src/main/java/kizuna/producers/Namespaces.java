package kizuna.producers;

import java.util.List;
import kizuna.schemas.Namespace;

/** Which namespaces there are: those whose intake topic exists. */
@FunctionalInterface
interface Namespaces {

  /**
   * Whether facts can be put there.
   *
   * @throws IntakeProducer.LogUnavailable if nobody can say
   */
  boolean exists(Namespace namespace);

  /**
   * The runs of a drill, in order: those whose id is the drill's and a number; none where nothing
   * is listed.
   *
   * @throws IntakeProducer.LogUnavailable if nobody can say
   */
  default List<String> runs(String drill) {
    return List.of();
  }
}

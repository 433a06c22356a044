package kizuna.producers;

import kizuna.schemas.Namespace;

/** Which namespaces there are: those whose intake topic exists. */
@FunctionalInterface
interface Namespaces {

  /**
   * Whether facts can be put there.
   *
   * @throws FactLog.LogUnavailable if nobody can say
   */
  boolean exists(Namespace namespace);
}

package kizuna.producers;

import java.time.Instant;
import kizuna.schemas.Namespace;

/** The current time of the logs, used to timestamp facts. */
@FunctionalInterface
interface LogTimes {

  /** Returns the time of recording for a fact received now, in milliseconds. */
  Instant now(Namespace namespace, String network);

  /** The log took a fact that sets its time. */
  default void set(Namespace namespace, String network, Instant to) {}
}

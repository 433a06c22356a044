package kizuna.streams.topology;

import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.jspecify.annotations.Nullable;

/** Reads chains of causes. */
final class Causes {

  private Causes() {}

  /** The first throwable of a type; null: there is none. */
  static <T extends Throwable> @Nullable T find(@Nullable Throwable e, Class<T> type) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return type.cast(t);
      }
    }
    return null;
  }

  /** The root cause as text. */
  static String root(@Nullable Throwable cause) {
    Throwable root = cause;
    while (root != null && root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root);
  }

  /**
   * Whether another client, which opens its state and checks it, can continue. An overloaded
   * machine commits a transaction after the coordinator has ended it; Kafka Streams 4.3 treats that
   * as fatal. Does not include being fenced: then another engine of the same name decides.
   */
  static boolean endsOnlyTheClient(@Nullable Throwable failure) {
    return find(failure, EngineClients.ClientOutdated.class) != null
        || find(failure, TaskCorruptedException.class) != null
        || find(failure, InvalidTxnStateException.class) != null;
  }
}

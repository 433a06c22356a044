package kizuna.streams.topology;

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
}

package kizuna.streams.processing;

import java.nio.charset.StandardCharsets;

/**
 * The form in which a release stores the state of a partition. State of a newer form is refused
 * before anything is read: an instance of the earlier release must not decide on it, neither in an
 * upgrade of running instances nor after a way back.
 *
 * <p>The number is among the versions of the rules, and higher than any of them: releases without
 * forms treat it as a version of the rules, and refuse it too.
 */
final class StateFormat {

  /**
   * The form of this release: event ids in blocks ({@link EventIdBlock}). A release that stores an
   * entry unreadable for the earlier release increases it.
   */
  static final int NUMBER = 1_002;

  /** No network has this id. */
  private static final String ID = "(state format)";

  static final String KEY = StateKeys.VERSIONS + ID;

  private final StateStore store;
  private boolean saved;

  /**
   * @throws NewerStateException if a newer release stored the state
   */
  StateFormat(StateStore store) {
    this.store = store;
    byte[] stored = store.get(KEY);
    if (stored != null) {
      int number = Integer.parseInt(new String(stored, StandardCharsets.UTF_8));
      if (number > NUMBER) {
        throw NewerStateException.ofFormat(number);
      }
      saved = number == NUMBER;
    }
  }

  /** Records that the state has this release's form from now on. */
  void save() {
    if (!saved) {
      store.put(KEY, Integer.toString(NUMBER).getBytes(StandardCharsets.UTF_8));
      saved = true;
    }
  }
}

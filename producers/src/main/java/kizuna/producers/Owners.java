package kizuna.producers;

import java.util.Optional;
import kizuna.schemas.Namespace;

/** Whose requests, offers and dispatches are, by their ids. */
interface Owners {

  /** What ids are of. */
  enum Thing {
    REQUEST,
    OFFER,
    DISPATCH
  }

  /**
   * Whose it is; empty if there is nothing of this id, also not within a moment.
   *
   * @throws Refused 503 if nobody can say yet
   */
  Optional<Owner> of(Namespace namespace, String network, Thing thing, String id);

  /**
   * Waits until as much time has passed as it takes to find that there is nothing of an id: how
   * soon a refusal comes tells nobody whether an id is there. Nothing to wait for where that is
   * known at once.
   *
   * @param since when the id was asked for, as {@link System#nanoTime}
   * @throws Refused 503 if too many wait
   */
  default void awaitAsForNothing(long since) {}

  /** The door took something new: whose it is, if the log takes it as it is. */
  void taken(Namespace namespace, String network, Thing thing, String id, Owner owner);

  /** Whether anything is known of a network. */
  boolean knows(Namespace namespace, String network);
}

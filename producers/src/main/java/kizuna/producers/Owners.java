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
   * @param account who asks: it may wait a bounded number of times at once
   * @throws Refused 503 if nobody can say yet, 429 if the account asks for too much at once
   */
  Optional<Owner> of(String account, Namespace namespace, String network, Thing thing, String id);

  /**
   * Waits until as much time has passed as it takes to find that there is nothing of an id: how
   * soon a refusal comes tells nobody whether an id is there. Nothing to wait for where that is
   * known at once.
   *
   * @param account who asked
   * @param since when the id was asked for, as {@link System#nanoTime}
   * @throws Refused 503 if too many wait, 429 if too many of the account do
   */
  default void awaitAsForNothing(String account, long since) {}

  /** The door took something new: whose it is, if the log takes it as it is. */
  void taken(Namespace namespace, String network, Thing thing, String id, Owner owner);

  /** Whether a network was formed, as far as is known now. */
  boolean knows(Namespace namespace, String network);

  /**
   * Whether a network was formed; waits a moment where that is still being read.
   *
   * @param account who asks
   * @throws Refused 503 if nobody can say yet, 429 if the account asks for too much at once
   */
  boolean isFormed(String account, Namespace namespace, String network);

  /** The door took the fact that forms a network. */
  void formed(Namespace namespace, String network);
}

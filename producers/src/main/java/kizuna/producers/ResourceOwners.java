package kizuna.producers;

import java.util.Optional;
import kizuna.edge.ApiException;
import kizuna.facts.AidRequested;
import kizuna.facts.Fact;
import kizuna.facts.StaffOffered;
import kizuna.schemas.Namespace;
import kizuna.schemas.OwnerKey;
import kizuna.states.Owner;

/** Whose requests, offers and dispatches are, by their ids. */
interface ResourceOwners {

  /** Something new that a fact brings, with whose it is. */
  record Owned(OwnerKey key, Owner owner) {}

  /** What a fact brings if the log takes it as it is; empty: nothing that has an owner. */
  static Optional<Owned> broughtBy(Fact fact) {
    AidRequested request = fact.getAidRequested();
    if (request != null) {
      return Optional.of(
          new Owned(
              new OwnerKey(
                  fact.getNetworkId(), OwnerKey.ResourceType.REQUEST, request.getRequestId()),
              new Owner(request.getReceiver(), null, null)));
    }
    StaffOffered offer = fact.getStaffOffered();
    if (offer != null) {
      return Optional.of(
          new Owned(
              new OwnerKey(fact.getNetworkId(), OwnerKey.ResourceType.OFFER, offer.getOfferId()),
              new Owner(null, offer.getLender(), offer.getAnswersRequestId())));
    }
    return Optional.empty();
  }

  /**
   * Whose it is; empty if nothing of this id is in the state, also not within a moment.
   *
   * @param account the caller; it may wait a bounded number of times at once
   * @throws ApiException 503 if nobody can say yet, 429 if the account asks for too much at once
   */
  Optional<Owner> of(String account, Namespace namespace, OwnerKey key);

  /**
   * Waits until as much time has passed as it takes to find that there is nothing of an id: how
   * soon a refusal comes tells nobody whether an id is there. Nothing to wait for where that is
   * known at once.
   *
   * @param account the caller
   * @param since start of the lookup, as {@link System#nanoTime}
   * @throws ApiException 503 if too many wait, 429 if too many of the account do
   */
  default void awaitAsForNothing(String account, long since) {}

  /** The log took a fact: what it brings is known from now on, though it is not decided yet. */
  void accepted(Namespace namespace, Fact fact);

  /** Whether a network was formed, as far as is known now. */
  boolean knows(Namespace namespace, String network);

  /**
   * Whether a network was formed; waits a moment where that is still being read.
   *
   * @param account the caller
   * @throws ApiException 503 if nobody can say yet, 429 if the account asks for too much at once
   */
  boolean isFormed(String account, Namespace namespace, String network);
}

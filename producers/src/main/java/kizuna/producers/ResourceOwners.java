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

  /** A new resource that a fact creates, with its owner. */
  record Owned(OwnerKey key, Owner owner) {}

  /** The resource that a fact creates if the log accepts it; empty: none with an owner. */
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
   * Returns the owner; empty if the id is not in the state, also after a short wait.
   *
   * @param account the caller; its number of concurrent waits is limited
   * @throws ApiException 503 if that is not known yet, 429 if the account exceeds its limit
   */
  Optional<Owner> of(String account, Namespace namespace, OwnerKey key);

  /**
   * Waits as long as a lookup of an unknown id takes, so that the response time does not reveal
   * whether an id exists. Does not wait where a lookup is immediate.
   *
   * @param account the caller
   * @param since start of the lookup, by {@link System#nanoTime}
   * @throws ApiException 503 if too many wait, 429 if too many of the account do
   */
  default void awaitAsForNothing(String account, long since) {}

  /**
   * The log accepted a fact: its new resource is known from now on, although it is not decided yet.
   */
  void accepted(Namespace namespace, Fact fact);

  /** Whether a network was formed, as far as is known now. */
  boolean knows(Namespace namespace, String network);

  /**
   * Whether a network was formed; waits briefly while that is still being read.
   *
   * @param account the caller
   * @throws ApiException 503 if that is not known yet, 429 if the account exceeds its limit
   */
  boolean isFormed(String account, Namespace namespace, String network);
}

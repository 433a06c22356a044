package kizuna.streams.state;

import java.time.Instant;

/**
 * What a decision does to the books. The only thing that changes them is {@link
 * NetworkState#apply}.
 */
public sealed interface Change {

  /** Reference data, agreements and disasters are kept as they were reported. */
  record Noted(Fact fact) implements Change {}

  record RequestPut(Request request) implements Change {}

  record OfferPut(Offer offer) implements Change {}

  /** A dispatch that is new, or moved on. */
  record DispatchPut(Dispatch dispatch) implements Change {}

  record ClockSet(Instant to) implements Change {}

  /** A request that is over leaves the books, with its dispatches and its overrides. */
  record RequestLeft(String requestId) implements Change {}

  /** An offer that is over, and of which no dispatch is in the books, leaves them. */
  record OfferLeft(String offerId) implements Change {}

  /** A disaster that has ended, and of which nothing is in the books, leaves them. */
  record DisasterLeft(String disasterId) implements Change {}
}

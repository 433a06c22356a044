package kizuna.streams.state;

import java.time.Instant;

/** A change of the state by a decision. Only {@link NetworkState#apply} changes it. */
public sealed interface Change {

  /** Reference data, agreements and disasters are kept as reported. */
  record Recorded(Fact fact) implements Change {}

  record RequestPut(Request request) implements Change {}

  record OfferPut(Offer offer) implements Change {}

  /** A new or changed dispatch. */
  record DispatchPut(Dispatch dispatch) implements Change {}

  record ClockSet(Instant to) implements Change {}

  /** A request that is over is removed, with its dispatches and its overrides. */
  record RequestLeft(String requestId) implements Change {}

  /** An offer that is over and has no dispatches left is removed. */
  record OfferLeft(String offerId) implements Change {}

  /** A disaster that has ended and has no items left is removed. */
  record DisasterLeft(String disasterId) implements Change {}
}

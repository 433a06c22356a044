package kizuna.streams.books;

/** Where an offer stands (申出の状態). */
public enum OfferState {
  AVAILABLE,
  HELD,
  COMMITTED,
  CONSUMED,
  WITHDRAWN,
  EXPIRED
}

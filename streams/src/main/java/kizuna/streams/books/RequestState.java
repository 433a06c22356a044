package kizuna.streams.books;

/** Where a request stands (要請の状態). */
public enum RequestState {
  OPEN,
  PARTIALLY_MATCHED,
  MATCHED,
  PARTIALLY_DEPLOYED,
  FULFILLED,
  CLOSED,
  CANCELLED,
  EXPIRED
}

package kizuna.streams.matching;

/**
 * Limits how many offers one decision checks to move proposals, independent of the size of the
 * disaster and the network. The unit is the check of one offer. A later decision may find what this
 * one did not reach.
 */
final class MoveBudget {

  /** Checks of one decision. */
  static final int MAX_LOOKS = 12_000;

  /** Checks for one request, so that one request does not use all of them. */
  private static final int MAX_LOOKS_EACH = 8_000;

  private int looks = MAX_LOOKS;
  private int forRequest;

  /** Whether any looks are left. */
  boolean isLeft() {
    return looks > 0;
  }

  /** Spends one look outside of any request's share. */
  void spendOne() {
    looks--;
  }

  /** Gives a request its share. */
  void begin() {
    forRequest = Math.min(looks, MAX_LOOKS_EACH);
    looks -= forRequest;
  }

  /** Whether any looks of the request's share are left. */
  boolean isLeftForRequest() {
    return forRequest > 0;
  }

  void spend(int some) {
    forRequest -= some;
  }

  /** Returns the looks that the request did not use. */
  void end() {
    looks += Math.max(0, forRequest);
    forRequest = 0;
  }
}

package kizuna.streams.matching;

/**
 * Limits how many offers one decision checks to move proposals, independent of the size of the
 * disaster and the network. The unit is the check of one offer. A later decision may find what this
 * one did not reach.
 */
final class MoveBudget {

  /** Checks of one decision. */
  static final int MOST_LOOKS = 12_000;

  /** Checks for one request, so that one request does not use up all. */
  private static final int MOST_LOOKS_EACH = 8_000;

  private int looks = MOST_LOOKS;
  private int forRequest;

  /** Whether there is anything left. */
  boolean isLeft() {
    return looks > 0;
  }

  /** Spends one look outside of any request's share. */
  void spendOne() {
    looks--;
  }

  /** Gives a request its share. */
  void begin() {
    forRequest = Math.min(looks, MOST_LOOKS_EACH);
    looks -= forRequest;
  }

  /** Whether anything is left of the request's share. */
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

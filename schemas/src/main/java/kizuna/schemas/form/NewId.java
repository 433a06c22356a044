package kizuna.schemas.form;

import java.util.UUID;

/**
 * The id of a resource that a fact creates, if the fact does not contain one. It derives from the
 * event id, so that a repeated report has the same id.
 *
 * @param field of the fact's body
 * @param prefix prefix of such ids
 */
public record NewId(String field, String prefix) {

  /** Digits and letters that are not mistaken for each other (Crockford): no i, l, o, u. */
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

  /** Five bits each: 64 bits, so that among a million ids two are the same once in 10^7 times. */
  private static final int CHARACTERS = 13;

  /** The id that goes with an event, like {@code req-7k3q9xvm2hd4t}. */
  public String of(UUID eventId) {
    // Both halves count: version and variant are the same in all ids of one sort.
    long bits =
        eventId.getMostSignificantBits() ^ Long.rotateLeft(eventId.getLeastSignificantBits(), 29);
    StringBuilder id = new StringBuilder(prefix);
    for (int i = CHARACTERS - 1; i >= 0; i--) {
      id.append(ALPHABET.charAt((int) (bits >>> (5 * i)) & 31));
    }
    return id.toString();
  }
}

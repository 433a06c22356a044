package kizuna.streams.state;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * An advance party that an agreement assigns: it leaves before the request (事前割当).
 *
 * @param days days of work at the receiver
 * @param place where the party reports
 * @param route route of the journey
 * @param purpose purpose of the party, in the words of the agreement
 */
public record AdvanceParty(
    String lender,
    String receiver,
    TaskType taskType,
    int headCount,
    int days,
    String place,
    String route,
    String purpose) {

  private static final String REQUEST = "req-adv-";
  private static final String OFFER = "off-adv-";

  /**
   * Id of the request that a party makes: the same for the same party of the same disaster, so that
   * a repeated declaration adds none.
   *
   * @param number place of the party in its agreement, from 0
   */
  public static String requestId(String network, String agreement, int number, String disaster) {
    String of = network + "/" + agreement + "/" + number + "/" + disaster;
    return REQUEST
        + UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8))
            .toString()
            .replace("-", "")
            .substring(0, 12);
  }

  /** Id of the offer that answers the request of a party. */
  public static String offerId(String requestId) {
    return OFFER + requestId.substring(REQUEST.length());
  }

  /** Whether a request may be the request of an advance party. */
  static boolean makes(String requestId) {
    return requestId.startsWith(REQUEST);
  }
}

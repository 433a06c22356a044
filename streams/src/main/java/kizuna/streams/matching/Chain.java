package kizuna.streams.matching;

import java.util.ArrayList;
import java.util.List;
import kizuna.streams.matching.rules.TourPlanner;
import org.jspecify.annotations.Nullable;

/**
 * A chain of moves: each request takes the offer of the next one's stay, and the last takes an
 * offer with free persons.
 *
 * @param free the offer that the last request takes; null if that request loses persons
 */
record Chain(Link last, TourPlanner.@Nullable Reach free) {

  /**
   * One request of a chain.
   *
   * @param before the request that takes its stay; null for the first request
   * @param offerId the offer that the request before takes
   * @param stayId the stay that this request gives up
   */
  record Link(String requestId, @Nullable Link before, String offerId, String stayId) {

    static Link first(String requestId) {
      return new Link(requestId, null, "", "");
    }
  }

  /** Its links, beginning with the request that receives. */
  List<Link> links() {
    List<Link> links = new ArrayList<>();
    for (Link link = last; link != null; link = link.before) {
      links.add(0, link);
    }
    return links;
  }
}

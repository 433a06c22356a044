package kizuna.streams.state;

import java.util.Comparator;

/**
 * Place of an open request in the {@link ServingOrder}. Waiting ages it: one priority class is
 * worth a fixed number of hours, so the order between two requests never changes while they wait.
 * LIFE_SAFETY is never overtaken.
 *
 * @param lifeSafety whether it is of that class
 * @param servedAs the time in milliseconds by which it is served: the time of the request, plus the
 *     hours of its class
 */
public record OpenRequest(boolean lifeSafety, long servedAs, String id)
    implements Comparable<OpenRequest> {

  private static final Comparator<OpenRequest> ORDER = ServingOrder.all();

  private static final long MILLIS_PER_HOUR = 3_600_000;

  /** The place of a request, with one priority class worth this many hours. */
  public static OpenRequest of(Request request, int priorityClassHours) {
    return new OpenRequest(
        request.priority() == Priority.LIFE_SAFETY,
        request.askedAt().toEpochMilli()
            + request.priority().ordinal() * (long) priorityClassHours * MILLIS_PER_HOUR,
        request.id());
  }

  @Override
  public int compareTo(OpenRequest other) {
    return ORDER.compare(this, other);
  }
}

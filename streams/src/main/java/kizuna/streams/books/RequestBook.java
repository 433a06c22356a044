package kizuna.streams.books;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One request with what covers it, day by day: covered + open = needed. */
public final class RequestBook {

  private final Request request;
  private final DayCounts needed;
  private final DayCounts covered;
  private final List<String> dispatchIds;

  RequestBook(Request request) {
    this(
        request,
        DayCounts.of(request.period(), request.headCount()),
        DayCounts.of(request.period(), 0),
        new ArrayList<>());
  }

  private RequestBook(
      Request request, DayCounts needed, DayCounts covered, List<String> dispatchIds) {
    this.request = request;
    this.needed = needed;
    this.covered = covered;
    this.dispatchIds = dispatchIds;
  }

  RequestBook copy() {
    return new RequestBook(request, needed.copy(), covered.copy(), new ArrayList<>(dispatchIds));
  }

  void replace(java.util.Optional<Dispatch> before, Dispatch after) {
    before.ifPresent(d -> count(d, -1));
    count(after, 1);
    if (before.isEmpty()) {
      dispatchIds.add(after.id());
    }
  }

  private void count(Dispatch d, int sign) {
    d.covers().ifPresent(p -> covered.add(p, sign * d.headCount()));
    d.endsNeedOf().ifPresent(p -> needed.add(p, -sign * d.headCount()));
  }

  public Request request() {
    return request;
  }

  /** Ids of its dispatches, oldest first. */
  public List<String> dispatchIds() {
    return Collections.unmodifiableList(dispatchIds);
  }

  /** Persons missing on a day; none once the request is cancelled. */
  public int openOn(long epochDay) {
    return request.cancelled() ? 0 : needed.on(epochDay) - covered.on(epochDay);
  }

  public int neededOn(LocalDate day) {
    return needed.on(day.toEpochDay());
  }

  public int coveredOn(LocalDate day) {
    return covered.on(day.toEpochDay());
  }

  /** Person-days needed. */
  public int neededPersonDays() {
    return needed.total();
  }

  /** Person-days covered by proposals and dispatches. */
  public int coveredPersonDays() {
    return covered.total();
  }

  /** Person-days open. */
  public int openPersonDays() {
    return request.cancelled() ? 0 : needed.total() - covered.total();
  }

  /** Person-days open that can still be filled. */
  public int openPersonDaysFrom(LocalDate today) {
    int sum = 0;
    long last = request.period().last().toEpochDay();
    for (long d = Math.max(today.toEpochDay(), request.period().first().toEpochDay());
        d <= last;
        d++) {
      sum += openOn(d);
    }
    return sum;
  }
}

package kizuna.streams.matching;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kizuna.streams.state.Change;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.Fact;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.NetworkView;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.Priority;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;

/**
 * Keeps the log's time. A record far ahead of the log is decided at the log's time, because a lapse
 * by a wrong clock cannot be undone; a coordinator sets the time.
 *
 * <p>Live logs only: the runner of a drill sets the time of its log, at any speed.
 */
public final class ClockHandler {

  /**
   * The longest time ahead of its log at which a record's time is accepted. A log at rest gets the
   * time once a day, so this is the longest rest without a confirmation of the time.
   */
  public static final Duration MAX_AHEAD = Duration.ofDays(3);

  private final DecisionContext c;

  ClockHandler(DecisionContext c) {
    this.c = c;
  }

  /** The time at which a report counts as recorded. */
  static Instant believed(NetworkState network, Report report) {
    return believed(network, report, report.recordedAt());
  }

  /** The same for another time in a report. */
  static Instant believed(NetworkState network, Report report, Instant claimed) {
    boolean known = network.register().isFormed();
    return report.forReal() && known && claimed.isAfter(network.clock().plus(MAX_AHEAD))
        ? network.clock()
        : claimed;
  }

  /** Notifies the coordinator of a time that is not accepted. */
  static void noticeHeldClock(DecisionContext c, Instant claimed) {
    if (!believed(c.state.network(), c.report, claimed).equals(claimed)) {
      tell(c, Notice.Code.CLOCK_HELD, c.state.clock(), claimed);
    }
  }

  /**
   * @param from the log's time
   * @param to the reported time
   */
  static void tell(DecisionContext c, Notice.Code code, Instant from, Instant to) {
    c.notice(
        new Notice(
            code,
            c.report.networkId(),
            c.report.networkId(),
            LocalDate.ofInstant(to, NetworkView.JAPAN),
            (int) Math.min(Integer.MAX_VALUE, Math.abs(Duration.between(from, to).toHours())),
            minute(from) + "/" + minute(to)));
  }

  private static String minute(Instant time) {
    return time.truncatedTo(ChronoUnit.MINUTES).toString();
  }

  /** Decides that a coordinator sets the time. */
  Decision set(Fact.ClockSet f) {
    Optional<Reason> no = c.authority.mayCoordinate();
    if (no.isPresent()) {
      return c.no(no.get());
    }
    Instant before = c.state.clock();
    boolean back = f.to().isBefore(before);
    tell(c, back ? Notice.Code.CLOCK_SET_BACK : Notice.Code.CLOCK_SET_FORWARD, before, f.to());
    LocalDate was = c.state.today();
    c.state.apply(new Change.ClockSet(f.to()));
    if (!back) {
      return new TimePassedHandler(c).due();
    }
    setBack(f.to(), was);
    return c.accepted(c.report.networkId());
  }

  /**
   * Sets the time back. Lapsed proposals stay lapsed, requests and offers with days that are no
   * longer over are matched as if new, and no hold lasts longer than the network's hold time.
   */
  private void setBack(Instant to, LocalDate was) {
    Set<String> opened = new TreeSet<>();
    for (String id : c.state.network().requestsNotOverBefore(c.state.today())) {
      RequestCoverage book = c.state.requestOf(id);
      Request request = book.request();
      if (request.askedAt().isAfter(to) || request.period().last().isBefore(was)) {
        c.state.apply(new Change.RequestPut(request.askedBy(to)));
      }
      if (!request.ended() && c.state.requestOf(id).openPersonDaysFrom(c.state.today()) > 0) {
        opened.add(id);
      }
    }
    Set<String> freed = new TreeSet<>();
    for (String id : c.state.network().offersEnding(c.state.today(), LocalDate.MAX)) {
      OfferUse book = c.state.offerOf(id);
      if (!book.offer().ended() && book.hasFreeFrom(c.state.today())) {
        c.state.apply(new Change.OfferPut(book.offer()));
        freed.add(id);
      }
    }
    for (Dispatch held : c.state.network().held()) {
      Dispatch d = c.state.dispatchOf(held.id());
      Instant longest = to.plus(Duration.ofMinutes(holdMinutes(d)));
      if (d.holdUntil().isAfter(longest)) {
        c.put(d.heldUntil(longest, c.sequence, to));
      }
    }
    c.matcher.rematch(opened, freed, MatchTrigger.COORDINATED);
  }

  private int holdMinutes(Dispatch d) {
    Fact.NetworkFormed terms = c.state.register().network();
    return c.request(d.requestId()).priority() == Priority.LIFE_SAFETY
        ? terms.lifeSafetyHoldMinutes()
        : terms.holdMinutes();
  }
}

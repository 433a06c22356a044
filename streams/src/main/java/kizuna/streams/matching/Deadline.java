package kizuna.streams.matching;

import java.time.Instant;
import java.util.OptionalLong;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.NetworkView;

/**
 * What becomes due as time passes; {@link TimePassedHandler}, {@link DailyNotices} and {@link
 * GapNotices} apply it.
 */
public enum Deadline {

  /** A hold lapses; the network's terms set its length. */
  HOLD_LAPSES(OptionalLong.empty()),

  /** The notice of a gap, before its first day. */
  GAP_NOTICE(OptionalLong.of(GapNotices.NOTICE_DAYS)),

  /** The notice that a plan confirmation ends, before its last day. */
  PLAN_CONFIRMATION_TOLD(OptionalLong.of(DailyNotices.CONFIRMATION_NOTICE_DAYS)),

  /** The notice that the document of a spoken request is missing. */
  DOCUMENT_TOLD(OptionalLong.of(DailyNotices.DOCUMENT_EXPECTED_WITHIN_DAYS)),

  /** An open request goes to the next tier; the network's terms set the time. */
  ESCALATED(OptionalLong.empty());

  private final OptionalLong days;

  Deadline(OptionalLong days) {
    this.days = days;
  }

  /**
   * The first moment at which {@link TimePassedHandler} would change more than the clock: a hold
   * ends, a request goes to the next tier, or a day begins in Japan, on which all daily deadlines
   * are checked. In the past if an earlier report let nothing lapse.
   */
  public static Instant next(NetworkState network) {
    Instant nextDay = network.today().plusDays(1).atStartOfDay(NetworkView.JAPAN).toInstant();
    Instant first = network.firstHoldEnd().filter(nextDay::isAfter).orElse(nextDay);
    return network.firstEscalation().filter(first::isAfter).orElse(first);
  }

  /** Number of days; empty if the network's terms set it. */
  public OptionalLong days() {
    return days;
  }
}

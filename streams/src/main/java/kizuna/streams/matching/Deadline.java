package kizuna.streams.matching;

import java.time.Instant;
import java.util.OptionalLong;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.NetworkView;

/**
 * What becomes due because time passes; {@link TimePassedHandler}, {@link DailyNotices} and {@link
 * GapNotices} keep it.
 */
public enum Deadline {

  /** A hold lapses; how long it lasts, the network says. */
  HOLD_LAPSES(OptionalLong.empty()),

  /** The notice of a gap, before its first day. */
  GAP_TOLD(OptionalLong.of(GapNotices.NOTICE_DAYS)),

  /** The notice that a plan confirmation ends, before its last day. */
  PLAN_CONFIRMATION_TOLD(OptionalLong.of(DailyNotices.CONFIRMATION_NOTICE_DAYS)),

  /** The notice that the document of a spoken request is missing. */
  DOCUMENT_TOLD(OptionalLong.of(DailyNotices.DOCUMENT_EXPECTED_WITHIN_DAYS)),

  /** What is open goes to the next tier; after how long, the network says. */
  ESCALATED(OptionalLong.empty());

  private final OptionalLong days;

  Deadline(OptionalLong days) {
    this.days = days;
  }

  /**
   * The first moment at which {@link TimePassedHandler} would change more than the clock: a hold
   * ends, a request is to go to the next tier, or a day begins in Japan, on which everything that
   * is due on days is checked. In the past where a report came first that let nothing lapse.
   */
  public static Instant next(NetworkState network) {
    Instant nextDay = network.today().plusDays(1).atStartOfDay(NetworkView.JAPAN).toInstant();
    Instant first = network.firstHoldEnd().filter(nextDay::isAfter).orElse(nextDay);
    return network.firstEscalation().filter(first::isAfter).orElse(first);
  }

  /** How many days; empty where the network says how long. */
  public OptionalLong days() {
    return days;
  }
}

package kizuna.streams.matching;

import kizuna.streams.state.Dispatch;
import kizuna.streams.state.NetworkView;
import kizuna.streams.state.Request;

/**
 * Numbers in the rules that are neither network settings nor deadlines. A constant's name is the
 * limit's id everywhere.
 */
public enum RuleLimit {

  /** Days of the longest period of a request or an offer. */
  REQUEST_PERIOD(Request.LONGEST_PERIOD_DAYS),

  /** Days for which person-days count as a lender's burden. */
  BURDEN_WINDOW(NetworkView.LOAD_WINDOW_DAYS),

  /** Days searched for the next free days of a lender. */
  NEXT_FREE_SEARCH(OfferHandler.LONGEST_SEARCH_DAYS),

  /** Lenders and offers checked for moves in one decision. */
  SEARCH_BUDGET(MoveBudget.MAX_LOOKS),

  /** Days before the journey from which a report needs no confirmation. */
  EARLY_REPORT(Dispatch.EARLY_DAYS),

  /** Days between two disasters that may be the same. */
  DISASTERS_ALIKE(DisasterHandler.ALIKE_WITHIN.toDays()),

  /** Days after which the declaration of a disaster needs a confirmation. */
  DISASTER_LONG_AGO(DisasterHandler.LONG_AGO.toDays()),

  /** Days without a request after which a notice reports a quiet disaster. */
  DISASTER_QUIET(DailyNotices.QUIET_DAYS),

  /** Requests, offers and dispatches that one joining of disasters moves. */
  JOINED_AT_ONCE(DisasterEndHandler.MAX_MOVED),

  /** Days for which an ended disaster stays, and can be reopened. */
  ENDED_DISASTER_STAYS(Archiver.ENDED_STAYS_DAYS),

  /** Days for which an offer stays after its last day. */
  OFFER_STAYS(Archiver.OFFER_STAYS_DAYS),

  /** Days for which a request stays after its last day. */
  REQUEST_STAYS(Archiver.REQUEST_STAYS_DAYS),

  /** Requests and offers removed by one decision. */
  LEAVING_AT_ONCE(Archiver.MAX_LEAVING),

  /** Length in days of a jump of the log's time that pauses removals on that day. */
  LEAVING_PAUSED_BY_JUMP(Archiver.MAX_DAYS_AT_ONCE),

  /** Days by which a record may be ahead of its log. */
  CLOCK_AHEAD(ClockHandler.MAX_AHEAD.toDays()),

  /** Lessons of a network that may be open at once. */
  OPEN_LESSONS(PreparednessHandler.MAX_LESSONS);

  private final long value;

  RuleLimit(long value) {
    this.value = value;
  }

  /** The number, in the unit of its sentence. */
  public long value() {
    return value;
  }
}

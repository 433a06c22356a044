package kizuna.streams.matching;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.stream.Stream;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.NetworkView;
import kizuna.streams.state.Period;

/**
 * A dispatch before its last report, as it is restored when that report is taken back (報告の取消し). The
 * rules decide by it, and the pages offer by it.
 *
 * @param now the dispatch with the report
 * @param then the dispatch without it; a proposal without the days that are over
 * @param clock the log's time
 */
public record Retraction(Dispatch now, Dispatch then, Instant clock) {

  /**
   * @param now with at least one report that can be taken back
   */
  public static Retraction of(Dispatch now, long sequence, Instant clock) {
    Dispatch then = now.retracted(sequence, clock);
    LocalDate today = LocalDate.ofInstant(clock, NetworkView.JAPAN);
    boolean shorter =
        then.state() == DispatchState.PROPOSED
            && then.firstDay().isBefore(today)
            && !then.lastDay().isBefore(today);
    return new Retraction(now, shorter ? then.from(today, sequence, clock) : then, clock);
  }

  /**
   * Whether time, the end of the request or that of the disaster rule it out. Whether others use
   * the people or the days by now is known to the state of the network only.
   */
  public boolean isTooLate(boolean requestEnded, boolean disasterEnded) {
    return (disasterEnded && !requestEnded)
        || holdIsOver()
        || (requestEnded && isPromise())
        || dayOver().isPresent();
  }

  /** Whether it would restore a proposal whose hold is over. */
  boolean holdIsOver() {
    return then.state() == DispatchState.PROPOSED && !then.holdUntil().isAfter(clock);
  }

  /** Whether it would restore a proposal or a confirmation. */
  boolean isPromise() {
    return then.state() == DispatchState.PROPOSED || then.state() == DispatchState.CONFIRMED;
  }

  /** The first day that is over and would be covered again; no proposal covers such a day. */
  Optional<LocalDate> dayOver() {
    LocalDate today = LocalDate.ofInstant(clock, NetworkView.JAPAN);
    boolean proposed = then.state() == DispatchState.PROPOSED;
    return days(then.covers())
        .filter(
            day ->
                day.isBefore(today)
                    && (proposed || now.covers().filter(p -> p.contains(day)).isEmpty()))
        .findFirst();
  }

  static Stream<LocalDate> days(Optional<Period> period) {
    return period.stream().flatMap(p -> p.first().datesUntil(p.last().plusDays(1)));
  }
}

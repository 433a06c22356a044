package kizuna.streams.ledger.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** In which span an interval of sequences lies: one index range for each power of two. */
class IntervalsTest {

  @Test
  void aSpanHoldsTheIntervalsOfOneLengthInBits() {
    assertThat(Intervals.span(5, 5)).isZero();
    assertThat(Intervals.span(5, 4)).as("it ended before it began").isZero();
    assertThat(Intervals.span(5, 6)).isEqualTo(1);
    assertThat(Intervals.span(5, 7)).isEqualTo(2);
    assertThat(Intervals.span(5, 8)).isEqualTo(2);
    assertThat(Intervals.span(5, 9)).isEqualTo(3);
    assertThat(Intervals.span(0, 1L << 39)).isEqualTo(40);
  }

  /** Why the windows find every interval that holds at a moment. */
  @Test
  void anIntervalThatHoldsBeganWithinTheWindowOfItsSpan() {
    for (long from = 0; from < 40; from++) {
      for (long to = from + 1; to < 80; to++) {
        int span = Intervals.span(from, to);
        for (long moment = from; moment < to; moment++) {
          assertThat(from).isGreaterThan(moment - (1L << span)).isLessThanOrEqualTo(moment);
        }
      }
    }
  }
}

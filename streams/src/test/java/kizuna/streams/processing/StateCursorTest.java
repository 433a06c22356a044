package kizuna.streams.processing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import kizuna.streams.processing.HashChain.Head;
import org.junit.jupiter.api.Test;

/** A saved state that lacks a network, or holds an older head of one, has another cursor. */
class StateCursorTest {

  private static Head head(long sequence, int hash) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) hash);
    return new Head(sequence, bytes, 0, HashChain.Census.EMPTY, 0);
  }

  @Test
  void itIsReadAsItWasWritten() {
    StateCursor cursor = new StateCursor(7, 2, 12, -5);

    assertThat(StateCursor.of(cursor.bytes())).isEqualTo(cursor);
  }

  @Test
  void theOrderInWhichNetworksDecideMakesNoDifferenceAndWhatWasBeforeNeither() {
    StateCursor.Sums one = new StateCursor.Sums();
    one.moved(Head.START, head(1, 1));
    one.moved(head(1, 1), head(2, 2));
    one.moved(Head.START, head(1, 3));
    StateCursor.Sums other = new StateCursor.Sums();
    other.moved(Head.START, head(1, 3));
    other.moved(Head.START, head(2, 2));

    assertThat(one.at(9)).isEqualTo(other.at(9));
    assertThat(one.at(9).networks()).isEqualTo(2);
    assertThat(one.at(9).decisions()).isEqualTo(3);
  }

  @Test
  void aLostNetworkAndAnOlderHeadAreSeen() {
    StateCursor.Sums whole = new StateCursor.Sums();
    whole.moved(Head.START, head(1, 1));
    whole.moved(Head.START, head(2, 2));
    StateCursor.Sums lost = new StateCursor.Sums();
    lost.moved(Head.START, head(2, 2));
    StateCursor.Sums other = new StateCursor.Sums();
    other.moved(Head.START, head(1, 1));
    other.moved(Head.START, head(2, 4));

    assertThat(lost.at(9)).isNotEqualTo(whole.at(9));
    assertThat(other.at(9).heads())
        .as("as many decisions, another")
        .isNotEqualTo(whole.at(9).heads());
  }
}

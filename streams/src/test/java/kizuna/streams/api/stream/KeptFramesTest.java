package kizuna.streams.api.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeptFramesTest {

  private final KeptFrames frames = new KeptFrames();

  @Test
  void aFrameIsFoundByItsNumberAndTheNextIsNotThereYet() {
    byte[] first = {1};
    byte[] second = {2};
    frames.add(first);
    frames.add(second);

    assertThat(frames.get(0)).isSameAs(first);
    assertThat(frames.get(1)).isSameAs(second);
    assertThat(frames.next()).isEqualTo(2);
    assertThat(frames.get(2)).isSameAs(KeptFrames.NOTHING);
  }

  @Test
  void theOldestGoWhereThereAreTooMany() {
    for (int i = 0; i < 300; i++) {
      frames.add(new byte[1]);
    }

    assertThat(frames.get(43)).isSameAs(KeptFrames.EVICTED);
    assertThat(frames.get(44)).hasSize(1);
  }

  @Test
  void theOldestGoWhereTheyAreTooLargeAndTheNewestStaysHoweverLargeItIs() {
    frames.add(new byte[5 << 20]);
    frames.add(new byte[3 << 20]);
    assertThat(frames.get(0)).hasSize(5 << 20);

    frames.add(new byte[9 << 20]);

    assertThat(frames.get(1)).isSameAs(KeptFrames.EVICTED);
    assertThat(frames.get(2)).hasSize(9 << 20);
  }
}

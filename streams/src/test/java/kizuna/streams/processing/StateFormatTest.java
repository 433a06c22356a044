package kizuna.streams.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import kizuna.streams.matching.Decider;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.junit.jupiter.api.Test;

/** An instance of an earlier release refuses state that it cannot read. */
class StateFormatTest {

  private final LogHarness kizuna = new LogHarness();
  private final FactBuilder f = new FactBuilder();

  @Test
  void stateOfANewerReleaseIsRefusedBeforeAnythingIsRead() {
    kizuna.accept(f.networkFormed(FactBuilder.SHINJUKU));
    kizuna.shelf.put(StateFormat.KEY, bytes(StateFormat.NUMBER + 1));
    kizuna.shelf.put("e|tokyo23|newer", new byte[3]);

    assertThatThrownBy(kizuna::restart)
        .isInstanceOf(NewerStateException.class)
        .hasMessageContaining("a newer release stored it in format " + (StateFormat.NUMBER + 1))
        .hasMessageContaining("新しい版を起動する");
  }

  /** They compare what stands under {@code v|…} with the version of their rules. */
  @Test
  void releasesThatKnowNoFormatsTakeItForNewerRules() {
    kizuna.accept(f.networkFormed(FactBuilder.SHINJUKU));

    assertThat(StateFormat.KEY).startsWith(StateKeys.VERSIONS);
    assertThat(Integer.parseInt(format()))
        .isEqualTo(StateFormat.NUMBER)
        .isGreaterThan(Integer.parseInt(Decider.RULES_VERSION));
  }

  @Test
  void stateOfAnEarlierReleaseHasThisFormOnceItIsOpened() {
    kizuna.accept(f.networkFormed(FactBuilder.SHINJUKU));
    kizuna.shelf.delete(StateFormat.KEY);

    kizuna.restart();

    assertThat(format()).isEqualTo("" + StateFormat.NUMBER);
    assertThat(kizuna.log().state().faultWithin(0)).isEmpty();
  }

  @Test
  void emptyStateStaysEmpty() {
    kizuna.restart();

    assertThat(kizuna.shelf.entries()).isEmpty();
  }

  private static byte[] bytes(int number) {
    return Integer.toString(number).getBytes(StandardCharsets.UTF_8);
  }

  private String format() {
    byte[] stored = kizuna.shelf.get(StateFormat.KEY);
    return stored == null ? "" : new String(stored, StandardCharsets.UTF_8);
  }
}

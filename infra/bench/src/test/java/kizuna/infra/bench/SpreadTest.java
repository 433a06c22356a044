package kizuna.infra.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is printed of several rounds, and when a soak fails. */
class SpreadTest {

  @Test
  void saysMedianLeastQuartilesAndMost() {
    Spread spread = Spread.of(List.of(5.0, 1.0, 3.0, 2.0, 4.0));

    assertThat(spread).isEqualTo(new Spread(3, 1, 2, 4, 5));
    assertThat(spread.text(1)).isEqualTo("3.0   (1.0; 2.0–4.0; 5.0)");
    assertThat(Spread.of(List.of(1.0, 2.0)).median()).isEqualTo(1.5);
  }

  @Test
  void needsAFigure() {
    assertThatThrownBy(() -> Spread.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one round");
  }

  @Test
  void poisonIsOneRecordInAHundredAndTakesNoFactAway() {
    byte[][] good = {"network".getBytes(StandardCharsets.UTF_8), new byte[40]};
    List<byte[][]> mixed = Poison.mixedInto(Collections.nCopies(990, good));

    assertThat(mixed).hasSize(1_000);
    assertThat(mixed).filteredOn(record -> record == good).hasSize(990);
    assertThat(mixed).allSatisfy(record -> assertThat(record[0]).isEqualTo(good[0]));
  }

  @Test
  void aSoakFailsWhereHeapGrowsAndNotWhereStateDoes() {
    StringWriter text = new StringWriter();

    assertThat(SoakCommand.verdict(new PrintWriter(text), samples(0, 100))).isTrue();
    assertThat(SoakCommand.verdict(new PrintWriter(text), samples(5, 0))).isFalse();
    assertThat(text.toString()).contains("streams heap MiB", "GREW");
  }

  private static List<Map<String, Double>> samples(double heapGrows, double stateGrows) {
    List<Map<String, Double>> samples = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      samples.add(
          Map.of(
              "streams heap MiB", 100 + i * heapGrows, "state on disk MiB", 10 + i * stateGrows));
    }
    return samples;
  }
}

package kizuna.streams.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import kizuna.facts.Fact;
import kizuna.schemas.InMemoryRegistry;
import kizuna.streams.guarantees.RandomHistory;
import kizuna.streams.guarantees.Seeds;
import kizuna.streams.replay.InMemoryStateStore;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The books of a network as one sequence of bytes. */
class StateSnapshotTest {

  private static final int LENGTH = 130;
  private static final int BEFORE = 80;

  private static byte[] written(LogHarness log) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new StateSnapshot(log.topics, log.registry).write(log.shelf, FactBuilder.NETWORK, out);
    return out.toByteArray();
  }

  @TestFactory
  Stream<DynamicTest> decidingGoesOnFromItAsFromTheBooksThemselves() {
    return Seeds.each(
        20,
        seed -> {
          List<Fact> history =
              RandomHistory.of(seed, LENGTH).stream()
                  .filter(f -> f.getNetworkId().equals(FactBuilder.NETWORK))
                  .toList();
          LogHarness whole = new LogHarness();
          history.subList(0, BEFORE).forEach(whole::put);
          byte[] snapshot = written(whole);

          LogHarness restored = new LogHarness();
          // Its registry gives other ids.
          restored.registry.register(
              "other", new org.apache.avro.Schema.Parser().parse("\"string\""));
          StateSnapshot.Sealed sealed =
              new StateSnapshot(restored.topics, restored.registry)
                  .read(new ByteArrayInputStream(snapshot), restored.shelf);
          assertThat(sealed.networkId()).isEqualTo(FactBuilder.NETWORK);
          assertThat(written(restored)).as("seed %s", seed).isEqualTo(snapshot);
          restored.intake.addAll(whole.intake);
          restored.restart();
          whole.decisions.clear();
          history.subList(BEFORE, history.size()).forEach(whole::put);
          history.subList(BEFORE, history.size()).forEach(restored::put);
          assertThat(restored.decisions).as("seed %s", seed).isEqualTo(whole.decisions);
        });
  }

  @Test
  void whatIsNoSnapshotIsRefusedByName() {
    LogHarness log = new LogHarness();
    RandomHistory.of(1, LENGTH).forEach(log::put);
    byte[] snapshot = written(log);
    StateSnapshot into = new StateSnapshot(log.topics, new InMemoryRegistry());
    assertThatThrownBy(
            () -> into.read(new ByteArrayInputStream(new byte[100]), new InMemoryStateStore()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected a snapshot");
    assertThatThrownBy(
            () ->
                into.read(
                    new ByteArrayInputStream(snapshot, 0, snapshot.length - 9),
                    new InMemoryStateStore()))
        .isInstanceOf(IOException.class);
  }
}

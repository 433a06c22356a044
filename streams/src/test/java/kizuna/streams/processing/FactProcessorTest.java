package kizuna.streams.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import kizuna.facts.Fact;
import kizuna.streams.replay.InMemoryStateStore;
import kizuna.streams.topology.FactBuilder;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The pipeline as a whole: what fails before it is applied changes nothing. */
class FactProcessorTest {

  private final Steps steps = new Steps();

  /** A dead letter moves the cursor, and nothing else. */
  @Test
  void aRecordThatCannotBeReadChangesNothingButTheCursor() {
    Map<String, byte[]> before = new TreeMap<>(steps.kizuna.shelf.entries());

    ProcessingResult result =
        steps.kizuna.log().process(new byte[0], new byte[] {1, 2, 3}, 0, 5, 0);

    assertThat(result.outs())
        .extracting(ProcessingResult.Out::node)
        .containsExactly("dead-letters");
    assertThat(steps.kizuna.log().state().processedUpTo(0)).hasValue(5);
    Map<String, byte[]> after = new TreeMap<>(steps.kizuna.shelf.entries());
    assertThat(after.keySet()).isEqualTo(before.keySet());
    after.keySet().stream()
        .filter(key -> !key.startsWith(StateKeys.CURSORS))
        .forEach(key -> assertThat(after.get(key)).as(key).isEqualTo(before.get(key)));
  }

  /** The record is not at fault: it must be processed once the store can be read again. */
  @Test
  void aStoreThatFailsStopsTheTaskInsteadOfMakingADeadLetter() {
    FailingStore store = new FailingStore();
    FactProcessor processor = new FactProcessor(steps.kizuna.topics, steps.kizuna.formats, store);
    Fact formed = new FactBuilder().networkFormed(FactBuilder.SHINJUKU);
    byte[] value = steps.kizuna.formats.facts().encode(formed);
    processor.process(FactBuilder.key(formed), value, 0, 0, 0);
    store.fails = true;

    assertThatThrownBy(() -> processor.process(FactBuilder.key(formed), value, 0, 1, 0))
        .isInstanceOf(KafkaException.class);

    store.fails = false;
    assertThat(processor.state().processedUpTo(0)).hasValue(0);
  }

  private static final class FailingStore implements StateStore {
    private final InMemoryStateStore store = new InMemoryStateStore();
    private boolean fails;

    @Override
    public byte @Nullable [] get(String key) {
      if (fails) {
        throw new KafkaException("the disk is gone");
      }
      return store.get(key);
    }

    @Override
    public void put(String key, byte[] value) {
      store.put(key, value);
    }

    @Override
    public void delete(String key) {
      store.delete(key);
    }

    @Override
    public void scan(String prefix, BiConsumer<String, byte[]> reader) {
      store.scan(prefix, reader);
    }
  }
}

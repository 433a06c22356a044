package kizuna.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import kizuna.codes.OperationMode;
import kizuna.facts.Fact;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.processing.Preview;
import kizuna.streams.replay.ReplayedState;
import kizuna.streams.topology.FactBuilder;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Books of few drills are kept, and none of a drill that is over. */
class DrillPreviewServiceTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Namespace ONE = Namespace.drill("one");

  private final Fact question =
      new FactBuilder(FactBuilder.NETWORK, OperationMode.EXERCISE).requested("req-1", 6, 8);
  private final Set<Namespace> running = new HashSet<>();
  private final List<Namespace> opened = new ArrayList<>();
  private final Map<Namespace, MockConsumer<byte[], byte[]>> consumers = new HashMap<>();

  private ReplayedState open(Namespace drill) {
    opened.add(drill);
    Topics topics = Topics.of(drill);
    Map<TopicPartition, Long> zero = new HashMap<>();
    for (int p = 0; p < topics.intake.partitions(); p++) {
      zero.put(new TopicPartition(topics.intake.name(), p), 0L);
    }
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    consumer.updateBeginningOffsets(zero);
    consumer.updateEndOffsets(zero);
    consumers.put(drill, consumer);
    return new ReplayedState(topics, new InMemoryRegistry(), consumer);
  }

  private MockConsumer<byte[], byte[]> of(Namespace drill) {
    return Objects.requireNonNull(consumers.get(drill), "never asked");
  }

  @Test
  void aDrillThatNobodyDecidesIsNotAskedAndItsBooksAreGivenUp() throws InterruptedException {
    try (DrillPreviewService previews = new DrillPreviewService(running::contains, this::open)) {
      running.add(ONE);
      assertThat(previews.ask(ONE, question, LONG)).isEqualTo(Preview.Missing.UNKNOWN_NETWORK);
      running.clear();

      assertThat(previews.ask(ONE, question, LONG)).isEqualTo(Preview.Missing.NOT_RUNNING);
      assertThat(of(ONE).closed()).isTrue();
    }
  }

  @Test
  void theBooksOfTheDrillThatNobodyAskedAboutForLongestMakeRoom() throws InterruptedException {
    try (DrillPreviewService previews = new DrillPreviewService(n -> true, this::open)) {
      for (String id : List.of("one", "two", "one", "three")) {
        previews.ask(Namespace.drill(id), question, LONG);
      }

      assertThat(opened).hasSize(3);
      assertThat(of(Namespace.drill("two")).closed()).isTrue();
      assertThat(of(ONE).closed()).isFalse();
    }
    assertThat(consumers.values()).allMatch(MockConsumer::closed);
  }

  @Test
  void afterABrokenLineTheBooksAreReadAnew() throws InterruptedException {
    try (DrillPreviewService previews = new DrillPreviewService(n -> true, this::open)) {
      previews.ask(ONE, question, LONG);
      of(ONE).setPollException(new KafkaException("away"));
      of(ONE).setOffsetsException(new KafkaException("away"));

      assertThat(previews.ask(ONE, question, LONG)).isEqualTo(Preview.Missing.FAILED);
      assertThat(previews.ask(ONE, question, LONG)).isEqualTo(Preview.Missing.UNKNOWN_NETWORK);
      assertThat(opened).containsExactly(ONE, ONE);
    }
  }
}

package kizuna.streams.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import kizuna.codes.OperationMode;
import kizuna.facts.Fact;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.processing.Preview;
import kizuna.streams.topology.FactBuilder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

/** What would be decided in a drill is known from its log, whoever decides it. */
class ReplayedStateTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final Topics topics = Topics.of(Namespace.drill("joint"));
  private final InMemoryRegistry registry = new InMemoryRegistry();
  private final TopicSerdes formats = TopicSerdes.of(topics, registry);
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private final FactBuilder f = new FactBuilder(FactBuilder.NETWORK, OperationMode.EXERCISE);

  private ReplayedState open() {
    for (int p = 0; p < topics.intake.partitions(); p++) {
      ends.put(new TopicPartition(topics.intake.name(), p), 0L);
    }
    consumer.updateBeginningOffsets(Map.copyOf(ends));
    consumer.updateEndOffsets(Map.copyOf(ends));
    return new ReplayedState(topics, registry, consumer);
  }

  private void put(Fact... facts) {
    for (Fact fact : facts) {
      byte[] key = fact.getNetworkId().getBytes(StandardCharsets.UTF_8);
      int partition = Utils.toPositive(Utils.murmur2(key)) % topics.intake.partitions();
      TopicPartition of = new TopicPartition(topics.intake.name(), partition);
      long offset = ends.merge(of, 1L, Long::sum) - 1;
      consumer.addRecord(
          new ConsumerRecord<>(
              topics.intake.name(), partition, offset, key, formats.facts().encode(fact)));
    }
    consumer.updateEndOffsets(Map.copyOf(ends));
  }

  private void begin() {
    put(
        f.networkFormed(FactBuilder.SHINJUKU, FactBuilder.SUMIDA),
        f.municipalities(),
        f.agreement(),
        f.declared("noto", FactBuilder.WAJIMA),
        f.offered("off-1", FactBuilder.SHINJUKU, 4, 8));
  }

  @Test
  void theAnswerIsTheOneThatTheDrillItselfWouldGive() throws InterruptedException {
    try (ReplayedState books = open()) {
      begin();
      Preview.Decided decided = (Preview.Decided) books.ask(f.requested("req-1", 6, 8), LONG);

      assertThat(decided.proposals()).hasSize(1);
      assertThat(decided.proposals().get(0).getHeadCount()).isEqualTo(4);
      assertThat(decided.request().orElseThrow().getOpenPersonDays()).isEqualTo(16);
      assertThat(decided.sequence()).isEqualTo(5);
    }
  }

  @Test
  void whatHappensInTheDrillMeanwhileIsTakenIntoAccount() throws InterruptedException {
    try (ReplayedState books = open()) {
      begin();
      Fact question = f.requested("req-1", 6, 8);
      books.ask(question, LONG);
      put(f.offered("off-2", FactBuilder.SUMIDA, 2, 8));

      Preview.Decided decided = (Preview.Decided) books.ask(question, LONG);

      assertThat(decided.request().orElseThrow().getOpenPersonDays()).isZero();
      assertThat(decided.proposals()).hasSize(2);
    }
  }

  @Test
  void nobodyWaitsLongerThanTheyWouldAndTheNextGoesOnFromThere() throws InterruptedException {
    try (ReplayedState books = open()) {
      begin();
      Fact question = f.requested("req-1", 6, 8);

      assertThat(books.ask(question, Duration.ZERO)).isEqualTo(Preview.Missing.TOO_SLOW);
      assertThat(books.ask(question, LONG)).isInstanceOf(Preview.Decided.class);
    }
  }

  @Test
  void anUnknownNetworkIsSaid() throws InterruptedException {
    try (ReplayedState books = open()) {
      assertThat(books.ask(f.requested("req-1", 6, 8), LONG))
          .isEqualTo(Preview.Missing.UNKNOWN_NETWORK);
    }
  }
}

package kizuna.producers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import kizuna.codes.OperationMode;
import kizuna.facts.Fact;
import kizuna.producers.Owners.Thing;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.WireFormat;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** How soon an id is refused tells nobody whether it is there. */
class KnownIdsTest {

  private static final Duration PATIENCE = Duration.ofMillis(400);

  @Test
  void whatIsNotYoursIsRefusedAsSlowlyAsWhatIsNotThere() {
    try (KnownIds ids = new KnownIds(KnownIdsTest::reader, PATIENCE)) {
      ids.taken(
          Namespace.LIVE, "tokyo23", Thing.REQUEST, "theirs", new Owner("172049", null, null));
      // The reader has reached the end of its topics before it is measured.
      assertThat(ids.of("desk-suzu", Namespace.LIVE, "tokyo23", Thing.REQUEST, "warm-up"))
          .isEmpty();

      long asked = System.nanoTime();
      assertThat(ids.of("desk-suzu", Namespace.LIVE, "tokyo23", Thing.REQUEST, "nobodys"))
          .isEmpty();
      long notThere = System.nanoTime() - asked;
      asked = System.nanoTime();
      assertThat(ids.of("desk-suzu", Namespace.LIVE, "tokyo23", Thing.REQUEST, "theirs"))
          .isPresent();
      ids.awaitAsForNothing("desk-suzu", asked);
      long notYours = System.nanoTime() - asked;

      assertThat(notThere).isGreaterThanOrEqualTo(PATIENCE.toNanos() * 9 / 10);
      assertThat(notYours).isGreaterThanOrEqualTo(PATIENCE.toNanos());
      // Waiting once more adds nothing.
      asked = System.nanoTime() - PATIENCE.toNanos();
      ids.awaitAsForNothing("desk-suzu", asked);
      assertThat(System.nanoTime() - asked - PATIENCE.toNanos())
          .isLessThan(TimeUnit.MILLISECONDS.toNanos(300));
    }
  }

  @Test
  void oneAccountThatAsksForWhatIsNotThereLeavesPlacesForTheOthers() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (KnownIds ids = new KnownIds(KnownIdsTest::reader, Duration.ofSeconds(60))) {
      CountDownLatch refused =
          new CountDownLatch(KnownIds.MOST_WAITING - KnownIds.MOST_WAITING_OF_ACCOUNT);
      List<String> codes = Collections.synchronizedList(new ArrayList<>());
      for (int i = 0; i < KnownIds.MOST_WAITING; i++) {
        threads.execute(
            () -> {
              try {
                ids.awaitAsForNothing("ward-ota", System.nanoTime());
              } catch (Refused e) {
                codes.add(e.status().value() + " " + e.code());
                refused.countDown();
              }
            });
      }
      assertThat(refused.await(60, TimeUnit.SECONDS)).as("its share is taken").isTrue();
      assertThat(codes).containsOnly("429 too-many-at-once");

      // The places of all: each account gets its share of them.
      CountDownLatch full = new CountDownLatch(1);
      for (int i = 0; i <= KnownIds.MOST_WAITING; i++) {
        String account = "desk-" + i;
        threads.execute(
            () -> {
              try {
                ids.awaitAsForNothing(account, System.nanoTime());
              } catch (Refused e) {
                codes.add(e.status().value() + " " + e.code());
                full.countDown();
              }
            });
      }
      assertThat(full.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(codes).contains("503 ids-not-read");
    } finally {
      threads.shutdownNow();
    }
  }

  /** As after a restart: this door has taken nothing itself. */
  @Test
  void aReportIsFoundInTheLogByTheEventIdOfItsKey() throws Exception {
    Topics topics = Topics.of(Namespace.LIVE);
    SchemaRegistry registry = new InMemoryRegistry();
    Fact first =
        Fact.newBuilder(
                MockedLog.fact("tokyo23", Instant.EPOCH.plusSeconds(1), OperationMode.ACTUAL))
            .setEventId(UUID.nameUUIDFromBytes(new byte[] {1}))
            .build();
    byte[] wire = WireFormat.of(topics.intake, registry).encode(first);
    Supplier<Consumer<byte[], byte[]>> consumers =
        () -> {
          MockConsumer<byte[], byte[]> consumer = consumer(topics);
          TopicPartition intake = new TopicPartition(topics.intake.name(), 0);
          consumer.updateEndOffsets(java.util.Map.of(intake, 2L));
          consumer.schedulePollTask(
              () -> {
                for (long offset = 0; offset < 2; offset++) {
                  consumer.addRecord(
                      new ConsumerRecord<>(intake.topic(), 0, offset, new byte[0], wire));
                }
              });
          return consumer;
        };
    try (KnownIds ids =
        new KnownIds(namespace -> new IdReader(topics, registry, consumers), PATIENCE)) {
      FirstReports.Recorded found =
          ids.find("desk-suzu", Namespace.LIVE, first.getEventId()).orElseThrow();

      assertThat(found.fact()).isEqualTo(first);
      assertThat(found.receipt().offset()).as("the first of two").isZero();
      assertThat(ids.find("desk-suzu", Namespace.LIVE, UUID.nameUUIDFromBytes(new byte[] {2})))
          .isEmpty();
    }
  }

  private static IdReader reader(Namespace namespace) {
    Topics topics = Topics.of(namespace);
    return new IdReader(topics, new InMemoryRegistry(), () -> consumer(topics));
  }

  private static MockConsumer<byte[], byte[]> consumer(Topics topics) {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    for (String topic :
        List.of(
            topics.intake.name(),
            topics.networkSummary.name(),
            topics.dispatchLedger.name(),
            topics.requestStatus.name(),
            topics.offerStatus.name())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      Node node = new Node(0, "localhost", 9092);
      consumer.updatePartitions(
          topic, List.of(new PartitionInfo(topic, 0, node, new Node[] {node}, new Node[] {node})));
      consumer.updateBeginningOffsets(java.util.Map.of(partition, 0L));
      consumer.updateEndOffsets(java.util.Map.of(partition, 0L));
    }
    return consumer;
  }
}

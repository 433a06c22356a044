package kizuna.infra.bench;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import kizuna.codes.OperationMode;
import kizuna.facts.Fact;
import kizuna.infra.WholePlatform;
import kizuna.infra.broker.ClusterReview;
import kizuna.infra.broker.Provisioning;
import kizuna.infra.broker.TopicPlan;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.text.Message;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.log.CommittedEnd;
import kizuna.streams.topology.DecisionEngine;
import kizuna.streams.verify.Verification;
import kizuna.streams.verify.Verifier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of three stock brokers, whose defaults keep each record once. */
@Order(WholePlatform.BESIDE) // Takes long, mostly waiting.
class ThreeBrokersTest {

  private final SchemaRegistry registry = new InMemoryRegistry();
  private final Topics topics = Topics.of(Namespace.drill("three-brokers"));

  @Test
  void eachRecordIsOnThreeBrokersAndOneOfThemMayBeKilled(@TempDir Path folder) throws Exception {
    // They are stopped before the second compiler has paid for itself.
    try (ThreeBrokers brokers = new ThreeBrokers(folder, "-XX:TieredStopAtLevel=1");
        Admin admin = Admin.create(Map.of("bootstrap.servers", brokers.bootstrapServers()))) {
      await("three brokers")
          .atMost(Duration.ofMinutes(4))
          .until(() -> admin.describeCluster().nodes().get().size() == 3);
      admin
          .createTopics(
              List.of(
                  new NewTopic(topics.disasters.name(), 1, (short) 1)
                      .configs(Map.of("retention.ms", "60000"))))
          .all()
          .get();

      Provisioning.provision(admin, topics);

      demandCopies(admin);
      await("a broker learns of settings a moment later")
          .untilAsserted(
              () ->
                  assertThat(ClusterReview.of(admin, topics))
                      .map(Message::toString)
                      .anyMatch(s -> s.endsWith("disasters: expected retention.ms=-1, but 60000"))
                      .anyMatch(
                          s -> s.contains("disasters: expected 3 copies of each partition, but 1"))
                      .anyMatch(s -> s.startsWith("broker 1: offsets.retention.minutes=10080: "))
                      .noneMatch(s -> s.contains("intake") || s.contains("changelog")));
      decideWhileOneIsKilled(brokers, admin, folder.resolve("state"));
    }
  }

  private void demandCopies(Admin admin) throws ExecutionException, InterruptedException {
    List<String> ours =
        TopicPlan.of(topics, 3).stream()
            .map(TopicPlan::name)
            .filter(name -> !name.equals(topics.disasters.name()))
            .toList();
    assertThat(ours).anyMatch(name -> name.endsWith("books-changelog"));
    for (TopicDescription topic : admin.describeTopics(ours).allTopicNames().get().values()) {
      assertThat(topic.partitions()).as(topic.name()).allMatch(p -> p.replicas().size() == 3);
    }
    for (Map.Entry<ConfigResource, Config> config :
        admin
            .describeConfigs(
                ours.stream()
                    .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                    .toList())
            .all()
            .get()
            .entrySet()) {
      assertThat(config.getValue().get("min.insync.replicas").value())
          .as(config.getKey().name())
          .isEqualTo("2");
    }
  }

  private void decideWhileOneIsKilled(ThreeBrokers brokers, Admin admin, Path state)
      throws Exception {
    KafkaCluster cluster = KafkaCluster.open(brokers.bootstrapServers());
    TopicSerdes formats = TopicSerdes.of(topics, registry);
    Workload workload = new Workload(1).setUp().tens(20);
    Map<String, Object> settings = new HashMap<>(cluster.settings());
    settings.put("acks", "all");
    try (DecisionEngine engine =
            new DecisionEngine(topics, registry, DecisionEngine.Settings.of(cluster, state));
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      engine.start();
      int sent = 0;
      for (Fact fact : workload.take()) {
        fact.put(fact.getSchema().getField("mode").pos(), OperationMode.EXERCISE);
        producer
            .send(
                new ProducerRecord<>(
                    topics.intake.name(),
                    fact.getNetworkId().getBytes(StandardCharsets.UTF_8),
                    formats.facts().encode(fact)))
            .get();
        if (++sent == 50) {
          // Not the one that has the only copy of a topic: nothing could be decided without it.
          brokers.kill(holderOfTheOnlyCopy(admin) % 3 + 1);
        }
      }
      TopicPartition intake = new TopicPartition(topics.intake.name(), 0);
      long end = end(admin, intake);
      await("all is decided")
          .until(
              () -> {
                OffsetAndMetadata decided =
                    admin
                        .listConsumerGroupOffsets(topics.namespace().applicationId())
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .get(intake);
                return decided != null && decided.offset() >= end;
              });
      // The end of a transaction is written to each partition by itself: the offsets' may have it
      // before that of the decisions, whose leader was just killed.
      TopicPartition decisions = new TopicPartition(topics.matchDecisions.name(), 0);
      await("the decisions are committed")
          .until(() -> CommittedEnd.await(admin, decisions, () -> false) == end(admin, decisions));
      Verification v = new Verifier(topics, registry).verify(cluster, facts -> {});
      assertThat(v.difference()).isEmpty();
      assertThat(v.decisions()).isEqualTo(sent);
    }
  }

  private int holderOfTheOnlyCopy(Admin admin) throws ExecutionException, InterruptedException {
    String topic = topics.disasters.name();
    TopicDescription found =
        Objects.requireNonNull(
            admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic));
    return found.partitions().get(0).leader().id();
  }

  private static long end(Admin admin, TopicPartition of)
      throws ExecutionException, InterruptedException {
    ListOffsetsResult ends = admin.listOffsets(Map.of(of, OffsetSpec.latest()));
    return ends.partitionResult(of).get().offset();
  }
}

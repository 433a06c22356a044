package kizuna.infra.broker;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kizuna.infra.Await;
import kizuna.infra.host.Refusal;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Topics are made from the catalogue, once, and never silently with other partitions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProvisioningTest {

  private EmbeddedBroker broker;
  private Admin admin;

  @BeforeAll
  void start() {
    broker = EmbeddedBroker.temporary();
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  @AfterAll
  void stop() {
    admin.close();
    broker.close();
  }

  @Test
  void everyTopicOfTheCatalogueIsMadeOnceWithItsSettings() throws Exception {
    Topics topics = Topics.of(Namespace.drill("made-once"));

    assertThat(Provisioning.provision(admin, topics))
        .containsExactlyElementsOf(topics.all().stream().map(Topic::name).toList());
    assertThat(Provisioning.provision(admin, topics)).isEmpty();

    for (Topic<?> topic : topics.all()) {
      Config config = config(topic);
      topic
          .settings()
          .forEach(
              (key, value) ->
                  assertThat(config.get(key).value())
                      .as(topic.name() + " " + key)
                      .isEqualTo(value));
    }
  }

  /** A producer that is quicker than the leader has its first batch refused, its second taken. */
  @Test
  void whatIsProvisionedIsLedAtOnce() throws Exception {
    Map<String, Object> impatient =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "retries", 0);
    try (Admin once = Admin.create(impatient)) {
      for (int i = 0; i < 20; i++) {
        Topics topics = Topics.of(Namespace.drill("led-at-once-" + i));
        List<String> names = topics.all().stream().map(Topic::name).toList();

        Provisioning.provision(admin, topics);

        once.describeTopics(names).allTopicNames().get();
        Map<TopicPartition, OffsetSpec> ends =
            topics.all().stream()
                .flatMap(
                    t ->
                        IntStream.range(0, t.partitions())
                            .mapToObj(p -> new TopicPartition(t.name(), p)))
                .collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
        assertThat(once.listOffsets(ends).all().get().values()).allMatch(end -> end.offset() == 0);
      }
    }
  }

  @Test
  void whatIsMissingIsAddedToWhatIsThere() throws Exception {
    Topics topics = Topics.of(Namespace.drill("one-there"));
    admin.createTopics(List.of(new NewTopic(topics.intake.name(), 1, (short) 1))).all().get();

    assertThat(Provisioning.provision(admin, topics))
        .doesNotContain(topics.intake.name())
        .hasSize(topics.all().size() - 1);
  }

  @Test
  void statesOfAnEarlierVersionKeepTheirHistoryFromNowOn() throws Exception {
    Topics topics = Topics.of(Namespace.drill("forgetful"), 1);
    NewTopic ledger = new NewTopic(topics.dispatchLedger.name(), 1, (short) 1);
    NewTopic chosen = new NewTopic(topics.requestStatus.name(), 1, (short) 1);
    admin
        .createTopics(
            List.of(
                ledger.configs(Map.of("cleanup.policy", "compact")),
                chosen.configs(Map.of("cleanup.policy", "compact", Topic.COMPACTION_LAG, "60000"))))
        .all()
        .get();

    Provisioning.provision(admin, topics);

    // A broker learns of a setting a moment after its controller took it.
    Await.until(
        "the history is kept",
        Duration.ofSeconds(10),
        () ->
            config(topics.dispatchLedger)
                .get(Topic.COMPACTION_LAG)
                .value()
                .equals(topics.dispatchLedger.settings().get(Topic.COMPACTION_LAG)));
    assertThat(config(topics.requestStatus).get(Topic.COMPACTION_LAG).value())
        .as("somebody's choice")
        .isEqualTo("60000");
  }

  @Test
  void anotherNumberOfPartitionsIsRefused() {
    Namespace namespace = Namespace.drill("repartitioned");
    Provisioning.provision(admin, Topics.of(namespace, 1));

    assertThatThrownBy(() -> Provisioning.provision(admin, Topics.of(namespace, 4)))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining(
            "expected 4 partitions for topic kizuna.drill.repartitioned.intake, but it has 1");
  }

  private Config config(Topic<?> topic) throws ExecutionException, InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
    return requireNonNull(config);
  }
}

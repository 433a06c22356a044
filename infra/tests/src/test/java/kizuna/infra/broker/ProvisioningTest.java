package kizuna.infra.broker;

import static java.util.Objects.requireNonNull;
import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kizuna.infra.accounts.Account;
import kizuna.infra.host.UserError;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
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
    admin = Admin.create(broker.cluster(Account.LAUNCHER).settings());
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
        .containsExactlyElementsOf(TopicPlan.of(topics, 1).stream().map(TopicPlan::name).toList())
        .contains(topics.intake.name(), "kizuna.drill.made-once.decisions-books-changelog");
    assertThat(Provisioning.provision(admin, topics)).isEmpty();
    assertThat(ClusterReview.of(admin, topics)).as("nothing differs").isEmpty();

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
    Map<String, Object> impatient = broker.cluster(Account.LAUNCHER).settings();
    impatient.put("retries", 0);
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
        .hasSize(TopicPlan.of(topics, 1).size() - 1);
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
    await("the history is kept")
        .until(
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
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "expected 4 partitions for topic kizuna.drill.repartitioned.intake, but it has 1");
  }

  @Test
  void whoProvesNoAccountIsToldNothing() {
    Map<String, Object> stranger = Map.of("bootstrap.servers", broker.bootstrapServers());
    Map<String, Object> guessing = broker.cluster(Account.STREAMS).settings();
    guessing.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"streams\" password=\"guessed\";");
    for (Map<String, Object> settings : List.of(stranger, guessing)) {
      Map<String, Object> impatient = new HashMap<>(settings);
      impatient.putAll(Map.of("default.api.timeout.ms", 2_000, "request.timeout.ms", 1_000));
      try (Admin nobody = Admin.create(impatient)) {
        assertThatThrownBy(() -> nobody.describeCluster().nodes().get())
            .hasCauseInstanceOf(ApiException.class);
      }
    }
  }

  /** An intake is written by whoever stamps the reporter, and by nobody else. */
  @Test
  void anAccountMayWhatItsProgramDoesAndNothingElse() throws Exception {
    Topics live = Topics.of(Namespace.LIVE);
    Topics drill = Topics.of(Namespace.drill("written"));
    Provisioning.provision(admin, live);
    Provisioning.provision(admin, drill);

    assertThat(writes(Account.PRODUCERS, live.intake)).isTrue();
    assertThat(writes(Account.PRODUCERS, drill.intake)).isTrue();
    assertThat(writes(Account.PRODUCERS, live.dispatchLedger)).isFalse();
    assertThat(writes(Account.STREAMS, live.dispatchLedger)).isTrue();
    assertThat(writes(Account.STREAMS, drill.intake)).isFalse();
    assertThat(writes(Account.OPERATOR, drill.intake)).isTrue();
    for (Topic<?> topic : live.all()) {
      assertThat(writes(Account.OPERATOR, topic)).as(topic.name()).isFalse();
      assertThat(writes(Account.READER, topic)).as(topic.name()).isFalse();
    }
    assertThat(writes(Account.READER, drill.intake)).isFalse();
    assertThat(writes(Account.LEDGER, live.intake)).isFalse();
    assertThat(writes(Account.LEDGER, live.networkSummary)).isFalse();
    demandGroupsAndTransactionsAreDenied(live);
    for (Account account :
        List.of(
            Account.READER, Account.OPERATOR, Account.PRODUCERS, Account.LEDGER, Account.STREAMS)) {
      try (Admin its = Admin.create(broker.cluster(account).settings())) {
        String intake = live.intake.name();
        assertThatThrownBy(() -> its.deleteTopics(List.of(intake)).all().get())
            .as("%s", account)
            .hasCauseInstanceOf(TopicAuthorizationException.class);
      }
    }
  }

  /** Only the decider may commit its group's offsets, or take its transactions for its own. */
  private void demandGroupsAndTransactionsAreDenied(Topics live) throws Exception {
    String application = live.namespace().applicationId();
    TopicPartition intake = new TopicPartition(live.intake.name(), 0);
    for (Account account : List.of(Account.READER, Account.LEDGER, Account.PRODUCERS)) {
      Map<String, Object> transactional = broker.cluster(account).settings();
      transactional.put("transactional.id", application + "-1");
      try (Admin its = Admin.create(broker.cluster(account).settings());
          KafkaProducer<byte[], byte[]> stranger =
              new KafkaProducer<>(
                  transactional, new ByteArraySerializer(), new ByteArraySerializer())) {
        assertThatThrownBy(
                () ->
                    its.alterConsumerGroupOffsets(
                            application, Map.of(intake, new OffsetAndMetadata(0)))
                        .all()
                        .get())
            .as("%s", account)
            .hasCauseInstanceOf(GroupAuthorizationException.class);
        assertThatThrownBy(stranger::initTransactions)
            .as("%s", account)
            .isInstanceOf(TransactionalIdAuthorizationException.class);
      }
    }
    // A reads-only process sees how far the log is decided.
    try (Admin ledger = Admin.create(broker.cluster(Account.LEDGER).settings())) {
      assertThat(ledger.listConsumerGroupOffsets(application).partitionsToOffsetAndMetadata().get())
          .isEmpty();
    }
  }

  private boolean writes(Account account, Topic<?> topic) throws InterruptedException {
    Map<String, Object> settings = broker.cluster(account).settings();
    settings.put("enable.idempotence", false);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic.name(), 0, new byte[0], new byte[0])).get();
      return true;
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(TopicAuthorizationException.class);
      return false;
    }
  }

  private Config config(Topic<?> topic) throws ExecutionException, InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
    return requireNonNull(config);
  }
}

package kizuna.infra.broker;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kizuna.infra.accounts.ClusterMessages;
import kizuna.infra.host.UserError;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Creates the topics of a catalogue, and the changelogs of its decisions, on a cluster; existing
 * topics stay unchanged, except for the history of states, which an earlier version did not keep.
 * {@link ClusterReview} names their differences.
 *
 * <p>A topic with another number of partitions is refused: a change would send a network's later
 * facts to another partition than its earlier ones, and lose their order.
 *
 * <p>Provisioned topics are ready for use: Kafka reports a topic as created when the controller has
 * recorded it, which is before a broker leads its partitions. For a producer that starts in
 * between, the first batch is refused and the second may be accepted; then the first is out of
 * sequence permanently.
 */
public final class Provisioning {

  private static final Duration LED_WITHIN = Duration.ofSeconds(30);
  private static final int LOOK_AGAIN_AFTER_MS = 20;

  private Provisioning() {}

  /**
   * Creates missing topics and waits until every partition has a leader.
   *
   * @return the names of the topics that were made
   */
  public static List<String> provision(Admin admin, Topics topics) {
    Set<String> existing = await(() -> admin.listTopics().names());
    Map<Boolean, List<TopicPlan>> known =
        TopicPlan.of(topics, TopicPlan.brokers(admin)).stream()
            .collect(Collectors.partitioningBy(t -> existing.contains(t.name())));
    check(admin, known.getOrDefault(true, List.of()));
    keepHistory(admin, known.getOrDefault(true, List.of()));
    List<TopicPlan> missing = known.getOrDefault(false, List.of());
    List<String> made = create(admin, missing);
    awaitLed(admin, partitions(topics));
    // The topics exist, but the broker has not learned of them: another process may have created
    // them.
    List<TopicPlan> others = missing.stream().filter(t -> !made.contains(t.name())).toList();
    check(admin, others);
    keepHistory(admin, others);
    return made;
  }

  /** Creates the topic of no namespace by which pages order runs of drills. */
  public static void provisionOrders(Admin admin) {
    TopicPlan orders = TopicPlan.of(Topics.DRILL_ORDERS, TopicPlan.brokers(admin));
    if (!await(() -> admin.listTopics().names()).contains(orders.name())) {
      create(admin, List.of(orders));
    }
    awaitLed(admin, List.of(new TopicPartition(orders.name(), 0)));
  }

  /** Provisions on a cluster. */
  public static List<String> provision(KafkaCluster cluster, Topics topics) {
    try (Admin admin = Admin.create(cluster.settings())) {
      return provision(admin, topics);
    }
  }

  /**
   * Waits until every partition has a leader that answers for it.
   *
   * @throws UserError if one still has none after half a minute
   */
  public static void awaitLed(Admin admin, Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetSpec> ends =
        partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
    // Each leader answers itself, so only when it hosts the partition.
    await(() -> admin.listOffsets(ends).all());
  }

  private static List<TopicPartition> partitions(Topics topics) {
    return TopicPlan.of(topics, 1).stream()
        .flatMap(
            topic ->
                IntStream.range(0, topic.partitions())
                    .mapToObj(p -> new TopicPartition(topic.name(), p)))
        .toList();
  }

  private static void check(Admin admin, List<TopicPlan> topics) {
    List<String> names = topics.stream().map(TopicPlan::name).toList();
    Map<String, TopicDescription> found = await(() -> admin.describeTopics(names).allTopicNames());
    for (TopicPlan topic : topics) {
      TopicDescription description = found.get(topic.name());
      int partitions = description == null ? 0 : description.partitions().size();
      if (partitions != topic.partitions()) {
        throw new UserError(
            ClusterMessages.LIST.of(
                "topic.partitions", topic.partitions(), topic.name(), partitions));
      }
    }
  }

  /** Sets the retention of states from the catalogue if no other is configured. */
  private static void keepHistory(Admin admin, List<TopicPlan> topics) {
    List<ConfigResource> states =
        topics.stream()
            .filter(topic -> topic.settings().containsKey(Topic.COMPACTION_LAG))
            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
            .toList();
    Map<ConfigResource, Config> found = await(() -> admin.describeConfigs(states).all());
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    for (TopicPlan topic : topics) {
      Config now = found.get(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()));
      ConfigEntry lag = now == null ? null : now.get(Topic.COMPACTION_LAG);
      if (lag != null && lag.source() != ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG) {
        changes.put(
            new ConfigResource(ConfigResource.Type.TOPIC, topic.name()),
            List.of(
                new AlterConfigOp(
                    new ConfigEntry(
                        Topic.COMPACTION_LAG, topic.settings().get(Topic.COMPACTION_LAG)),
                    AlterConfigOp.OpType.SET)));
      }
    }
    if (!changes.isEmpty()) {
      await(() -> admin.incrementalAlterConfigs(changes).all());
    }
  }

  private static List<String> create(Admin admin, List<TopicPlan> topics) {
    List<NewTopic> wanted = topics.stream().map(TopicPlan::newTopic).toList();
    List<String> made = new ArrayList<>();
    var results = admin.createTopics(wanted).values();
    for (TopicPlan topic : topics) {
      try {
        requireNonNull(results.get(topic.name())).get();
        made.add(topic.name());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw refused(topic.name(), e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    return made;
  }

  private static UserError refused(String topic, ExecutionException e) {
    return new UserError(
        ClusterMessages.LIST.of("topic.refused", topic, String.valueOf(e.getCause())), e);
  }

  /** Retries for half a minute: each broker gets a new topic at a slightly different time. */
  static <T> T await(Supplier<KafkaFuture<T>> asked) {
    long deadline = System.nanoTime() + LED_WITHIN.toNanos();
    try {
      while (true) {
        try {
          return asked.get().get();
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) {
            throw unanswered(e);
          }
          Thread.sleep(LOOK_AGAIN_AFTER_MS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static UserError unanswered(ExecutionException e) {
    return new UserError(ClusterMessages.LIST.of("unanswered", String.valueOf(e.getCause())), e);
  }
}

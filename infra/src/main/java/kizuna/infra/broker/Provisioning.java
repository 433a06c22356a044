package kizuna.infra.broker;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import kizuna.infra.host.Refusal;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Makes the topics of a catalogue on a cluster; those that are there already are left as they are.
 *
 * <p>A topic with another number of partitions is refused: to change it would send a network's
 * later facts to another partition than its earlier ones, and their order would be lost.
 */
public final class Provisioning {

  private Provisioning() {}

  /**
   * Makes what is missing.
   *
   * @return the names of the topics that were made
   */
  public static List<String> provision(Admin admin, Topics topics) {
    Set<String> existing = await(admin.listTopics().names());
    Map<Boolean, List<Topic<?>>> known =
        topics.all().stream().collect(Collectors.partitioningBy(t -> existing.contains(t.name())));
    check(admin, known.getOrDefault(true, List.of()));
    return create(admin, known.getOrDefault(false, List.of()));
  }

  /** Provisions on the cluster at an address. */
  public static List<String> provision(String bootstrapServers, Topics topics) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      return provision(admin, topics);
    }
  }

  private static void check(Admin admin, List<Topic<?>> topics) {
    List<String> names = topics.stream().map(Topic::name).toList();
    Map<String, TopicDescription> found = await(admin.describeTopics(names).allTopicNames());
    for (Topic<?> topic : topics) {
      TopicDescription description = found.get(topic.name());
      int partitions = description == null ? 0 : description.partitions().size();
      if (partitions != topic.partitions()) {
        throw new Refusal(
            "expected "
                + topic.partitions()
                + " partitions for topic "
                + topic.name()
                + ", but it has "
                + partitions
                + "; the order of facts depends on it, so use a cluster (or --data DIR) where nobody changed it.");
      }
    }
  }

  private static List<String> create(Admin admin, List<Topic<?>> topics) {
    List<NewTopic> wanted =
        topics.stream()
            .map(
                t ->
                    // replication as the cluster's default says: 1 embedded, 3 on one's own
                    new NewTopic(t.name(), Optional.of(t.partitions()), Optional.empty())
                        .configs(t.settings()))
            .toList();
    List<String> made = new ArrayList<>();
    List<Topic<?>> raced = new ArrayList<>();
    var results = admin.createTopics(wanted).values();
    for (Topic<?> topic : topics) {
      try {
        requireNonNull(results.get(topic.name())).get();
        made.add(topic.name());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof TopicExistsException) {
          raced.add(topic);
        } else {
          throw refused(topic.name(), e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    check(admin, raced);
    return made;
  }

  private static Refusal refused(String topic, ExecutionException e) {
    return new Refusal(
        "expected the cluster to make topic "
            + topic
            + ", but it refused ("
            + String.valueOf(e.getCause())
            + "); check the cluster's log and permissions.",
        e);
  }

  private static <T> T await(org.apache.kafka.common.KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new Refusal(
          "expected an answer from the Kafka cluster, but "
              + String.valueOf(e.getCause())
              + "; check that it runs and that --bootstrap-servers is right.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

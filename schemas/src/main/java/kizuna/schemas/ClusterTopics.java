package kizuna.schemas;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics of a namespace as they exist on a cluster. The creator of a run chose the number of
 * partitions; a reader that assumes a number silently skips the other partitions.
 */
public final class ClusterTopics {

  private static final int LIMIT_SECONDS = 15;

  private ClusterTopics() {}

  /**
   * The catalogue with as many partitions as the intake has there; all topics have as many.
   *
   * @throws KafkaException if the cluster does not answer within 15 s, or has no such intake
   */
  public static Topics of(KafkaCluster cluster, Namespace namespace) {
    String intake = Topics.of(namespace).intake.name();
    Map<String, Object> settings = cluster.settings();
    settings.put("client.id", "partitions-" + namespace.name());
    try (Admin admin = Admin.create(settings)) {
      TopicDescription described =
          admin
              .describeTopics(Set.of(intake))
              .allTopicNames()
              .get(LIMIT_SECONDS, TimeUnit.SECONDS)
              .values()
              .iterator()
              .next();
      return Topics.of(namespace, described.partitions().size());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new KafkaException(
            "expected " + intake + " at " + cluster + ", but it is not there", e);
      }
      throw unanswered(cluster, intake, e);
    } catch (TimeoutException e) {
      throw unanswered(cluster, intake, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while the cluster describes " + intake, e);
    }
  }

  private static KafkaException unanswered(KafkaCluster cluster, String topic, Exception e) {
    return new KafkaException(
        "expected the cluster at " + cluster + " to describe " + topic + ", but " + e, e);
  }
}

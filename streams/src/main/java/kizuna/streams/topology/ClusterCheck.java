package kizuna.streams.topology;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.RecordedSchemas;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;

/** Checks that a cluster can run the engine of a namespace. */
final class ClusterCheck {

  private static final int TIMEOUT_SECONDS = 15;

  private ClusterCheck() {}

  /**
   * Waits for the cluster's answer.
   *
   * @throws IllegalStateException if the cluster does not answer, if its transactions are of the
   *     old protocol, which can lose or tear them, if the intake has other partitions than it must,
   *     or if the decisions that lie there were written with another registry
   */
  static void require(KafkaCluster cluster, SchemaRegistry registry, Topics topics) {
    requireBrokers(cluster, topics);
    RecordedSchemas.difference(cluster, registry, topics.matchDecisions)
        .ifPresent(
            difference -> {
              throw new IllegalStateException(
                  "expected the schema registry that this log was written with, "
                      + difference
                      + "; put its data back from a backup");
            });
  }

  private static void requireBrokers(KafkaCluster cluster, Topics topics) {
    Map<String, Object> settings = cluster.settings();
    settings.put("client.id", "kizuna-features");
    try (Admin admin = Admin.create(settings)) {
      FinalizedVersionRange version =
          admin
              .describeFeatures()
              .featureMetadata()
              .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
              .finalizedFeatures()
              .get("transaction.version");
      if (version == null || version.maxVersionLevel() < 2) {
        throw new IllegalStateException(
            "expected the cluster at "
                + cluster
                + " to have transaction.version=2 (kafka-features upgrade --feature"
                + " transaction.version=2), but "
                + (version == null ? "none" : Short.toString(version.maxVersionLevel())));
      }
      int found =
          admin
              .describeTopics(Set.of(topics.intake.name()))
              .allTopicNames()
              .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
              .values()
              .iterator()
              .next()
              .partitions()
              .size();
      if (found != topics.intake.partitions()) {
        throw new IllegalStateException(
            "expected "
                + topics.intake.partitions()
                + " partitions of "
                + topics.intake.name()
                + ", on which the order of facts depends, but "
                + found);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "expected a Kafka cluster at " + cluster + ", but " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", e);
    }
  }
}

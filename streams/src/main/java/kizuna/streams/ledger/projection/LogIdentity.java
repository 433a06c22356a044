package kizuna.streams.ledger.projection;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

/** Identifies a namespace's log uniquely, by its cluster and the ids of two topics. */
final class LogIdentity {

  private static final long TIMEOUT_MILLIS = 10_000;

  private final Admin admin;
  private final Topics topics;

  LogIdentity(Admin admin, Topics topics) {
    this.admin = admin;
    this.topics = topics;
  }

  /**
   * @throws KafkaException if the broker is not available
   */
  String get() {
    String cluster = wait(admin.describeCluster().clusterId());
    Map<String, TopicDescription> described =
        wait(
            admin
                .describeTopics(
                    java.util.stream.Stream.of(topics.dispatchLedger, topics.matchDecisions)
                        .map(Topic::name)
                        .toList())
                .allTopicNames());
    Map<String, String> ids = new TreeMap<>();
    described.forEach((name, topic) -> ids.put(name, topic.topicId().toString()));
    return cluster + " " + String.join(" ", ids.values());
  }

  private static <T> T wait(KafkaFuture<T> answer) {
    try {
      return answer.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("expected the broker to say which log it has, but " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while the broker says which log it has", e);
    }
  }
}

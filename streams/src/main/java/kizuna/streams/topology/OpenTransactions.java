package kizuna.streams.topology;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transactions that deciders left open when they were killed. Streams restores up to a
 * last record that readers of committed records see only once such a transaction has ended, and the
 * broker ends it by its timeout 10 to 20 s later.
 */
final class OpenTransactions {

  private static final Logger LOG = LoggerFactory.getLogger(OpenTransactions.class);

  /** Longest time of all calls together; the rest then ends by its timeout. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  /** The calls that one of the methods makes at most, one after the other. */
  private static final int MAX_CALLS = 3;

  private final KafkaCluster cluster;
  private final String application;
  private final Set<String> changelogs;

  OpenTransactions(KafkaCluster cluster, Topics topics) {
    this.cluster = cluster;
    this.application = topics.namespace().applicationId();
    this.changelogs =
        DecisionTopology.stores().stream()
            .map(store -> DecisionTopology.changelog(topics, store))
            .collect(Collectors.toSet());
  }

  /** Ends those of producers with these names: an earlier process of the same state folder. */
  void endOf(Set<String> transactionalIds) {
    run(admin -> await(admin.fenceProducers(transactionalIds).all()));
  }

  /**
   * Ends those of other deciders on partitions that are decided here from now on. A decider that
   * gives a partition up commits first, so an open one is of a decider that was killed or hangs.
   *
   * @param partitions of the intake that were assigned to this decider
   * @param own transactional ids of this process
   */
  void endOn(Collection<TopicPartition> partitions, Set<String> own) {
    if (partitions.isEmpty()) {
      return;
    }
    Set<TopicPartition> taken =
        partitions.stream()
            .flatMap(p -> changelogs.stream().map(log -> new TopicPartition(log, p.partition())))
            .collect(Collectors.toSet());
    run(
        admin -> {
          List<String> open =
              await(
                      admin
                          .listTransactions(
                              new ListTransactionsOptions()
                                  .filterStates(Set.of(TransactionState.ONGOING)))
                          .all())
                  .stream()
                  .map(TransactionListing::transactionalId)
                  .filter(id -> id.startsWith(application + "-") && !own.contains(id))
                  .toList();
          if (open.isEmpty()) {
            return;
          }
          List<String> left =
              await(admin.describeTransactions(open).all()).entrySet().stream()
                  .filter(
                      one -> one.getValue().topicPartitions().stream().anyMatch(taken::contains))
                  .map(Map.Entry::getKey)
                  .toList();
          if (!left.isEmpty()) {
            LOG.info("ending the transactions that {} left open on {}", left, partitions);
            await(admin.fenceProducers(left).all());
          }
        });
  }

  @FunctionalInterface
  private interface Work {
    void with(Admin admin) throws ExecutionException, InterruptedException, TimeoutException;
  }

  private void run(Work work) {
    Map<String, Object> settings = new HashMap<>(cluster.settings());
    settings.put("client.id", "kizuna-fencing");
    Admin admin = Admin.create(settings);
    try {
      work.with(admin);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("transactions that were left open end by their time-out: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      // Without a limit it would wait up to a minute more for a call that was given up.
      admin.close(Duration.ZERO);
    }
  }

  private static <T> T await(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(LIMIT.toMillis() / MAX_CALLS, TimeUnit.MILLISECONDS);
  }
}

package kizuna.streams.topology;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.errors.StreamsException;

/**
 * The Kafka clients of an engine. They report polls and commits to a stream thread's {@link
 * GroupCommit}. The main consumer does not let a corrupted task continue in the same client.
 *
 * <p>Streams 4.3 closes such a task, makes it again and requests a rebalance. A rebalance that ends
 * before the new task is initialised replaces it by another, which does not return its partitions
 * to the committed offset: the records that had been fetched are skipped, and never decided. A new
 * client reads from the committed offset.
 */
final class EngineClients implements KafkaClientSupplier {

  /** A task is corrupted; its state is wiped, and its client must be replaced. */
  static final class ClientOutdated extends StreamsException {
    private static final long serialVersionUID = 1;

    ClientOutdated(String reason) {
      super("expected no rebalance out of turn, but Streams asks for one: " + reason);
    }
  }

  private final OpenTransactions transactions;
  private final Set<String> transactionalIds = ConcurrentHashMap.newKeySet();
  private final Supplier<GroupCommit> commits;

  /**
   * @param transactions ends the open transactions of deciders that have stopped
   * @param commits commits of the present thread
   */
  EngineClients(OpenTransactions transactions, Supplier<GroupCommit> commits) {
    this.transactions = transactions;
    this.commits = commits;
  }

  /** Ends the transactions that an earlier process left open under the names of this one. */
  void fencePredecessors() {
    transactions.endOf(transactionalIds);
  }

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return Admin.create(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    if (config.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG) instanceof String id) {
      transactionalIds.add(id);
    }
    return new CommittingProducer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return new MainConsumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return getRestoreConsumer(config);
  }

  private final class MainConsumer extends KafkaConsumer<byte[], byte[]> {

    /** Streams moves tasks between instances step by step. */
    private static final String STEP = "triggered followup rebalance";

    MainConsumer(Map<String, Object> config) {
      super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      GroupCommit commit = commits.get();
      ConsumerRecords<byte[], byte[]> records = super.poll(commit.pollFor(timeout));
      commit.polled(
          records,
          assignment().stream().anyMatch(partition -> currentLag(partition).orElse(0) > 0));
      return records;
    }

    /** Streams commits here without transactions; with them, in the producer. */
    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
      super.commitSync(offsets);
      commits.get().committed();
    }

    /** Runs before Streams restores the assigned partitions. */
    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
      super.subscribe(
          topics,
          new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
              transactions.endOn(partitions, transactionalIds);
              listener.onPartitionsAssigned(partitions);
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
              listener.onPartitionsRevoked(partitions);
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
              listener.onPartitionsLost(partitions);
            }
          });
    }

    /** Streams requests a step, or a task is corrupted. */
    @Override
    public void enforceRebalance(String reason) {
      if (!reason.startsWith(STEP)) {
        throw new ClientOutdated(reason);
      }
      super.enforceRebalance(reason);
    }
  }

  private final class CommittingProducer extends KafkaProducer<byte[], byte[]> {

    CommittingProducer(Map<String, Object> config) {
      super(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void flush() {
      commits.get().flushing();
      super.flush();
    }

    @Override
    public void commitTransaction() {
      super.commitTransaction();
      commits.get().committed();
    }
  }
}

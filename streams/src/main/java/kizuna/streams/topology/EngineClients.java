package kizuna.streams.topology;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import kizuna.schemas.KafkaCluster;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Kafka clients of an engine. They tell a stream thread's {@link GroupCommit} what is polled
 * and committed. The main consumer lets no task that is corrupted go on in the same client.
 *
 * <p>Streams 4.3 closes such a task, makes it anew and asks for a rebalance. A rebalance that ends
 * before the new task is initialised replaces it by another, which does not know that its
 * partitions must go back to the committed offset: the records that had been fetched are skipped,
 * and never decided. A new client reads from the committed offset.
 */
final class EngineClients implements KafkaClientSupplier {

  /** A task is corrupted; its state is wiped, and its client must be replaced. */
  static final class ClientOutdated extends StreamsException {
    private static final long serialVersionUID = 1;

    ClientOutdated(String reason) {
      super("expected no rebalance out of turn, but Streams asks for one: " + reason);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(EngineClients.class);
  private static final Duration FENCING_LIMIT = Duration.ofSeconds(10);

  private final Set<String> transactionalIds = ConcurrentHashMap.newKeySet();
  private final Supplier<GroupCommit> commits;

  /**
   * @param commits the present thread's
   */
  EngineClients(Supplier<GroupCommit> commits) {
    this.commits = commits;
  }

  /**
   * Ends the transactions that producers of the same names left open when their process was killed.
   * Streams does so itself, but only after it has restored, up to a last record that readers of
   * committed records see only once the broker ends the transaction, 10 to 20 s later.
   */
  void fencePredecessors(KafkaCluster cluster) {
    Map<String, Object> settings = new HashMap<>(cluster.settings());
    settings.put("client.id", "kizuna-fencing");
    try (Admin admin = Admin.create(settings)) {
      admin
          .fenceProducers(transactionalIds)
          .all()
          .get(FENCING_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("transactions that were left open end by their time-out: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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

    /** How Streams commits without transactions; with them, the producer does. */
    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
      super.commitSync(offsets);
      commits.get().committed();
    }

    /** Streams asks for a step, or because a task is corrupted. */
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

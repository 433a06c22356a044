package kizuna.infra.drill;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import kizuna.infra.broker.Provisioning;
import kizuna.infra.broker.TopicPlan;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.host.UserError;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.states.DrillStatus;
import kizuna.streams.log.CommittedLog;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The runs and their retention: a compacted topic on the cluster, so that it survives restarts and
 * is the same for every machine.
 *
 * <p>A change reads all, then writes in one transaction. All writers use one transactional id: a
 * later writer fences an earlier one, so changes happen one after the other, and a program that
 * read the register before cannot remove a run that is kept meanwhile.
 */
final class DrillRegister {

  private static final Topic<DrillStatus> TOPIC = Topics.DRILLS;

  /** Prefix of the names that the account of the operator may use. */
  private static final String TRANSACTIONAL_ID = "kizuna.drill.register";

  /** Retries after a concurrent change, which is rare and short. */
  private static final int MAX_TRIES = 20;

  private final CommandCluster cluster;
  private final WireFormat<DrillStatus> format;

  private DrillRegister(CommandCluster cluster) {
    this.cluster = cluster;
    this.format = WireFormat.of(TOPIC, cluster.registry());
  }

  /** The register of a cluster; creates its topic if it is missing. */
  static DrillRegister of(CommandCluster cluster, Admin admin) {
    try {
      if (!admin.listTopics().names().get().contains(TOPIC.name())) {
        admin
            .createTopics(List.of(TopicPlan.of(TOPIC, TopicPlan.brokers(admin)).newTopic()))
            .all()
            .get();
      }
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new UserError(
            DrillCommand.words().of("register.topic", TOPIC.name(), String.valueOf(e.getCause())),
            e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    Provisioning.awaitLed(admin, List.of(new TopicPartition(TOPIC.name(), 0)));
    return new DrillRegister(cluster);
  }

  /** All runs by id, including removed ones. */
  TreeMap<String, DrillStatus> read() {
    TreeMap<String, DrillStatus> all = new TreeMap<>();
    try (CommittedLog log = new CommittedLog(cluster.kafka(), TOPIC.name(), 0)) {
      while (log.hasNext()) {
        ConsumerRecord<byte[], byte[]> record = log.next();
        String id = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
          all.remove(id);
        } else {
          all.put(id, format.decode(record.value()));
        }
      }
      return all;
    } catch (UnreadableRecord e) {
      throw new UserError(
          DrillCommand.words().of("register.unreadable", TOPIC.name(), e.toString()), e);
    }
  }

  /**
   * Changes it.
   *
   * @param change changes the runs that it is given; it may be called again
   * @return all runs as they are then
   */
  TreeMap<String, DrillStatus> change(Consumer<TreeMap<String, DrillStatus>> change) {
    for (int tried = 1; ; tried++) {
      try (KafkaProducer<byte[], byte[]> producer = producer()) {
        producer.initTransactions();
        Map<String, DrillStatus> before = read();
        TreeMap<String, DrillStatus> after = new TreeMap<>(before);
        change.accept(after);
        producer.beginTransaction();
        for (Map.Entry<String, DrillStatus> e : after.entrySet()) {
          if (!e.getValue().equals(before.get(e.getKey()))) {
            send(producer, e.getKey(), format.encode(e.getValue()));
          }
        }
        for (String id : before.keySet()) {
          if (!after.containsKey(id)) {
            send(producer, id, null);
          }
        }
        producer.commitTransaction();
        return after;
      } catch (ProducerFencedException | InvalidProducerEpochException e) {
        if (tried == MAX_TRIES) {
          throw changing(e);
        }
      } catch (KafkaException e) {
        throw changing(e);
      }
    }
  }

  private static UserError changing(KafkaException e) {
    return new UserError(
        DrillCommand.words().of("register.changing", TOPIC.name(), e.toString()), e);
  }

  /** The commit of the transaction reports failures. */
  private static void send(
      KafkaProducer<byte[], byte[]> producer, String id, byte @Nullable [] value) {
    Future<?> unused =
        producer.send(
            new ProducerRecord<>(TOPIC.name(), 0, id.getBytes(StandardCharsets.UTF_8), value));
  }

  private KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> settings = new HashMap<>(cluster.kafka().settings());
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }
}

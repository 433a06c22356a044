package kizuna.streams.ledger.projection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kizuna.schemas.Namespace;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.states.DrillStatus;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds namespaces by the names of the broker's topics, and reads the status of drills' runs. */
public final class BrokerNamespaces implements NamespaceListing {

  private static final Logger LOG = LoggerFactory.getLogger(BrokerNamespaces.class);
  private static final long TIMEOUT_MILLIS = 5_000;
  private static final Pattern LEDGER_TOPIC =
      Pattern.compile("kizuna\\.(live|drill\\.[a-z0-9][a-z0-9-]{0,63})\\.dispatch-ledger");

  private static final Duration POLL = Duration.ofMillis(100);
  private static final TopicPartition RUNS = new TopicPartition(Topics.DRILLS.name(), 0);

  private final Admin admin;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final SchemaRegistry registry;
  private final Map<String, DrillStatus> runs = new HashMap<>();
  private @Nullable Consumer<byte[], byte[]> consumer;
  private @Nullable Uuid topicId;
  private @Nullable WireFormat<DrillStatus> format;

  /**
   * @param consumers of committed records
   */
  public BrokerNamespaces(
      Admin admin, SchemaRegistry registry, Supplier<Consumer<byte[], byte[]>> consumers) {
    this.admin = admin;
    this.consumers = consumers;
    this.registry = registry;
  }

  @Override
  public synchronized Map<String, DrillStatus> runs() {
    Consumer<byte[], byte[]> open = consumer;
    if (open == null) {
      return Map.of();
    }
    try {
      WireFormat<DrillStatus> reading = format;
      if (reading == null) {
        reading = WireFormat.of(Topics.DRILLS, registry);
        format = reading;
      }
      ConsumerRecords<byte[], byte[]> records;
      do {
        records = open.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
          read(reading, record);
        }
      } while (!records.isEmpty());
    } catch (KafkaException | SchemaRegistry.RegistryUnavailable e) {
      LOG.warn("what is known of drills' runs is read anew: {}", e.getMessage());
      topicId = null;
    }
    return Map.copyOf(runs);
  }

  private void read(WireFormat<DrillStatus> reading, ConsumerRecord<byte[], byte[]> record) {
    String id = new String(record.key(), StandardCharsets.UTF_8);
    try {
      if (record.value() == null) {
        runs.remove(id);
      } else {
        runs.put(id, reading.decode(record.value()));
      }
    } catch (UnreadableRecord e) {
      LOG.warn("what is known of run {} cannot be read: {}", id, e.getMessage());
    }
  }

  @Override
  public synchronized void close() {
    Consumer<byte[], byte[]> open = consumer;
    consumer = null;
    if (open != null) {
      open.close();
    }
  }

  /**
   * Starts to read the status of runs when its topic exists, and again if the topic was recreated.
   */
  private synchronized void follow(@Nullable TopicListing listing) {
    Uuid now = listing == null ? null : listing.topicId();
    if (Objects.equals(now, topicId)) {
      return;
    }
    topicId = now;
    runs.clear();
    close();
    if (now != null) {
      Consumer<byte[], byte[]> reading = consumers.get();
      reading.assign(List.of(RUNS));
      reading.seekToBeginning(List.of(RUNS));
      consumer = reading;
    }
  }

  @Override
  public Map<Namespace, String> namespaces() {
    Map<String, TopicListing> topics =
        topics().stream().collect(Collectors.toMap(TopicListing::name, Function.identity()));
    follow(topics.get(Topics.DRILLS.name()));
    Map<Namespace, String> found = new HashMap<>();
    topics.forEach(
        (name, listing) -> {
          Matcher ledger = LEDGER_TOPIC.matcher(name);
          if (ledger.matches()) {
            Namespace namespace = new Namespace(ledger.group(1));
            if (topics.keySet().containsAll(names(namespace))) {
              found.put(namespace, listing.topicId().toString());
            }
          }
        });
    return found;
  }

  private static Set<String> names(Namespace namespace) {
    Set<String> names = new HashSet<>();
    Topics.of(namespace).decided().forEach(topic -> names.add(topic.name()));
    return names;
  }

  private Collection<TopicListing> topics() {
    try {
      return admin.listTopics().listings().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("expected the broker to list its topics, but " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while the broker lists its topics", e);
    }
  }
}

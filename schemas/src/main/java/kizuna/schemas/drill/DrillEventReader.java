package kizuna.schemas.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kizuna.drills.DrillEvent;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the events of a run in order, from the first. A run of before there were any has none. Not
 * thread-safe.
 */
public final class DrillEventReader implements DrillEventSource {

  private static final Logger LOG = LoggerFactory.getLogger(DrillEventReader.class);
  private static final int LONGEST_FETCH_MS = 50;
  private static final int LONGEST_CALL_MS = 5_000;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final WireFormat<DrillEvent> format;
  private final boolean there;

  public DrillEventReader(KafkaCluster cluster, SchemaRegistry registry, Namespace drill) {
    Topic<DrillEvent> topic = Topics.of(drill).drillEvents();
    this.format = WireFormat.of(topic, registry);
    this.partition = new TopicPartition(topic.name(), 0);
    Map<String, Object> settings = cluster.settings();
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", false);
    settings.put("allow.auto.create.topics", false);
    settings.put("auto.offset.reset", "earliest");
    settings.put("fetch.max.wait.ms", LONGEST_FETCH_MS);
    settings.put("default.api.timeout.ms", LONGEST_CALL_MS);
    settings.put("request.timeout.ms", LONGEST_CALL_MS);
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    // A request for the offsets of a missing topic would wait until its timeout.
    this.there = !consumer.partitionsFor(topic.name()).isEmpty();
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
  }

  /** Returns the next events; none if none arrives within the wait. */
  public List<DrillEvent> poll(Duration longest) {
    List<DrillEvent> events = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(longest)) {
      try {
        events.add(format.decode(record.value()));
      } catch (UnreadableRecord e) {
        LOG.warn("event {} of {} is left out: {}", record.offset(), partition, e.getMessage());
      }
    }
    return events;
  }

  @Override
  public List<DrillEvent> pollToEnd() {
    List<DrillEvent> events = new ArrayList<>();
    if (!there) {
      return events;
    }
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    while (consumer.position(partition) < end) {
      events.addAll(poll(Duration.ofMillis(LONGEST_FETCH_MS)));
    }
    return events;
  }

  @Override
  public void close() {
    consumer.close();
  }
}

package kizuna.producers.drill;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillOrder;
import kizuna.producers.IntakeProducer.LogUnavailable;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.schemas.WireFormat;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes how runs are conducted: orders, and the events of each run in one order. It cannot be
 * given a live topic: the live namespace has none of this kind.
 */
public final class DrillEventProducer implements DrillLog, AutoCloseable {

  private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration MAX_BLOCK = Duration.ofSeconds(5);

  private final SchemaRegistry registry;
  private final Producer<byte[], byte[]> producer;
  private final ConcurrentMap<String, WireFormat<DrillEvent>> formats = new ConcurrentHashMap<>();

  public DrillEventProducer(KafkaCluster cluster, SchemaRegistry registry) {
    this(registry, producer(cluster));
  }

  DrillEventProducer(SchemaRegistry registry, Producer<byte[], byte[]> producer) {
    this.registry = registry;
    this.producer = producer;
  }

  private static Producer<byte[], byte[]> producer(KafkaCluster cluster) {
    Map<String, Object> settings = cluster.settings();
    settings.put("client.id", "kizuna-drill-events");
    settings.put("enable.idempotence", true);
    settings.put("acks", "all");
    settings.put("max.in.flight.requests.per.connection", 1);
    settings.put("delivery.timeout.ms", (int) DELIVERY_TIMEOUT.toMillis());
    settings.put("request.timeout.ms", (int) REQUEST_TIMEOUT.toMillis());
    settings.put("max.block.ms", MAX_BLOCK.toMillis());
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public CompletableFuture<Void> append(Namespace drill, DrillEvent event) {
    Topic<DrillEvent> topic = Topics.of(drill).drillEvents();
    return send(
        topic,
        event.getRunId(),
        () -> formats.computeIfAbsent(topic.name(), n -> WireFormat.of(topic, registry)),
        event);
  }

  @Override
  public CompletableFuture<Void> order(DrillOrder order) {
    return send(
        Topics.DRILL_ORDERS,
        order.getOrderId(),
        () -> WireFormat.of(Topics.DRILL_ORDERS, registry),
        order);
  }

  /** Waits until everything that was appended is written, or has failed. */
  public void flush() {
    producer.flush();
  }

  private <V extends SpecificRecordBase> CompletableFuture<Void> send(
      Topic<V> topic, String key, java.util.function.Supplier<WireFormat<V>> format, V value) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      var unused =
          producer.send(
              new ProducerRecord<>(
                  topic.name(),
                  0,
                  key.getBytes(StandardCharsets.UTF_8),
                  format.get().encode(value)),
              (written, failure) -> {
                if (failure == null) {
                  done.complete(null);
                } else {
                  done.completeExceptionally(unavailable(failure));
                }
              });
    } catch (KafkaException | SchemaRegistry.RegistryUnavailable e) {
      done.completeExceptionally(unavailable(e));
    }
    return done;
  }

  private static LogUnavailable unavailable(Exception e) {
    return new LogUnavailable(
        "expected the log to take an event of a drill, but " + e.getMessage(), e);
  }

  @Override
  public void close() {
    producer.close(REQUEST_TIMEOUT);
  }
}

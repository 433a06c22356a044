package kizuna.producers.drill;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillOrder;
import kizuna.producers.IntakeProducer.LogUnavailable;
import kizuna.producers.LogProducer;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.schemas.WireFormat;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Writes how runs are conducted: orders, and the events of each run in one order. It cannot be
 * given a live topic: the live namespace has none of this kind.
 */
public final class DrillEventProducer implements DrillLog, AutoCloseable {

  private final SchemaRegistry registry;
  private final Producer<byte[], byte[]> producer;
  private final ConcurrentMap<String, WireFormat<DrillEvent>> formats = new ConcurrentHashMap<>();

  public DrillEventProducer(KafkaCluster cluster, SchemaRegistry registry) {
    this(registry, LogProducer.open(cluster, "kizuna-drill-events"));
  }

  DrillEventProducer(SchemaRegistry registry, Producer<byte[], byte[]> producer) {
    this.registry = registry;
    this.producer = producer;
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
    return LogUnavailable.refusedEvent(e);
  }

  @Override
  public void close() {
    producer.close(LogProducer.REQUEST_TIMEOUT);
  }
}

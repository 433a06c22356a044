package kizuna.streams;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * Kafka Streams' own metrics, of the client that decides now: an engine takes a new client after a
 * failure, and the meters of the old one would not change any more.
 */
final class EngineMeters implements MeterBinder, AutoCloseable {

  private final List<MeterRegistry> registries = new ArrayList<>();
  private final List<KafkaStreamsMetrics> bound = new ArrayList<>();
  private @Nullable KafkaStreams client;

  /** Measures this client from now on, and no other. */
  synchronized void measure(KafkaStreams next) {
    close();
    client = next;
    registries.forEach(registry -> bind(next, registry));
  }

  @Override
  public synchronized void bindTo(MeterRegistry registry) {
    registries.add(registry);
    KafkaStreams present = client;
    if (present != null) {
      bind(present, registry);
    }
  }

  private void bind(KafkaStreams measured, MeterRegistry registry) {
    KafkaStreamsMetrics metrics = new KafkaStreamsMetrics(measured);
    metrics.bindTo(registry);
    bound.add(metrics);
  }

  /** Removes the meters from their registries. */
  @Override
  public synchronized void close() {
    bound.forEach(KafkaStreamsMetrics::close);
    bound.clear();
  }
}

package kizuna.producers;

import java.time.Duration;
import java.util.Map;
import kizuna.schemas.KafkaCluster;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Opens producers that append to logs: each record once, in the order of the calls. */
public final class LogProducer {

  /** Longest wait of a producer that is closed, and of one request to the broker. */
  public static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration MAX_BLOCK = Duration.ofSeconds(5);

  private LogProducer() {}

  /** A new producer; the caller closes it. */
  public static Producer<byte[], byte[]> open(KafkaCluster cluster, String clientId) {
    Map<String, Object> settings = cluster.settings();
    settings.put("client.id", clientId);
    settings.put("enable.idempotence", true);
    settings.put("acks", "all");
    // A starting leader may refuse the first batch and accept the second. With several batches in
    // flight the first would then be out of sequence until it times out.
    settings.put("max.in.flight.requests.per.connection", 1);
    settings.put("delivery.timeout.ms", (int) DELIVERY_TIMEOUT.toMillis());
    settings.put("request.timeout.ms", (int) REQUEST_TIMEOUT.toMillis());
    settings.put("max.block.ms", MAX_BLOCK.toMillis());
    settings.put("linger.ms", 0);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }
}

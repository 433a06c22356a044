package kizuna.producers;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import kizuna.facts.Fact;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.RecordTraces;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.schemas.WireFormat;
import kizuna.schemas.text.FailureReason;
import kizuna.schemas.text.LocalizedException;
import kizuna.schemas.text.Message;
import kizuna.schemas.text.MessageList;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * The one Kafka producer: appends facts to intake logs, in order, each acknowledged with its
 * position.
 */
public final class IntakeProducer implements AutoCloseable {

  /**
   * The position of a fact.
   *
   * @param recordedAt its time in the log
   */
  public record Receipt(
      String network, String topic, int partition, long offset, Instant recordedAt) {}

  /**
   * The log cannot be reached; nothing is known to have been written. Trying again with the same
   * event id is safe.
   */
  public static final class LogUnavailable extends LocalizedException {
    private static final long serialVersionUID = 1;

    private LogUnavailable(Message sentence, Throwable cause) {
      super(sentence, cause);
    }

    /** The log does not take a fact. */
    public static LogUnavailable refused(Object cluster, Throwable cause) {
      return new LogUnavailable(LIST.of("refused", cluster, FailureReason.of(cause)), cause);
    }

    /** The log does not take an event of a drill. */
    public static LogUnavailable refusedEvent(Throwable cause) {
      return new LogUnavailable(LIST.of("refused.event", FailureReason.of(cause)), cause);
    }

    /** A fact on the log cannot be read. */
    static LogUnavailable unreadable(Throwable cause) {
      return new LogUnavailable(LIST.of("unreadable", FailureReason.of(cause)), cause);
    }

    /** No broker answers. */
    static LogUnavailable noBroker(Throwable cause) {
      return new LogUnavailable(LIST.of("noBroker", FailureReason.of(cause)), cause);
    }

    /** No acknowledgement came in time. */
    static LogUnavailable unacknowledged(long seconds, Throwable cause) {
      return new LogUnavailable(LIST.of("unacknowledged", seconds), cause);
    }

    /** The wait for an answer was interrupted. */
    public static LogUnavailable interrupted(Throwable cause) {
      return new LogUnavailable(LIST.of("interrupted"), cause);
    }
  }

  /** The fact is larger than the log takes. */
  public static final class FactTooLarge extends LocalizedException {
    private static final long serialVersionUID = 1;

    FactTooLarge(int mostBytes, int bytes) {
      super(LIST.of("tooLarge", mostBytes, bytes), null);
    }
  }

  private static final MessageList LIST = MessageList.beside(IntakeProducer.class, "log");

  private static final int RECORD_OVERHEAD_BYTES = 1024;

  private final KafkaCluster cluster;
  private final SchemaRegistry registry;
  private final Producer<byte[], byte[]> producer;
  private final RecordTraces traces;
  private final ConcurrentMap<Namespace, Intake> intakes = new ConcurrentHashMap<>();

  private record Intake(Topic<Fact> topic, WireFormat<Fact> format) {}

  /** A producer of facts that belong to no trace. */
  public IntakeProducer(KafkaCluster cluster, SchemaRegistry registry) {
    this(cluster, registry, RecordTraces.OFF);
  }

  public IntakeProducer(KafkaCluster cluster, SchemaRegistry registry, RecordTraces traces) {
    this(cluster, registry, traces, LogProducer.open(cluster, "kizuna-facts"));
  }

  IntakeProducer(
      KafkaCluster cluster,
      SchemaRegistry registry,
      RecordTraces traces,
      Producer<byte[], byte[]> producer) {
    this.traces = traces;
    this.cluster = cluster;
    this.registry = registry;
    this.producer = producer;
  }

  /**
   * Appends a fact; completes when it is acknowledged, or exceptionally with {@link
   * LogUnavailable}.
   *
   * @throws FactTooLarge if it is larger than the topic's limit
   */
  public CompletableFuture<Receipt> append(Namespace namespace, Fact fact) {
    CompletableFuture<Receipt> receipt = new CompletableFuture<>();
    try {
      Intake intake = intakes.computeIfAbsent(namespace, this::intake);
      byte[] value = intake.format.encode(fact);
      int mostBytes = intake.topic.maxMessageBytes() - RECORD_OVERHEAD_BYTES;
      if (value.length > mostBytes) {
        throw new FactTooLarge(mostBytes, value.length);
      }
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(
              intake.topic.name(),
              null,
              fact.getRecordedAt().toEpochMilli(),
              fact.getNetworkId().getBytes(StandardCharsets.UTF_8),
              value);
      RecordTraces.Step step = traces.send("report " + fact.getKind());
      step.set("kizuna.network", fact.getNetworkId());
      step.propagate(record.headers());
      var unused =
          producer.send(
              record,
              (written, failure) -> {
                try (step) {
                  if (failure != null) {
                    step.failed(failure);
                  }
                }
                if (failure == null) {
                  receipt.complete(
                      new Receipt(
                          fact.getNetworkId(),
                          written.topic(),
                          written.partition(),
                          written.offset(),
                          fact.getRecordedAt()));
                } else {
                  receipt.completeExceptionally(unavailable(failure));
                }
              });
    } catch (KafkaException | SchemaRegistry.RegistryUnavailable e) {
      receipt.completeExceptionally(unavailable(e));
    }
    return receipt;
  }

  private Intake intake(Namespace namespace) {
    Topic<Fact> topic = Topics.of(namespace).intake;
    return new Intake(topic, WireFormat.of(topic, registry));
  }

  private LogUnavailable unavailable(Exception e) {
    return LogUnavailable.refused(cluster, e);
  }

  @Override
  public void close() {
    producer.close(LogProducer.REQUEST_TIMEOUT);
  }
}

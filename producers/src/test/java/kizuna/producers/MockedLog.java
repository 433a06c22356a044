package kizuna.producers;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import kizuna.codes.OperationMode;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.facts.Reporter;
import kizuna.facts.TimePassed;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.RecordTraces;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.schemas.form.FactForm;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A fact log whose broker is Kafka's own mock. */
public final class MockedLog {

  /** Acknowledges at once if so made, else when it is told to. */
  public final MockProducer<byte[], byte[]> producer;

  /** The log under test. */
  public final IntakeProducer log;

  private final SchemaRegistry registry = new InMemoryRegistry();

  public MockedLog(boolean acknowledgesAtOnce) {
    producer =
        new MockProducer<>(
            acknowledgesAtOnce, null, new ByteArraySerializer(), new ByteArraySerializer());
    log =
        new IntakeProducer(KafkaCluster.open("broker:9092"), registry, RecordTraces.OFF, producer);
  }

  /** What was sent, in order. */
  public List<ProducerRecord<byte[], byte[]>> sent() {
    return producer.history();
  }

  /** A record as the fact that a reader of the log finds. */
  public Fact read(Namespace namespace, ProducerRecord<byte[], byte[]> sent) {
    try {
      return WireFormat.of(Topics.of(namespace).intake, registry).decode(sent.value());
    } catch (UnreadableRecord e) {
      throw new AssertionError(e);
    }
  }

  /** A fact of a network at a time. */
  public static Fact fact(String network, Instant at, OperationMode mode) {
    return FactForm.envelope(
        UUID.randomUUID(),
        network,
        at,
        at,
        new Reporter(Role.SYSTEM, "kizuna"),
        mode,
        new TimePassed(at, null));
  }
}

package kizuna.infra.bench;

import kizuna.facts.Fact;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** The cost of Kafka Streams alone: read a fact, write it again. */
final class PassThrough extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

  private final WireFormat<Fact> format;

  private PassThrough(WireFormat<Fact> format) {
    this.format = format;
  }

  static Topology topology(WireFormat<Fact> format, String from, String to) {
    Topology topology = new Topology();
    topology.addSource("facts", new ByteArrayDeserializer(), new ByteArrayDeserializer(), from);
    topology.addProcessor("pass", () -> new PassThrough(format), "facts");
    topology.addSink("again", to, new ByteArraySerializer(), new ByteArraySerializer(), "pass");
    return topology;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    try {
      context().forward(record.withValue(format.encode(format.decode(record.value()))));
    } catch (UnreadableRecord e) {
      throw new IllegalStateException("expected the benchmark's own facts to be readable", e);
    }
  }
}

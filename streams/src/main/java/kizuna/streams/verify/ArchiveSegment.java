package kizuna.streams.verify;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import kizuna.decisions.MatchDecision;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.streams.contract.TopicSerdes;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Writes a disaster's part of the log into an archive. */
final class ArchiveSegment {

  private final SchemaRegistry registry;
  private final TopicSerdes formats;
  private final DataOutputStream out;
  private final Map<Integer, Integer> schemas = new HashMap<>();
  long facts;
  long events;
  long firstSequence;
  @Nullable MatchDecision last;

  ArchiveSegment(SchemaRegistry registry, TopicSerdes formats, DataOutputStream out) {
    this.registry = registry;
    this.formats = formats;
    this.out = out;
  }

  void add(VerifiedDecision right) throws IOException {
    for (byte[] part : right.sealed()) {
      int schema = schema(part);
      out.write(Archive.ITEM_SEAL);
      payload(schema, part);
    }
    fact(right.fact());
    decision(right.decision());
    for (byte[] event : right.events()) {
      event(event);
    }
  }

  private void fact(ConsumerRecord<byte[], byte[]> record) throws IOException {
    int schema = schema(record.value());
    out.write(Archive.ITEM_FACT);
    out.writeLong(record.offset());
    out.writeLong(record.timestamp());
    payload(schema, record.value());
    facts++;
  }

  private void decision(byte[] wire) throws IOException {
    int schema = schema(wire);
    out.write(Archive.ITEM_DECISION);
    payload(schema, wire);
    try {
      last = formats.decisions().decode(wire);
    } catch (UnreadableRecord e) {
      throw new IllegalStateException("expected to read what was just decided", e);
    }
    firstSequence = firstSequence == 0 ? last.getSequence() : firstSequence;
  }

  private void event(byte[] wire) throws IOException {
    int schema = schema(wire);
    out.write(Archive.ITEM_EVENT);
    payload(schema, wire);
    events++;
  }

  private void payload(int schema, byte[] wire) throws IOException {
    byte[] payload = WireFormat.payload(wire);
    out.writeInt(schema);
    out.writeInt(payload.length);
    out.write(payload);
  }

  /** A registry's ids have no meaning elsewhere: each schema is written before its first record. */
  private int schema(byte[] wire) throws IOException {
    int id = ByteBuffer.wrap(wire, 1, Integer.BYTES).getInt();
    Integer known = schemas.get(id);
    if (known != null) {
      return known;
    }
    Schema schema =
        registry
            .byId(id)
            .orElseThrow(
                () ->
                    new ArchiveWriter.NotArchived(
                        VerifyMessages.LIST.of("notArchived.schema", id)));
    byte[] text = schema.toString().getBytes(StandardCharsets.UTF_8);
    out.write(Archive.ITEM_SCHEMA);
    out.writeInt(text.length);
    out.write(text);
    schemas.put(id, schemas.size());
    return schemas.size() - 1;
  }
}

package kizuna.streams.verify;

import java.util.Arrays;
import java.util.Optional;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.MatchDecision;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.streams.processing.HashChain;
import kizuna.streams.verify.Verification.Difference;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Compares the records of a partition with those from deciding its log again. */
final class RecordComparison {

  private static final int MAX_VALUE_LENGTH = 300;

  private final int partition;

  RecordComparison(int partition) {
    this.partition = partition;
  }

  /** The difference of a sealed state that is not the state before a decision. */
  Difference wrongSeal(ConsumerRecord<byte[], byte[]> record, MatchDecision decided, String found) {
    return new Difference(
        partition,
        record.offset(),
        decided.getNetworkId(),
        decided.getSequence(),
        "sealed state",
        found,
        "the state before this decision");
  }

  /** The difference of a log that ends before a dispatch event. */
  Difference missingEvent(long offset, String networkId) {
    return new Difference(
        partition, offset, networkId, 0, "dispatch event", "no more events", "an event");
  }

  /** The next record of a log that must be at its end; empty if it is. */
  Optional<Difference> surplus(PeekableLog log, String what) {
    ConsumerRecord<byte[], byte[]> more = log.peek();
    return more == null
        ? Optional.empty()
        : Optional.of(
            new Difference(
                partition,
                -1,
                "",
                0,
                "the end of the " + what,
                "one more, at offset " + more.offset(),
                "none"));
  }

  /** The first field that differs between two records; empty if their payloads are equal. */
  <V extends SpecificRecordBase> Optional<Difference> compare(
      long offset, byte[] expected, byte[] actual, WireFormat<V> format, String what) {
    if (Arrays.equals(WireFormat.payload(expected), WireFormat.payload(actual))) {
      return Optional.empty();
    }
    try {
      V expectedRecord = format.decode(expected);
      V actualRecord = format.decode(actual);
      String network =
          expectedRecord instanceof MatchDecision d
              ? d.getNetworkId()
              : ((DispatchEvent) expectedRecord).getNetworkId();
      long sequence =
          expectedRecord instanceof MatchDecision d
              ? d.getSequence()
              : ((DispatchEvent) expectedRecord).getSequence();
      for (Schema.Field field : expectedRecord.getSchema().getFields()) {
        Object expectedValue = expectedRecord.get(field.pos());
        Object actualValue = actualRecord.get(field.pos());
        if (!String.valueOf(expectedValue).equals(String.valueOf(actualValue))) {
          return Optional.of(
              new Difference(
                  partition,
                  offset,
                  network,
                  sequence,
                  field.name(),
                  shortened(actualValue),
                  shortened(expectedValue)));
        }
      }
      boolean isSealed =
          !(expectedRecord instanceof MatchDecision) || HashChain.isSealed(actual, offset);
      return Optional.of(
          new Difference(
              partition,
              offset,
              network,
              sequence,
              what,
              isSealed ? "other bytes" : "a broken seal",
              "the same bytes"));
    } catch (UnreadableRecord e) {
      return Optional.of(
          new Difference(
              partition,
              offset,
              "",
              0,
              what,
              "unreadable: " + e.getMessage(),
              "a readable record"));
    }
  }

  private static String shortened(Object value) {
    String text = String.valueOf(value);
    return text.length() <= MAX_VALUE_LENGTH ? text : text.substring(0, MAX_VALUE_LENGTH) + "…";
  }
}

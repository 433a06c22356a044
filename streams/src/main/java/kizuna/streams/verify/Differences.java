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

/** Makes the differences between a log and what deciding it again gives. */
final class Differences {

  private static final int LONGEST_VALUE = 300;

  private final int partition;

  Differences(int partition) {
    this.partition = partition;
  }

  /** A sealed state that is not the one before a decision. */
  Difference ofSeal(ConsumerRecord<byte[], byte[]> record, MatchDecision decided, String found) {
    return new Difference(
        partition,
        record.offset(),
        decided.getNetworkId(),
        decided.getSequence(),
        "sealed state",
        found,
        "the state before this decision");
  }

  /** A dispatch event is missing. */
  Difference noMoreEvents(long offset, String networkId) {
    return new Difference(
        partition, offset, networkId, 0, "dispatch event", "no more events", "an event");
  }

  /** The next record of a log that should be at its end. */
  Optional<Difference> nothingMore(PeekableLog log, String what) {
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

  /** The first field in which two records differ; empty: their payloads are equal. */
  <V extends SpecificRecordBase> Optional<Difference> between(
      long offset, byte[] expected, byte[] actual, WireFormat<V> format, String what) {
    if (Arrays.equals(WireFormat.payload(expected), WireFormat.payload(actual))) {
      return Optional.empty();
    }
    try {
      V again = format.decode(expected);
      V then = format.decode(actual);
      String network =
          again instanceof MatchDecision d
              ? d.getNetworkId()
              : ((DispatchEvent) again).getNetworkId();
      long sequence =
          again instanceof MatchDecision d
              ? d.getSequence()
              : ((DispatchEvent) again).getSequence();
      for (Schema.Field field : again.getSchema().getFields()) {
        Object a = again.get(field.pos());
        Object b = then.get(field.pos());
        if (!String.valueOf(a).equals(String.valueOf(b))) {
          return Optional.of(
              new Difference(
                  partition, offset, network, sequence, field.name(), shortened(b), shortened(a)));
        }
      }
      boolean sealed = !(again instanceof MatchDecision) || HashChain.isSealed(actual, offset);
      return Optional.of(
          new Difference(
              partition,
              offset,
              network,
              sequence,
              what,
              sealed ? "other bytes" : "a broken seal",
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
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
  }
}

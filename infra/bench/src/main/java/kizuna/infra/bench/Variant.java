package kizuna.infra.bench;

import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;

/** The variants compared in each round. */
enum Variant {
  /** Kafka Streams alone, exactly once: each fact is decoded, encoded and written again. */
  PASS_THROUGH("Streams pass-through"),
  /** Facts are decided, explained, chained and on the ledger, exactly once. */
  TOPOLOGY("whole topology"),
  /** The same, at least once. */
  AT_LEAST_ONCE("the same, at least once"),
  /** The topology, where one record in a hundred cannot be read: good facts are counted. */
  POISONED("the same, 1 % poison");

  private final String text;

  Variant(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  /** Streams properties that differ from those of the platform. */
  Map<String, Object> overrides() {
    return this == AT_LEAST_ONCE
        ? Map.of(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE)
        : Map.of();
  }
}

package kizuna.streams.topology;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kizuna.facts.Fact;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.RecordTraces;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.streams.contract.TopicSerdes;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * The topology that the application runs, under Kafka's own test driver, with the application's own
 * properties: bytes in, bytes out.
 */
final class DrivenTopology implements AutoCloseable {

  final Topics topics = Topics.of(Namespace.LIVE, 1);
  final TopicSerdes formats = TopicSerdes.of(topics, new InMemoryRegistry());
  final Previewer previews = new Previewer(topics);

  /** The machine's clock, and how much time has gone by. */
  Instant machine = Instant.parse("2024-01-01T07:10:00Z");

  Duration elapsed = Duration.ofDays(5);
  final LogClocks clocks = new LogClocks(new Machine(), () -> elapsed);
  final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> intake;

  DrivenTopology(Path stateDir) {
    driver =
        new TopologyTestDriver(
            new DecisionTopology(
                    topics,
                    () ->
                        new FactTask(
                            topics,
                            formats,
                            previews,
                            new StateStatus(),
                            null,
                            clocks,
                            null,
                            GroupCommit::new,
                            RecordTraces.OFF))
                .build(),
            EngineProperties.of(
                topics.namespace().applicationId(),
                DecisionEngine.Settings.of(KafkaCluster.open("nowhere:9092"), stateDir)));
    intake =
        driver.createInputTopic(
            topics.intake.name(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  void put(Fact... facts) {
    for (Fact fact : facts) {
      put(FactBuilder.key(fact), formats.facts().encode(fact), fact.getRecordedAt().toEpochMilli());
    }
  }

  void put(byte @Nullable [] key, byte @Nullable [] value, long timestamp) {
    intake.pipeInput(key, value, timestamp);
  }

  /** What was written to a topic since it was last asked for, values read. */
  <V extends SpecificRecordBase> List<V> read(Topic<V> topic, WireFormat<V> format) {
    List<V> values = new ArrayList<>();
    for (TestRecord<String, byte[]> record : records(topic.name())) {
      try {
        values.add(format.decode(record.value()));
      } catch (UnreadableRecord e) {
        throw new AssertionError("expected what we write to be readable", e);
      }
    }
    return values;
  }

  /** What was written to a topic since it was last asked for. */
  List<TestRecord<String, byte[]>> records(String topic) {
    return driver
        .createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  /** Everything that was written since it was last asked for, but for summaries: by topic. */
  Map<String, List<String>> everything() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (String topic : answersTo()) {
      all.put(topic, records(topic).stream().map(r -> line(r.key(), r.value())).toList());
    }
    return all;
  }

  /** Names of the topics that a fact may be answered on. */
  List<String> answersTo() {
    return topics.all().stream()
        .filter(t -> !t.equals(topics.intake) && !t.equals(topics.networkSummary))
        .map(Topic::name)
        .toList();
  }

  /** One record as text that differs when any byte does. */
  static String line(String key, byte @Nullable [] value) {
    return key + " " + (value == null ? null : new String(value, StandardCharsets.ISO_8859_1));
  }

  /** Time goes by, on the clock as well as in truth. */
  void tick(Duration time) {
    machine = machine.plus(time);
    elapsed = elapsed.plus(time);
    driver.advanceWallClockTime(time);
  }

  private final class Machine extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return machine;
    }
  }

  @Override
  public void close() {
    driver.close();
  }
}

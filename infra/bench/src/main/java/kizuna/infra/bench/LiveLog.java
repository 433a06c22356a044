package kizuna.infra.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import kizuna.facts.Fact;
import kizuna.schemas.ConfluentRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.schemas.WireFormat;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The live log of a bench's platform: writes facts to it and waits until they are decided. */
final class LiveLog implements AutoCloseable {

  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(3);

  private final Topics topics = Topics.of(Namespace.LIVE);
  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> decisions;
  private final WireFormat<Fact> format;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  LiveLog(RunningPlatform platform) {
    Map<String, Object> settings = platform.cluster().settings();
    admin = Admin.create(settings);
    Map<String, Object> writing = platform.cluster().settings();
    writing.put("acks", "all");
    writing.put("linger.ms", 5);
    writing.put("batch.size", 64 << 10);
    producer = new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
    Map<String, Object> reading = platform.cluster().settings();
    reading.put("isolation.level", "read_committed");
    decisions =
        new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    format =
        WireFormat.of(
            topics.intake,
            new ConfluentRegistry(platform.registry().toString(), platform.registryLogin()));
  }

  void send(Fact fact) {
    requireWritten();
    var unused =
        producer.send(
            new ProducerRecord<>(
                topics.intake.name(),
                fact.getNetworkId().getBytes(StandardCharsets.UTF_8),
                format.encode(fact)),
            (metadata, e) -> {
              if (e != null) {
                failure.compareAndSet(null, e);
              }
            });
  }

  private void requireWritten() {
    Exception failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("expected every fact to be written, but " + failed, failed);
    }
  }

  /** Waits until every fact that was sent is decided, and the decisions are committed. */
  void awaitDecided() throws ExecutionException, InterruptedException {
    producer.flush();
    requireWritten();
    long end = ends(List.of(topics.intake));
    long last = -1;
    long lastNanos = System.nanoTime();
    while (true) {
      long decided =
          admin
              .listConsumerGroupOffsets(topics.namespace().applicationId())
              .partitionsToOffsetAndMetadata()
              .get()
              .entrySet()
              .stream()
              .filter(e -> e.getKey().topic().equals(topics.intake.name()))
              .mapToLong(e -> e.getValue() == null ? 0 : e.getValue().offset())
              .sum();
      if (decided >= end) {
        return;
      }
      long now = System.nanoTime();
      if (decided != last) {
        last = decided;
        lastNanos = now;
      } else if (now - lastNanos > LONGEST_SILENCE.toNanos()) {
        throw new IllegalStateException(
            "expected %,d facts to be decided, but it stands at %,d".formatted(end, decided));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** Records that these topics have, in all partitions, markers of transactions included. */
  long ends(Collection<Topic<?>> of) throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted =
        of.stream()
            .flatMap(topic -> partitions(topic).stream())
            .collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
    return admin.listOffsets(wanted).all().get().values().stream()
        .mapToLong(found -> found.offset())
        .sum();
  }

  private static List<TopicPartition> partitions(Topic<?> topic) {
    return java.util.stream.IntStream.range(0, topic.partitions())
        .mapToObj(p -> new TopicPartition(topic.name(), p))
        .toList();
  }

  /** Decisions that are committed from now on are seen by {@link #awaitDecision}. */
  void watchDecisions() {
    List<TopicPartition> all = partitions(topics.matchDecisions);
    decisions.assign(all);
    decisions.seekToEnd(all);
    all.forEach(decisions::position);
  }

  /** Waits for a committed decision. */
  void awaitDecision(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (decisions.poll(Duration.ofMillis(100)).isEmpty()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("expected a decision within " + limit + ", but none came");
      }
    }
  }

  void flush() {
    producer.flush();
  }

  Topics topics() {
    return topics;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    decisions.close();
    admin.close(Duration.ofSeconds(5));
  }
}

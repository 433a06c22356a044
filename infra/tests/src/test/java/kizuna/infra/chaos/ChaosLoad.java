package kizuna.infra.chaos;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import kizuna.codes.FactKind;
import kizuna.facts.Fact;
import kizuna.schemas.JapanTime;
import kizuna.schemas.WireFormat;
import kizuna.streams.guarantees.RandomHistory;
import kizuna.streams.topology.FactBuilder;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A random history at load: facts of networks that no round had before, with repeats, disorder,
 * wrong stamps, poison and records that are too large, written to the intake by a client that never
 * gives up.
 */
final class ChaosLoad {

  private static final Set<FactKind> NOT_TOLD = Set.of(FactKind.TIME_PASSED, FactKind.CLOCK_SET);
  private static final int NETWORKS = 3;
  private static final int LARGE = 900 << 10;
  private static final int HOURS_WRONG = 2;
  private static final int MAX_HOURS_WRONG = 72;

  /** What is odd about the records beside their usual oddities. */
  enum Manner {
    USUAL,
    /** Each fifth fact is stamped by a clock that is off by up to three days. */
    WRONG_CLOCKS,
    /** Each eighth fact has a text that is far too long, up to what the broker takes. */
    OVERSIZED
  }

  /** Called before each record is sent. */
  @FunctionalInterface
  interface Pace {
    void before(int record) throws InterruptedException;
  }

  private record Sent(String network, @Nullable Fact fact, byte[] value) {}

  private final ExaminedLog log;
  private final List<Sent> records = new ArrayList<>();
  private final Set<String> networks = new HashSet<>();
  private final Manner manner;
  private final WireFormat<Fact> format;

  /**
   * @param facts of each network
   */
  ChaosLoad(ExaminedLog log, long seed, int facts, Manner manner) {
    this.log = log;
    this.manner = manner;
    this.format = WireFormat.of(log.topics().intake, log.registry());
    Random random = new Random(seed);
    List<List<Sent>> queues = new ArrayList<>();
    for (int n = 0; n < NETWORKS; n++) {
      // Rounds may repeat a seed, and must not find its networks.
      String network = "chaos-" + Long.toString(System.nanoTime(), 36) + "-" + n;
      networks.add(network);
      networks.add(network + "-next");
      queues.add(queue(seed * NETWORKS + n, facts, network, random));
    }
    while (queues.removeIf(List::isEmpty) || !queues.isEmpty()) {
      if (!queues.isEmpty()) {
        records.add(queues.get(random.nextInt(queues.size())).remove(0));
      }
    }
  }

  Set<String> networks() {
    return networks;
  }

  int size() {
    return records.size();
  }

  private List<Sent> queue(long seed, int facts, String network, Random random) {
    List<Sent> queue = new ArrayList<>();
    long days = ChronoUnit.DAYS.between(FactBuilder.DAY1, LocalDate.now(JapanTime.ZONE));
    List<Fact> history = RandomHistory.sent(seed, facts, network);
    for (Fact fact : history) {
      if (NOT_TOLD.contains(fact.getKind())) {
        continue;
      }
      shift(fact, fact.getSchema(), days);
      if (manner == Manner.OVERSIZED
          && queue.size() > RandomHistory.BASIS
          && random.nextInt(8) == 0) {
        inflate(fact, random);
      }
      queue.add(new Sent(fact.getNetworkId(), fact, new byte[0]));
      if (random.nextInt(12) == 0) {
        queue.add(queue.get(random.nextInt(queue.size())));
      }
      if (random.nextInt(25) == 0) {
        queue.add(new Sent(fact.getNetworkId(), null, poison(random)));
      }
    }
    for (int i = RandomHistory.BASIS; i < queue.size(); i++) {
      Collections.swap(queue, i, Math.min(queue.size() - 1, i + random.nextInt(4)));
    }
    return queue;
  }

  private static byte[] poison(Random random) {
    byte[] bytes = new byte[random.nextInt(8) == 0 ? LARGE : random.nextInt(400)];
    random.nextBytes(bytes);
    if (bytes.length > 4 && random.nextInt(2) == 0) {
      bytes[0] = 0;
      bytes[1] = 0;
      bytes[2] = 0;
      bytes[3] = 0;
    }
    return bytes;
  }

  /** Moves every day and moment of a record. */
  private static void shift(IndexedRecord record, Schema schema, long days) {
    for (Schema.Field field : schema.getFields()) {
      Object value = record.get(field.pos());
      Object shifted = shifted(value, days);
      if (shifted != value) {
        record.put(field.pos(), shifted);
      }
    }
  }

  private static @Nullable Object shifted(@Nullable Object value, long days) {
    if (value instanceof LocalDate day) {
      return day.plusDays(days);
    } else if (value instanceof Instant moment) {
      return moment.plus(Duration.ofDays(days));
    } else if (value instanceof IndexedRecord inner) {
      shift(inner, inner.getSchema(), days);
    } else if (value instanceof List<?> list) {
      List<@Nullable Object> moved = new ArrayList<>();
      list.forEach(e -> moved.add(shifted(e, days)));
      return moved;
    }
    return value;
  }

  /** Makes one of the texts of a record, at whatever depth, far too long. */
  private static void inflate(IndexedRecord record, Random random) {
    List<Runnable> choices = new ArrayList<>();
    collectTexts(record, "x".repeat(1 << (10 + random.nextInt(10))), choices);
    if (!choices.isEmpty()) {
      choices.get(random.nextInt(choices.size())).run();
    }
  }

  private static void collectTexts(IndexedRecord record, String text, List<Runnable> choices) {
    for (Schema.Field field : record.getSchema().getFields()) {
      Object value = record.get(field.pos());
      if (value instanceof String && !field.name().equals("networkId")) {
        choices.add(() -> record.put(field.pos(), text));
      } else if (value instanceof IndexedRecord inner) {
        collectTexts(inner, text, choices);
      } else if (value instanceof List<?> list
          && !list.isEmpty()
          && list.get(0) instanceof String) {
        choices.add(() -> record.put(field.pos(), List.of(text)));
      }
    }
  }

  /** Writes all of it in a thread of its own. */
  CompletableFuture<Set<String>> writing(Pace pace) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return write(pace);
          } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
          }
        },
        task -> {
          Thread thread = new Thread(task, "chaos-load");
          thread.setDaemon(true);
          thread.start();
        });
  }

  /** Returns which records the broker has, as partition/offset. */
  private Set<String> write(Pace pace) throws InterruptedException, ExecutionException {
    Map<String, Object> settings = log.cluster().settings();
    settings.put("acks", "all");
    settings.put("linger.ms", 5);
    settings.put("max.request.size", 8 << 20);
    settings.put("max.block.ms", Integer.MAX_VALUE);
    settings.put("delivery.timeout.ms", Integer.MAX_VALUE);
    Random random = new Random(records.size());
    List<Future<RecordMetadata>> receipts = new ArrayList<>();
    Map<UUID, byte[]> before = new HashMap<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int n = 0; n < records.size(); n++) {
        pace.before(n);
        Sent sent = records.get(n);
        Fact fact = sent.fact();
        // Sent again, it is the same in every byte.
        byte[] value =
            fact == null
                ? sent.value()
                : before.computeIfAbsent(fact.getEventId(), id -> stamped(fact, random));
        receipts.add(
            producer.send(
                new ProducerRecord<>(
                    log.topics().intake.name(),
                    sent.network().getBytes(StandardCharsets.UTF_8),
                    value)));
      }
      Set<String> acknowledged = new HashSet<>();
      for (Future<RecordMetadata> receipt : receipts) {
        RecordMetadata at = receipt.get();
        acknowledged.add(at.partition() + "/" + at.offset());
      }
      return acknowledged;
    }
  }

  /** By the door's clock, which is wrong now and then. */
  private byte[] stamped(Fact fact, Random random) {
    boolean veryWrong = manner == Manner.WRONG_CLOCKS && random.nextInt(5) == 0;
    boolean wrong = veryWrong || random.nextInt(20) == 0;
    int most = (veryWrong ? MAX_HOURS_WRONG : HOURS_WRONG) * 60;
    Instant now =
        Instant.now()
            .truncatedTo(ChronoUnit.MILLIS)
            .plus(Duration.ofMinutes(wrong ? random.nextInt(2 * most) - (long) most : 0));
    return format.encode(Fact.newBuilder(fact).setOccurredAt(now).setRecordedAt(now).build());
  }
}

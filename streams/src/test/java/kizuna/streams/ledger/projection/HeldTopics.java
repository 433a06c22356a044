package kizuna.streams.ledger.projection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.RecordTraces;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.streams.ledger.database.LedgerDatabases;
import kizuna.streams.ledger.database.SqliteDatabases;
import kizuna.streams.log.RecordLog;
import kizuna.streams.topology.DecidedLog;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Topics of one partition each, held in the heap, with consumers that read them as they grow. */
public final class HeldTopics implements DecidedLog.Sink {

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(20);

  private final Map<String, List<ConsumerRecord<byte[], byte[]>>> records;
  private SchemaRegistry registry = new InMemoryRegistry();
  private @Nullable KafkaException failure;
  private LedgerDatabases databases = new SqliteDatabases(TemporaryFolder.make());
  private boolean held;
  private volatile String identity = UUID.randomUUID().toString();

  public HeldTopics() {
    this(new HashMap<>());
  }

  private HeldTopics(Map<String, List<ConsumerRecord<byte[], byte[]>>> records) {
    this.records = records;
  }

  /** Other topics that use this registry. */
  public HeldTopics with(SchemaRegistry other) {
    registry = other;
    return this;
  }

  public SchemaRegistry registry() {
    return registry;
  }

  /** A log of a namespace that is decided into these topics. */
  public DecidedLog log(Namespace namespace) {
    return new DecidedLog(Topics.of(namespace, 1), registry, this);
  }

  /** The projection of a namespace over these topics, reading. */
  public LedgerProjection project(Namespace namespace) {
    return new LedgerProjection(
            Topics.of(namespace, 1),
            registry,
            this::consumer,
            new RecordReader() {
              @Override
              public Optional<byte[]> value(String topic, int partition, long offset) {
                return at(topic, offset);
              }

              @Override
              public void close() {}
            },
            databases,
            () -> identity,
            PAUSE_AFTER_FAILURE,
            RecordTraces.OFF)
        .start();
  }

  /** The records as they are now, for readers of whole topics. */
  public synchronized RecordLog open(String topic, int partition) {
    List<ConsumerRecord<byte[], byte[]>> all = partition > 0 ? List.of() : List.copyOf(held(topic));
    Iterator<ConsumerRecord<byte[], byte[]>> held = all.iterator();
    return new RecordLog() {
      @Override
      public long end() {
        return all.size();
      }

      @Override
      public boolean hasNext() {
        return held.hasNext();
      }

      @Override
      public ConsumerRecord<byte[], byte[]> next() {
        return held.next();
      }

      @Override
      public void close() {}
    };
  }

  /** Where the read models of these topics lie; the same for every projection. */
  public LedgerDatabases databases() {
    return databases;
  }

  /** Read models that lie somewhere else. */
  public HeldTopics with(LedgerDatabases others) {
    databases = others;
    return this;
  }

  /** The same records, with read models that lie somewhere else. */
  public HeldTopics readAgain(LedgerDatabases others) {
    HeldTopics again = new HeldTopics(records).with(registry).with(others);
    again.identity = identity;
    return again;
  }

  /** As if these were the topics of another cluster. */
  public void becomeOtherTopics() {
    identity = UUID.randomUUID().toString();
  }

  /** The next time that anybody reads, it fails. */
  public synchronized void failOnce(KafkaException with) {
    failure = with;
    notifyAll();
  }

  /** Nobody reads anything until this ends. */
  public synchronized void hold(boolean on) {
    held = on;
    notifyAll();
  }

  /** Whether the failure has happened. */
  public synchronized boolean failed() {
    return failure == null;
  }

  @Override
  public synchronized long write(String topic, byte[] key, byte @Nullable [] value) {
    List<ConsumerRecord<byte[], byte[]>> held = held(topic);
    long offset = held.size();
    held.add(new ConsumerRecord<>(topic, 0, offset, key, value));
    notifyAll();
    return offset;
  }

  /** A record without a value and with one header. */
  public synchronized void writeMarker(String topic, String header, String text) {
    List<ConsumerRecord<byte[], byte[]>> held = held(topic);
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(topic, 0, held.size(), new byte[0], null);
    record.headers().add(header, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    held.add(record);
    notifyAll();
  }

  private synchronized Optional<byte[]> at(String topic, long offset) {
    List<ConsumerRecord<byte[], byte[]>> held = held(topic);
    return offset < held.size()
        ? Optional.ofNullable(held.get((int) offset).value())
        : Optional.empty();
  }

  private List<ConsumerRecord<byte[], byte[]>> held(String topic) {
    return records.computeIfAbsent(topic, t -> new ArrayList<>());
  }

  private Consumer<byte[], byte[]> consumer() {
    return new Reader();
  }

  private synchronized Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> from(
      Map<TopicPartition, Long> positions, Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    while (true) {
      if (failure != null) {
        KafkaException thrown = failure;
        failure = null;
        throw Objects.requireNonNull(thrown);
      }
      Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> found = new HashMap<>();
      positions.forEach(
          (partition, position) -> {
            List<ConsumerRecord<byte[], byte[]>> all = held(partition.topic());
            if (!held && position < all.size()) {
              found.put(partition, List.copyOf(all.subList(position.intValue(), all.size())));
            }
          });
      long left = (end - System.nanoTime()) / 1_000_000;
      if (!found.isEmpty() || left <= 0) {
        return found;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new org.apache.kafka.common.errors.InterruptException(e);
      }
    }
  }

  /** Not synchronized on itself while it waits: only its own thread uses it. */
  private final class Reader extends MockConsumer<byte[], byte[]> {

    private final Map<TopicPartition, Long> positions = new HashMap<>();

    Reader() {
      super("none");
    }

    @Override
    public void assign(Collection<TopicPartition> partitions) {
      partitions.forEach(p -> positions.put(p, 0L));
    }

    @Override
    public void seek(TopicPartition partition, long offset) {
      positions.put(partition, offset);
    }

    @Override
    public void seekToBeginning(Collection<TopicPartition> partitions) {
      partitions.forEach(p -> positions.put(p, 0L));
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
      Map<TopicPartition, Long> ends = new HashMap<>();
      synchronized (HeldTopics.this) {
        partitions.forEach(p -> ends.put(p, (long) held(p.topic()).size()));
      }
      return ends;
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
      return List.of(new PartitionInfo(topic, 0, Node.noNode(), new Node[0], new Node[0]));
    }

    @Override
    public long position(TopicPartition partition) {
      return positions.getOrDefault(partition, 0L);
    }

    @Override
    public java.util.OptionalLong currentLag(TopicPartition partition) {
      synchronized (HeldTopics.this) {
        return java.util.OptionalLong.of(held(partition.topic()).size() - position(partition));
      }
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> found = from(positions, timeout);
      Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
      found.forEach(
          (partition, list) -> {
            long position = position(partition) + list.size();
            positions.put(partition, position);
            next.put(partition, new OffsetAndMetadata(position));
          });
      return new ConsumerRecords<>(found, next);
    }

    @Override
    public void close() {}
  }
}

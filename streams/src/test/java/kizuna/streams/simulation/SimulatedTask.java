package kizuna.streams.simulation;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kizuna.streams.topology.DecisionTopology;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** A task of an instance: the production processor with its stores, as Kafka Streams runs it. */
final class SimulatedTask implements ProcessorContext<Object, Object> {

  /** A call that is due at some time, again and again. */
  private static final class Scheduled implements Cancellable {
    final Duration interval;
    final Punctuator call;
    Duration at;
    boolean cancelled;

    Scheduled(Duration at, Duration interval, Punctuator call) {
      this.at = at;
      this.interval = interval;
      this.call = call;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  private record At(int partition, long offset) implements RecordMetadata {
    @Override
    public String topic() {
      return "intake";
    }
  }

  private final SimulatedInstance instance;
  private final int partition;
  private final Processor<byte[], byte[], byte[], byte[]> processor;
  private final SimulatedStore books;
  private final SimulatedStore heads;
  private final List<Scheduled> scheduled = new ArrayList<>();
  private @Nullable At current;
  private boolean commitAsked;

  /** The next record of the intake. */
  int position;

  SimulatedTask(
      SimulatedInstance instance,
      int partition,
      Processor<byte[], byte[], byte[], byte[]> processor,
      StateCopy state) {
    this.instance = instance;
    this.partition = partition;
    this.processor = processor;
    this.books =
        new SimulatedStore(
            DecisionTopology.stores().get(0),
            state.values,
            (key, value) -> instance.writeChangelog(partition, key, value),
            false);
    this.heads =
        new SimulatedStore(
            DecisionTopology.stores().get(1),
            state.values,
            (key, value) -> instance.writeChangelog(partition, key, value),
            true);
  }

  /** Opens it, for the first time or again. */
  @SuppressWarnings("unchecked") // An array cannot bound a type variable.
  void open(int from) {
    position = from;
    processor.init((ProcessorContext<byte[], byte[]>) (ProcessorContext<?, ?>) this);
  }

  void close() {
    processor.close();
    dropCache();
  }

  void dropCache() {
    heads.drop();
  }

  void flush() {
    heads.flush();
  }

  /** Processes one record; says whether a commit is asked for. */
  boolean process(SimulatedPartition.Entry<byte[]> entry) {
    At at = new At(partition, position);
    current = at;
    commitAsked = false;
    try {
      processor.process(new Record<>(entry.key(), entry.value(), 0));
    } finally {
      current = null;
    }
    position++;
    return commitAsked;
  }

  /** Calls what is due. */
  void punctuate() {
    Duration now = instance.elapsed();
    for (Scheduled call : List.copyOf(scheduled)) {
      if (!call.cancelled && call.at.compareTo(now) <= 0) {
        call.at = now.plus(call.interval);
        call.call.punctuate(instance.clockMillis());
      }
    }
    scheduled.removeIf(call -> call.cancelled);
  }

  @Override
  public <K, V> void forward(Record<K, V> record, String sink) {
    At at = current;
    instance.write(
        partition,
        sink,
        new String((byte[]) record.key(), StandardCharsets.UTF_8),
        (byte[]) record.value(),
        at == null ? -1 : at.offset());
  }

  @Override
  public <K, V> void forward(Record<K, V> record) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Cancellable schedule(Duration interval, PunctuationType type, Punctuator call) {
    Scheduled made = new Scheduled(instance.elapsed().plus(interval), interval, call);
    scheduled.add(made);
    return made;
  }

  @Override
  public Cancellable schedule(
      Instant start, Duration interval, PunctuationType type, Punctuator call) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void commit() {
    commitAsked = true;
  }

  @Override
  public TaskId taskId() {
    return new TaskId(0, partition);
  }

  @Override
  public Optional<RecordMetadata> recordMetadata() {
    return Optional.ofNullable(current);
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <S extends StateStore> S getStateStore(String name) {
    return (S) (name.equals(books.name()) ? books : heads);
  }

  @Override
  public String applicationId() {
    return "simulated";
  }

  @Override
  public Serde<?> keySerde() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Serde<?> valueSerde() {
    throw new UnsupportedOperationException();
  }

  @Override
  public File stateDir() {
    throw new UnsupportedOperationException();
  }

  @Override
  public StreamsMetrics metrics() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<String, Object> appConfigs() {
    return Map.of();
  }

  @Override
  public Map<String, Object> appConfigsWithPrefix(String prefix) {
    return Map.of();
  }

  @Override
  public long currentSystemTimeMs() {
    return instance.clockMillis();
  }

  @Override
  public long currentStreamTimeMs() {
    return instance.clockMillis();
  }
}

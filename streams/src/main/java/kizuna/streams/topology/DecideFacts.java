package kizuna.streams.topology;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BiConsumer;
import kizuna.schemas.Topics;
import kizuna.streams.topology.Answer.Out;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The one processor: hands each record to the {@link DecisionLog} and forwards its answer. Holds no
 * rule.
 */
final class DecideFacts implements Processor<byte[], byte[], byte[], byte[]> {

  private static final Duration SUMMARY_INTERVAL = Duration.ofSeconds(1);

  private final Topics topics;
  private final Formats formats;
  private final Previews previews;
  private @Nullable ProcessorContext<byte[], byte[]> context;
  private @Nullable DecisionLog log;
  private Previews.@Nullable Turn turn;

  DecideFacts(Topics topics, Formats formats, Previews previews) {
    this.topics = topics;
    this.formats = formats;
    this.previews = previews;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    // After an aborted transaction the store is rolled back; the books in the heap are rebuilt from
    // it, never kept.
    DecisionLog rebuilt =
        new DecisionLog(
            topics,
            formats,
            new StoreShelf(
                context.getStateStore(DecisionTopology.BOOKS),
                context.getStateStore(DecisionTopology.CHAIN_HEADS)));
    log = rebuilt;
    turn = previews.opened(context.taskId().partition(), rebuilt);
    context.schedule(
        SUMMARY_INTERVAL,
        PunctuationType.WALL_CLOCK_TIME,
        now -> rebuilt.changedSummaries().forEach(out -> forward(context, out, now)));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    ProcessorContext<byte[], byte[]> c = context;
    DecisionLog decisions = log;
    Previews.Turn own = turn;
    if (c == null || decisions == null || own == null) {
      throw new IllegalStateException("expected init before process");
    }
    RecordMetadata from =
        c.recordMetadata()
            .orElseThrow(() -> new IllegalStateException("expected a record of the intake topic"));
    Answer answer;
    own.begin();
    try {
      answer =
          decisions.answer(
              record.key(), record.value(), from.partition(), from.offset(), record.timestamp());
    } finally {
      own.end();
    }
    for (Out out : answer.outs()) {
      forward(c, out, record.timestamp());
    }
    if (answer.urgent()) {
      c.commit();
    }
  }

  @Override
  public void close() {
    ProcessorContext<byte[], byte[]> c = context;
    Previews.Turn own = turn;
    if (c != null && own != null) {
      previews.closed(c.taskId().partition(), own);
    }
  }

  private static void forward(ProcessorContext<byte[], byte[]> context, Out out, long timestamp) {
    context.forward(
        new Record<>(out.key().getBytes(StandardCharsets.UTF_8), out.value(), timestamp),
        out.node());
  }

  /** The state stores as one shelf. */
  private record StoreShelf(
      KeyValueStore<String, byte[]> books, KeyValueStore<String, byte[]> heads) implements Shelf {

    private KeyValueStore<String, byte[]> of(String key) {
      return key.startsWith(NetworkDesk.HEADS) ? heads : books;
    }

    @Override
    public byte @Nullable [] get(String key) {
      return of(key).get(key);
    }

    @Override
    public void put(String key, byte[] value) {
      of(key).put(key, value);
    }

    @Override
    public void scan(String prefix, BiConsumer<String, byte[]> reader) {
      try (StringSerializer serializer = new StringSerializer();
          KeyValueIterator<String, byte[]> found = of(prefix).prefixScan(prefix, serializer)) {
        found.forEachRemaining(entry -> reader.accept(entry.key, entry.value));
      }
    }
  }
}

package kizuna.streams.drills;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import kizuna.schemas.Topic;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.streams.log.RecordLog;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Reads whole topics, one partition after the other in the order of the log, and decodes them with
 * a thread for each processor. One thread uses it.
 */
public final class DecodedTopics implements AutoCloseable {

  private static final AtomicInteger THREADS = new AtomicInteger();

  private final RecordLog.Source source;
  private final ExecutorService decoders =
      Executors.newFixedThreadPool(
          Runtime.getRuntime().availableProcessors(),
          task -> {
            Thread thread = new Thread(task, "kizuna-run-decoder-" + THREADS.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          });

  public DecodedTopics(RecordLog.Source source) {
    this.source = source;
  }

  /**
   * Passes on all records of a topic that have a value.
   *
   * @throws IllegalStateException if one is not readable
   */
  public <V extends SpecificRecordBase> void each(
      Topic<V> topic, WireFormat<V> format, Consumer<V> reader) {
    for (int p = 0; p < topic.partitions(); p++) {
      try (DecodedLog<V> log = open(topic, p, format)) {
        while (log.hasNext()) {
          DecodedLog.Entry<V> entry = log.next();
          if (entry.value() != null || entry.failure() != null) {
            reader.accept(entry.readable());
          }
        }
      } catch (UnreadableRecord e) {
        throw new IllegalStateException("expected readable records in " + topic.name(), e);
      }
    }
  }

  <V extends SpecificRecordBase> DecodedLog<V> open(
      Topic<V> topic, int partition, WireFormat<V> format) {
    return new DecodedLog<>(source.open(topic.name(), partition), format, decoders);
  }

  @Override
  public void close() {
    decoders.shutdown();
  }
}

package kizuna.streams.replay;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import kizuna.facts.Fact;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.processing.FactProcessor;
import kizuna.streams.processing.Preview;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The state of a log that another process decides, such as a drill's: decided again in the heap up
 * to the committed end of the log. The same log gives the same state, so previews are the same as
 * in that process. Writes nothing.
 */
public final class ReplayedState implements AutoCloseable {

  /** Limit of the log's length, because of the heap that a preview takes. */
  private static final long MAX_FACTS = 20_000;

  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final FactProcessor processor;
  // A fair lock: each caller continues from the position of the previous one.
  private final ReentrantLock turn = new ReentrantLock(true);
  private long facts;

  /**
   * @param consumer of committed records, used by this object only and closed with it
   */
  public ReplayedState(Topics topics, SchemaRegistry registry, Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
    this.processor =
        new FactProcessor(topics, TopicSerdes.of(topics, registry), new InMemoryStateStore());
    this.partitions =
        IntStream.range(0, topics.intake.partitions())
            .mapToObj(p -> new TopicPartition(topics.intake.name(), p))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /**
   * Previews the decision on a fact as the next one of the log.
   *
   * @param longest limit of reading; records read until then are kept for the next preview
   */
  public Preview ask(Fact fact, Duration longest) throws InterruptedException {
    long until = System.nanoTime() + longest.toNanos();
    if (!turn.tryLock(longest.toMillis(), TimeUnit.MILLISECONDS)) {
      return Preview.Missing.TOO_MANY;
    }
    try {
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, longest);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        if (facts > MAX_FACTS) {
          return Preview.Missing.NOT_DECIDED_HERE;
        }
        if (System.nanoTime() > until) {
          return Preview.Missing.TOO_SLOW;
        }
        for (ConsumerRecord<byte[], byte[]> r : consumer.poll(POLL)) {
          processor.process(r.key(), r.value(), r.partition(), r.offset(), r.timestamp());
          facts++;
        }
      }
      return processor.preview(fact);
    } finally {
      turn.unlock();
    }
  }

  /** Waits for running previews. */
  @Override
  public void close() {
    turn.lock();
    try {
      consumer.close();
    } finally {
      turn.unlock();
    }
  }
}

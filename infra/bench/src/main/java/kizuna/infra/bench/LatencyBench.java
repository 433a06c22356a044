package kizuna.infra.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import kizuna.codes.FactKind;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.schemas.UnreadableRecord;
import kizuna.streams.contract.TopicSerdes;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;

/** How long a request waits for its proposal at a steady load. */
final class LatencyBench {

  private static final long HIGHEST_MICROS = 60_000_000L;
  private static final Duration SETTLING = Duration.ofSeconds(5);

  private final BenchLog log;
  private final TopicSerdes formats;
  private final String decisions;
  private final Duration latencyRun;

  /**
   * @param decisions the topic of decisions
   * @param latencyRun how long it is measured, after a while that is not
   */
  LatencyBench(BenchLog log, TopicSerdes formats, String decisions, Duration latencyRun) {
    this.log = log;
    this.formats = formats;
    this.decisions = decisions;
    this.latencyRun = latencyRun;
  }

  /** Of requests that find their offers waiting; the others are answered when their offers come. */
  Histogram run(Workload workload, double perSecond) throws InterruptedException {
    // What the run at full load left behind, pages to write and code to compile, settles
    // unmeasured.
    int settling = (int) (perSecond * SETTLING.toSeconds());
    workload.tens((settling + (int) (perSecond * latencyRun.toSeconds())) / 10);
    List<Fact> facts = workload.take();
    List<byte[][]> records = BenchLog.encoded(formats, facts);
    List<Integer> asked =
        IntStream.range(settling, facts.size())
            .filter(i -> findsItsOffers(facts, i))
            .boxed()
            .toList();
    Map<String, Long> dueAt = new ConcurrentHashMap<>();
    Histogram micros = new ConcurrentHistogram(HIGHEST_MICROS, 3);
    try (KafkaProducer<byte[], byte[]> producer = log.producer();
        KafkaConsumer<byte[], byte[]> consumer = log.consumer(decisions)) {
      consumer.seekToEnd(consumer.assignment());
      consumer.assignment().forEach(consumer::position);
      FutureTask<Void> reader =
          new FutureTask<>(() -> readProposals(consumer, dueAt, micros, asked.size()));
      new Thread(reader, "bench-proposals").start();
      sendEvenly(producer, facts, records, settling, perSecond, dueAt);
      producer.flush();
      try {
        reader.get(30, TimeUnit.SECONDS);
      } catch (TimeoutException | ExecutionException e) {
        consumer.wakeup();
        throw new IllegalStateException(
            "expected a proposal for each of "
                + asked.size()
                + " requests, but after 30 s "
                + micros.getTotalCount(),
            e);
      }
    }
    return micros;
  }

  /** Sends at a steady rate; notes when each measured request was due. */
  private void sendEvenly(
      KafkaProducer<byte[], byte[]> producer,
      List<Fact> facts,
      List<byte[][]> records,
      int settling,
      double perSecond,
      Map<String, Long> dueAt) {
    long start = System.nanoTime();
    for (int i = 0; i < records.size(); i++) {
      long due = start + (long) (i / perSecond * 1e9);
      long wait = due - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      }
      if (i >= settling && findsItsOffers(facts, i)) {
        // From when it was due, not from when it was sent: a stalled sender must not hide a
        // stalled system.
        dueAt.put(facts.get(i).getAidRequested().getRequestId(), due);
      }
      log.send(producer, records.get(i));
    }
  }

  private static boolean findsItsOffers(List<Fact> facts, int i) {
    return i > 0
        && facts.get(i).getKind() == FactKind.AID_REQUESTED
        && facts.get(i - 1).getKind() == FactKind.STAFF_OFFERED;
  }

  private @Nullable Void readProposals(
      KafkaConsumer<byte[], byte[]> consumer, Map<String, Long> dueAt, Histogram micros, int asked)
      throws UnreadableRecord {
    while (micros.getTotalCount() < asked) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(10))) {
        MatchDecision decision = formats.decisions().decode(record.value());
        Long due = dueAt.get(decision.getSubject());
        if (due != null
            && decision.getFactKind() == FactKind.AID_REQUESTED
            && decision.getExplanations().get(0).getOpenAfter() == 0) {
          micros.recordValue(
              Math.max(0, Math.min(HIGHEST_MICROS, (System.nanoTime() - due) / 1000)));
        }
      }
    }
    return null;
  }
}

package kizuna.infra.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import kizuna.codes.FactKind;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.schemas.UnreadableRecord;
import kizuna.streams.contract.TopicSerdes;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;

/** The time from a fact to its decision, and from a request to its proposal, at a steady load. */
final class LatencyBench {

  private static final long HIGHEST_MICROS = 60_000_000L;
  private static final Duration SETTLING = Duration.ofSeconds(5);
  private static final OperatingSystemMXBean MACHINE =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final BenchLog log;
  private final TopicSerdes formats;
  private final String decisions;
  private final Duration latencyRun;

  /**
   * @param decisions the topic of decisions
   * @param latencyRun duration of the measurement, after a warm-up
   */
  LatencyBench(BenchLog log, TopicSerdes formats, String decisions, Duration latencyRun) {
    this.log = log;
    this.formats = formats;
    this.decisions = decisions;
    this.latencyRun = latencyRun;
  }

  /**
   * A fact that is measured.
   *
   * @param place its place among all facts of the run
   * @param proposed whether it is a request that finds its offers waiting; others are answered when
   *     their offers come
   */
  private record Due(int place, boolean proposed) {}

  /** One run; facts are sent on this thread, decisions read on another. */
  private final class Run {
    private final List<byte[][]> records;
    private final double perSecond;
    private final int settling;
    private final Map<UUID, Due> due = new HashMap<>();
    private final Histogram answers = new Histogram(HIGHEST_MICROS, 3);
    private final Histogram proposals = new Histogram(HIGHEST_MICROS, 3);
    private volatile long start;
    private volatile long cpuNanos;

    /**
     * Keeps what is measured of the facts, not the facts: what lives through the run is copied by
     * each full collection, and a pause of the bench is not one of the system.
     *
     * @param settling facts that are not measured: what the run before left behind, pages to write
     *     and code to compile, settles meanwhile
     */
    Run(List<Fact> facts, double perSecond, int settling) {
      this.records = BenchLog.encoded(formats, facts);
      this.perSecond = perSecond;
      this.settling = settling;
      for (int i = settling; i < facts.size(); i++) {
        due.put(facts.get(i).getEventId(), new Due(i, findsItsOffers(facts, i)));
      }
    }

    /** From when a fact was due: a stalled sender must not hide a stalled system. */
    private long dueAt(int fact) {
      return start + (long) (fact / perSecond * 1e9);
    }

    private static boolean findsItsOffers(List<Fact> facts, int i) {
      return i > 0
          && facts.get(i).getKind() == FactKind.AID_REQUESTED
          && facts.get(i - 1).getKind() == FactKind.STAFF_OFFERED;
    }

    private void send(KafkaProducer<byte[], byte[]> producer) {
      long cpuBefore = 0;
      for (int i = 0; i < records.size(); i++) {
        if (i == settling) {
          cpuBefore = MACHINE.getProcessCpuTime();
        }
        long wait = dueAt(i) - System.nanoTime();
        if (wait > 0) {
          LockSupport.parkNanos(wait);
        }
        log.send(producer, records.get(i));
      }
      producer.flush();
      cpuNanos = MACHINE.getProcessCpuTime() - cpuBefore;
    }

    private @Nullable Void read(KafkaConsumer<byte[], byte[]> consumer) throws UnreadableRecord {
      while (answers.getTotalCount() < due.size()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(10))) {
          MatchDecision decision = formats.decisions().decode(record.value());
          Due of = due.get(decision.getEventId());
          if (of != null) {
            long micros = (System.nanoTime() - dueAt(of.place)) / 1000;
            long bounded = Math.max(0, Math.min(HIGHEST_MICROS, micros));
            answers.recordValue(bounded);
            if (of.proposed) {
              requireProposal(decision);
              proposals.recordValue(bounded);
            }
          }
        }
      }
      return null;
    }

    private static void requireProposal(MatchDecision decision) {
      if (decision.getExplanations().get(0).getOpenAfter() != 0) {
        throw new IllegalStateException(
            "expected a proposal for "
                + decision.getSubject()
                + ", but it was decided as "
                + decision.getOutcome());
      }
    }
  }

  BenchResult.Latency run(Workload workload, String load, double perSecond)
      throws InterruptedException {
    int settling = (int) (perSecond * SETTLING.toSeconds());
    workload.tens((settling + (int) (perSecond * latencyRun.toSeconds())) / 10);
    Run run = new Run(workload.take(), perSecond, settling);
    System.gc();
    try (KafkaProducer<byte[], byte[]> producer = log.producer();
        KafkaConsumer<byte[], byte[]> consumer = log.consumer(decisions)) {
      consumer.seekToEnd(consumer.assignment());
      consumer.assignment().forEach(consumer::position);
      run.start = System.nanoTime();
      FutureTask<Void> reader = new FutureTask<>(() -> run.read(consumer));
      new Thread(reader, "bench-decisions").start();
      run.send(producer);
      log.requireWritten();
      try {
        reader.get(30, TimeUnit.SECONDS);
      } catch (TimeoutException | ExecutionException e) {
        consumer.wakeup();
        throw new IllegalStateException(
            "expected a decision on each of "
                + run.due.size()
                + " facts, but after 30 s "
                + run.answers.getTotalCount(),
            e);
      }
    }
    return new BenchResult.Latency(
        load,
        perSecond,
        millis(run.proposals, 50),
        millis(run.proposals, 99),
        millis(run.answers, 50),
        millis(run.answers, 99),
        run.cpuNanos / 1e3 / run.due.size());
  }

  private static double millis(Histogram micros, double percentile) {
    return micros.getValueAtPercentile(percentile) / 1000.0;
  }
}

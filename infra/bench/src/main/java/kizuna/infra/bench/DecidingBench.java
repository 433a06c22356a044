package kizuna.infra.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.processing.FactProcessor;
import kizuna.streams.replay.InMemoryStateStore;

/** The cost of deciding alone: no Kafka, one thread, with a growing number of open requests. */
final class DecidingBench {

  private static final int[] OPEN_REQUESTS = {100, 1_000, 10_000, 100_000};

  private final TopicSerdes formats;

  DecidingBench(TopicSerdes formats) {
    this.formats = formats;
  }

  List<BenchResult.Cost> costs() {
    List<BenchResult.Cost> costs = new ArrayList<>();
    // Until the compiler has settled.
    cost(1_000, 100_000);
    for (int open : OPEN_REQUESTS) {
      costs.add(new BenchResult.Cost(open, cost(open, 20_000)));
    }
    return costs;
  }

  /**
   * Median microseconds a fact over batches of a thousand, beside so many open requests in one
   * network.
   */
  private double cost(int open, int facts) {
    Topics one = Topics.of(Namespace.LIVE, 1);
    FactProcessor decisions = new FactProcessor(one, formats, new InMemoryStateStore());
    Workload workload = new Workload(1).setUp().openRequests(open);
    long offset = 0;
    for (byte[][] record : BenchLog.encoded(formats, workload.take())) {
      decisions.process(record[0], record[1], 0, offset++, 0);
    }
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    int batch = 1_000;
    double[] micros = new double[facts / batch];
    for (int i = 0; i < micros.length; i++) {
      List<byte[][]> records = BenchLog.encoded(formats, workload.tens(batch / 10).take());
      // Processor time of this thread, without other load on the machine.
      long start = threads.getCurrentThreadCpuTime();
      for (byte[][] record : records) {
        decisions.process(record[0], record[1], 0, offset++, 0);
      }
      micros[i] = (threads.getCurrentThreadCpuTime() - start) / 1e3 / records.size();
    }
    Arrays.sort(micros);
    return micros[micros.length / 2];
  }
}

package kizuna.infra.bench;

import java.util.List;

/**
 * What one run measured. Throughputs are per second; ratios are of this run, so a slow machine
 * slows both sides.
 *
 * @param producePerSecond facts written raw, acknowledged
 * @param consumePerSecond facts read raw
 * @param passThroughPerSecond facts through Kafka Streams with the same serdes and exactly-once,
 *     nothing else done
 * @param topologyPerSecond facts decided: explained, chained, on the ledger, exactly-once
 * @param ratio topology ÷ pass-through, in facts
 * @param recordsMovedRatio the same in records: in + out + changelog
 * @param writesPerFact records written for one fact, changelog included
 * @param medianMillis request sent → proposal readable, at half load
 * @param p99Millis the same
 * @param halfLoadPerSecond facts per second while that was measured
 * @param costGrowth cost of deciding one fact with the most open requests ÷ with the fewest
 * @param costs the curve behind it
 * @param rejected facts of the mix that were refused: none should be
 */
record BenchResult(
    int facts,
    int networks,
    double producePerSecond,
    double consumePerSecond,
    double passThroughPerSecond,
    double topologyPerSecond,
    double ratio,
    double recordsMovedRatio,
    double writesPerFact,
    double medianMillis,
    double p99Millis,
    double halfLoadPerSecond,
    long commitIntervalMillis,
    double costGrowth,
    List<Cost> costs,
    long rejected) {

  /** Microseconds to decide one fact of the mix, without Kafka, beside so many open requests. */
  record Cost(int openRequests, double microsPerFact) {}
}

package kizuna.infra.bench;

import java.util.List;
import java.util.Map;

/**
 * Results of some rounds. Ratios are of the two runs of the same round, so a machine that is slow
 * for a while slows both sides.
 *
 * @param rounds measured, after one to warm up
 * @param facts measured in each run
 * @param warmUp facts of each run that are not measured
 * @param producePerSecond records written raw, acknowledged
 * @param consumePerSecond records read raw
 * @param speeds of each variant
 * @param ratio topology ÷ pass-through, in facts
 * @param cpuRatio processor time of the pass-through ÷ that of the topology
 * @param recordsMovedRatio topology ÷ pass-through in records: in + out + changelog
 * @param exactlyOnceRatio exactly once ÷ at least once
 * @param poisonedRatio good facts beside 1 % poison ÷ those of a clean log
 * @param recordsByTopic records that the topology writes for each fact
 * @param costGrowth cost of deciding one fact with the most open requests ÷ with the fewest
 * @param costs the curve behind it
 * @param rejected facts of the mix that were refused: none should be
 */
record BenchResult(
    int rounds,
    int facts,
    int warmUp,
    int networks,
    Spread producePerSecond,
    Spread consumePerSecond,
    Map<Variant, Speed> speeds,
    Spread ratio,
    Spread cpuRatio,
    Spread recordsMovedRatio,
    Spread exactlyOnceRatio,
    Spread poisonedRatio,
    Map<String, Double> recordsByTopic,
    List<Latency> latencies,
    double costGrowth,
    List<Cost> costs,
    long rejected) {

  /**
   * One variant.
   *
   * @param factsPerSecond good facts
   * @param cpuMicros processor time for each, that of the broker in the same process included
   * @param recordsPerFact records written for each, changelogs included
   */
  record Speed(Spread factsPerSecond, Spread cpuMicros, Spread recordsPerFact) {}

  /**
   * One run at a steady rate, milliseconds from when a fact was due.
   *
   * @param proposalMedian request → proposal readable, of requests that find their offers
   * @param answerMedian any fact → its decision readable
   * @param cpuMicros processor time of this process for each fact, the sender's included
   */
  record Latency(
      String load,
      double factsPerSecond,
      double proposalMedian,
      double proposalP99,
      double answerMedian,
      double answerP99,
      double cpuMicros) {}

  /** Microseconds to decide one fact of the mix, without Kafka, beside so many open requests. */
  record Cost(int openRequests, double microsPerFact) {}
}

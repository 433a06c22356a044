package kizuna.streams.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import kizuna.codes.OperationMode;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.guarantees.Kizuna;
import kizuna.streams.guarantees.Oracle;
import kizuna.streams.processing.FactProcessor;
import kizuna.streams.processing.ProcessingResult.Out;
import kizuna.streams.processing.Sinks;
import kizuna.streams.replay.InMemoryStateStore;

/**
 * What lies committed in the end: each record of the intake answered once, as an undisturbed run
 * over the same records answers it, and as the naive model demands.
 */
final class CommittedHistory {

  private final SimulatedCluster cluster;
  private final Topics topics;
  private final TopicSerdes serdes;

  CommittedHistory(SimulatedCluster cluster, Topics topics, TopicSerdes serdes) {
    this.cluster = cluster;
    this.topics = topics;
    this.serdes = serdes;
  }

  void check() {
    for (int p = 0; p < cluster.partitions; p++) {
      new Partition(p).check();
    }
  }

  private final class Partition {

    private final int partition;
    private final Map<Long, List<Out>> answers = new TreeMap<>();
    private final FactProcessor undisturbed;
    private final InMemoryStateStore books = new InMemoryStateStore();
    private final Oracle oracle = new Oracle();
    private final Map<String, LedgerEntry> ledger = new HashMap<>();
    private final Map<String, RequestStatus> requests = new HashMap<>();
    private final Map<String, OfferStatus> offers = new HashMap<>();

    Partition(int partition) {
      this.partition = partition;
      this.undisturbed = new FactProcessor(topics, serdes, books);
    }

    void check() {
      // Owners are told again now and then, and what is due is no answer.
      cluster.outputs.forEach(
          (sink, topic) -> {
            if (!sink.equals(Sinks.OWNERS) && !sink.equals(Sinks.PASSING_OF_TIME)) {
              topic.forEach(from -> from.committed().forEach(e -> answer(sink, e)));
            }
          });
      SimulatedPartition<byte[]> intake = cluster.intake.get(partition);
      for (int offset = 0; offset < intake.stableEnd(); offset++) {
        if (intake.get(offset).isCommitted()) {
          check(offset, intake.get(offset));
        }
      }
      owners();
      summaries();
    }

    private void answer(String sink, SimulatedPartition.Entry<String> e) {
      if (e.cause() >= 0 && e.from() == partition) {
        answers
            .computeIfAbsent(e.cause(), o -> new ArrayList<>())
            .add(new Out(sink, e.key(), e.value()));
      }
    }

    private void check(int offset, SimulatedPartition.Entry<byte[]> record) {
      List<Out> given = answers.getOrDefault((long) offset, List.of());
      long outcomes =
          given.stream()
              .filter(
                  o ->
                      o.node().equals(Sinks.MATCH_DECISIONS) || o.node().equals(Sinks.DEAD_LETTERS))
              .count();
      if (outcomes != 1) {
        throw new AssertionError(
            "I5: expected one outcome of record " + at(offset) + ", but " + outcomes);
      }
      List<Out> expected =
          undisturbed.process(record.key(), record.value(), partition, offset, 0).outs();
      demandSame(offset, expected, given);
      if (given.stream().anyMatch(o -> o.node().equals(Sinks.MATCH_DECISIONS))) {
        check(record, given);
      }
    }

    private String at(int offset) {
      return partition + "/" + offset;
    }

    /** I6, by sink: sinks are topics of their own. */
    private void demandSame(int offset, List<Out> expected, List<Out> given) {
      Map<String, List<Out>> bySink = bySink(expected);
      bySink.remove(Sinks.OWNERS);
      Map<String, List<Out>> givenBySink = bySink(given);
      if (!bySink.keySet().equals(givenBySink.keySet())) {
        throw new AssertionError(
            "I6: expected "
                + bySink.keySet()
                + " of record "
                + at(offset)
                + ", but "
                + givenBySink.keySet());
      }
      bySink.forEach(
          (sink, outs) -> {
            List<Out> others = givenBySink.getOrDefault(sink, List.of());
            boolean same = outs.size() == others.size();
            for (int i = 0; same && i < outs.size(); i++) {
              same =
                  outs.get(i).key().equals(others.get(i).key())
                      && Arrays.equals(outs.get(i).value(), others.get(i).value());
            }
            if (!same) {
              throw new AssertionError(
                  "I6: "
                      + sink
                      + " of record "
                      + at(offset)
                      + " is not as when it is decided undisturbed");
            }
          });
    }

    private Map<String, List<Out>> bySink(List<Out> outs) {
      Map<String, List<Out>> sinks = new LinkedHashMap<>();
      outs.forEach(o -> sinks.computeIfAbsent(o.node(), s -> new ArrayList<>()).add(o));
      return new TreeMap<>(sinks);
    }

    /** The naive model judges the fact by itself. */
    private void check(SimulatedPartition.Entry<byte[]> record, List<Out> given) {
      try {
        Fact fact = serdes.facts().decode(record.value());
        if (fact.getMode() != OperationMode.ACTUAL) {
          throw new AssertionError("I10: a fact of another mode lies in the live log");
        }
        List<MatchDecision> decisions = new ArrayList<>();
        List<DispatchEvent> events = new ArrayList<>();
        List<Fact> passed = new ArrayList<>();
        for (Out out : given) {
          switch (out.node()) {
            case Sinks.MATCH_DECISIONS -> decisions.add(serdes.decisions().decode(out.value()));
            case Sinks.DISPATCH_EVENTS -> events.add(serdes.events().decode(out.value()));
            case Sinks.OTHER_NETWORKS -> passed.add(serdes.facts().decode(out.value()));
            case Sinks.DISPATCH_LEDGER -> {
              LedgerEntry e = serdes.ledger().decode(out.value());
              ledger.put(e.getDispatchId(), e);
            }
            case Sinks.REQUEST_STATUS -> {
              RequestStatus s = serdes.requests().decode(out.value());
              requests.put(s.getRequestId(), s);
            }
            case Sinks.OFFER_STATUS -> {
              OfferStatus s = serdes.offers().decode(out.value());
              offers.put(s.getOfferId(), s);
            }
            default -> {}
          }
        }
        oracle.check(
            fact, new Kizuna.Answered(decisions.get(0), events, ledger, requests, offers, passed));
      } catch (UnreadableRecord e) {
        throw new AssertionError("expected to read what was written", e);
      }
    }

    /** Owners are told of exactly what is in the books. */
    private void owners() {
      TreeSet<String> told = new TreeSet<>();
      for (SimulatedPartition.Entry<String> e :
          cluster.output(Sinks.OWNERS).get(partition).committed()) {
        if (e.value() == null) {
          told.remove(e.key());
        } else {
          told.add(e.key());
        }
      }
      TreeSet<String> expected = OwnerKeys.of(books.entries().keySet());
      if (!told.equals(expected)) {
        told.removeAll(expected);
        throw new AssertionError("I4: expected owners " + expected + ", but also " + told);
      }
    }

    /** The last summary of each network is that of its books. */
    private void summaries() {
      Map<String, byte[]> last = new TreeMap<>();
      for (SimulatedPartition.Entry<String> e :
          cluster.output(Sinks.NETWORK_SUMMARY).get(partition).committed()) {
        byte[] value = e.value();
        if (value != null) {
          last.put(e.key(), value);
        }
      }
      for (Out out : undisturbed.state().changedSummaries()) {
        if (!Arrays.equals(out.value(), last.remove(out.key()))) {
          throw new AssertionError("I4: the summary of " + out.key() + " is not that of its books");
        }
      }
      if (!last.isEmpty()) {
        throw new AssertionError("I4: expected no summary of " + last.keySet());
      }
    }
  }
}

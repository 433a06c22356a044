package kizuna.streams.analysis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.schemas.ClusterTopics;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.log.CommittedLog;
import kizuna.streams.log.CountedRecords;
import kizuna.streams.log.UncountedRecords;
import kizuna.streams.processing.ProcessingResult;
import kizuna.streams.processing.Sinks;
import kizuna.streams.verify.ArchivedDecisions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Facts with their decisions, from any storage; can be read more than once. */
public interface DecidedRun {

  /** Receives the decisions of one network in their order, from one thread. */
  interface Reader {
    void read(Fact fact, MatchDecision decision, List<DispatchEvent> events);
  }

  /** Reads all decisions in order; several networks may be read concurrently. */
  void read(Function<String, Reader> networks);

  /** A log, decided by the current rules. */
  static DecidedRun of(LogQuestion.Log log) {
    LogDecider decider = new LogDecider(Namespace.drill("log"));
    return networks ->
        decider.decide(
            log.open(),
            network -> {
              Reader reader = networks.apply(network);
              return new LogDecider.OfDecisions(
                  (fact, result) -> decided(decider.formats(), reader, fact, result));
            });
  }

  private static void decided(
      TopicSerdes formats, Reader reader, Fact fact, ProcessingResult result) {
    MatchDecision decision = null;
    List<DispatchEvent> events = new ArrayList<>();
    for (ProcessingResult.Out out : result.outs()) {
      byte[] value = out.value();
      if (value != null && out.node().equals(Sinks.MATCH_DECISIONS)) {
        decision = FiguresObserver.decode(formats.decisions(), value);
      } else if (value != null && out.node().equals(Sinks.DISPATCH_EVENTS)) {
        events.add(FiguresObserver.decode(formats.events(), value));
      }
    }
    if (decision != null) {
      reader.read(fact, decision, events);
    }
  }

  /** The archive of a disaster. */
  static DecidedRun archive(Path file) {
    return networks -> {
      try {
        Reader[] reader = new Reader[1];
        ArchivedDecisions.read(
            file,
            (fact, decision, events) -> {
              if (reader[0] == null) {
                reader[0] = networks.apply(decision.getNetworkId());
              }
              reader[0].read(fact, decision, events);
            });
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  /** The committed records of a namespace. */
  static DecidedRun topics(KafkaCluster cluster, SchemaRegistry registry, Namespace namespace) {
    Topics topics = ClusterTopics.of(cluster, namespace);
    TopicSerdes formats = TopicSerdes.of(topics, registry);
    return networks -> {
      java.util.Map<String, Reader> readers = new java.util.HashMap<>();
      for (int p = 0; p < topics.intake.partitions(); p++) {
        partition(cluster, topics, formats, p, id -> readers.computeIfAbsent(id, networks::apply));
      }
    };
  }

  private static void partition(
      KafkaCluster cluster,
      Topics topics,
      TopicSerdes formats,
      int partition,
      Function<String, Reader> networks) {
    UncountedRecords uncounted = UncountedRecords.of(cluster, topics, partition);
    // In this order, so that each decision's fact and events are available.
    try (CommittedLog decisions =
            new CommittedLog(cluster, topics.matchDecisions.name(), partition);
        CommittedLog events =
            CommittedLog.settled(cluster, topics.dispatchEvents.name(), partition);
        CommittedLog intake = new CommittedLog(cluster, topics.intake.name(), partition)) {
      CountedRecords counted = new CountedRecords(decisions, uncounted);
      CountedRecords told = new CountedRecords(events, uncounted);
      DispatchEvent next = null;
      while (counted.hasNext()) {
        MatchDecision decision = formats.decisions().decode(counted.next().value());
        Fact fact = fact(formats, intake, decision.getIntakeOffset());
        List<DispatchEvent> own = new ArrayList<>();
        next = next == null ? event(formats, told) : next;
        while (next != null
            && next.getSequence() == decision.getSequence()
            && next.getNetworkId().equals(decision.getNetworkId())) {
          own.add(next);
          next = event(formats, told);
        }
        if (fact != null) {
          networks.apply(decision.getNetworkId()).read(fact, decision, own);
        }
      }
    } catch (UnreadableRecord e) {
      throw new IllegalStateException("expected to read what was decided", e);
    }
  }

  private static @Nullable Fact fact(TopicSerdes formats, CommittedLog intake, long offset)
      throws UnreadableRecord {
    while (intake.hasNext()) {
      ConsumerRecord<byte[], byte[]> record = intake.next();
      if (record.offset() == offset) {
        return formats.facts().decode(record.value());
      }
    }
    return null;
  }

  private static @Nullable DispatchEvent event(TopicSerdes formats, CountedRecords told)
      throws UnreadableRecord {
    return told.hasNext() ? formats.events().decode(told.next().value()) : null;
  }
}

package kizuna.infra.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.infra.accounts.Account;
import kizuna.infra.broker.EmbeddedBroker;
import kizuna.infra.broker.Provisioning;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.states.LedgerEntry;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.processing.Sinks;
import kizuna.streams.topology.DecisionEngine;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * The results of some facts: the outcome of each, and the last line of each dispatch on the ledger.
 * Peers with different results are not comparable.
 */
record PeersOutcome(Map<String, String> outcomes, Map<String, String> ledger) {

  private static final int NETWORKS = 8;
  private static final int TENS = 200;

  /**
   * Lets Kizuna and both services decide the same facts.
   *
   * @throws IllegalStateException if they do not lead to the same
   */
  static void requireEqual(Topics topics, InMemoryRegistry registry, TopicSerdes formats)
      throws IOException, SQLException, ExecutionException, InterruptedException {
    List<Fact> facts = new Workload(NETWORKS).setUp().tens(TENS).take();
    PeersOutcome kizuna = kizuna(topics, registry, formats, facts);
    for (PeersBench.Peer peer : PeersBench.Peer.values()) {
      if (peer != PeersBench.Peer.KIZUNA
          && !kizuna.equals(service(topics, registry, formats, facts, peer.batch()))) {
        throw new IllegalStateException(
            "expected " + peer.text() + " to lead to what Kizuna does, but it does not");
      }
    }
  }

  private static PeersOutcome kizuna(
      Topics topics, InMemoryRegistry registry, TopicSerdes formats, List<Fact> facts)
      throws ExecutionException, InterruptedException {
    Path folder = ThroughputRun.temporaryFolder();
    try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
      Provisioning.provision(broker.cluster(Account.LAUNCHER), topics);
      BenchLog intake = new BenchLog(broker, topics.intake.name());
      try (KafkaProducer<byte[], byte[]> producer = intake.producer()) {
        BenchLog.encoded(formats, facts).forEach(record -> intake.send(producer, record));
        producer.flush();
        intake.requireWritten();
      }
      try (DecisionEngine engine =
              new DecisionEngine(
                  topics,
                  registry,
                  DecisionEngine.Settings.of(broker.cluster(Account.LAUNCHER), folder));
          KafkaConsumer<byte[], byte[]> decisions = intake.consumer(topics.matchDecisions.name());
          KafkaConsumer<byte[], byte[]> ledger = intake.consumer(topics.dispatchLedger.name())) {
        engine.start();
        PeersOutcome outcome = new PeersOutcome(new TreeMap<>(), new TreeMap<>());
        Set<String> wanted = events(facts);
        StallGuard guard = new StallGuard("Kizuna");
        while (outcome.outcomes.size() < wanted.size()) {
          guard.at(outcome.outcomes.size());
          for (ConsumerRecord<byte[], byte[]> record : decisions.poll(Duration.ofMillis(100))) {
            outcome.decided(formats, record.value(), wanted);
          }
        }
        // The ledger's lines were committed with the decisions.
        while (true) {
          var records = ledger.poll(Duration.ofSeconds(2));
          if (records.isEmpty()) {
            return outcome;
          }
          for (ConsumerRecord<byte[], byte[]> record : records) {
            outcome.onLedger(formats, record.value());
          }
        }
      }
    } catch (UnreadableRecord e) {
      throw new IllegalStateException("expected to read what was just written", e);
    } finally {
      ThroughputRun.delete(folder);
    }
  }

  private static PeersOutcome service(
      Topics topics, InMemoryRegistry registry, TopicSerdes formats, List<Fact> facts, int batch)
      throws IOException, SQLException, InterruptedException {
    try (PeerDatabase database = PeerDatabase.start(Durability.PROCESS);
        SqlPeer service = database.service(topics, registry, batch)) {
      AtomicInteger committed = new AtomicInteger();
      for (byte[][] record : BenchLog.encoded(formats, facts)) {
        service.submit(
            new SqlPeer.Submitted(record[0], record[1], at -> committed.incrementAndGet()));
      }
      StallGuard guard = new StallGuard("the service");
      while (service.decided() < facts.size()) {
        guard.at(committed.get());
        Thread.sleep(10);
      }
      PeersOutcome outcome = new PeersOutcome(new TreeMap<>(), new TreeMap<>());
      Set<String> wanted = events(facts);
      for (byte[] decision : service.records(Sinks.MATCH_DECISIONS)) {
        outcome.decided(formats, decision, wanted);
      }
      for (byte[] line : service.rows(Sinks.DISPATCH_LEDGER).values()) {
        outcome.onLedger(formats, line);
      }
      return outcome;
    } catch (UnreadableRecord e) {
      throw new IllegalStateException("expected to read what was just written", e);
    }
  }

  private static Set<String> events(List<Fact> facts) {
    Set<String> ids = new HashSet<>();
    facts.forEach(fact -> ids.add(fact.getEventId().toString()));
    return ids;
  }

  private void decided(TopicSerdes formats, byte[] value, Set<String> wanted)
      throws UnreadableRecord {
    MatchDecision decision = formats.decisions().decode(value);
    String id = decision.getEventId().toString();
    // Kizuna also writes clock facts to its own log.
    if (wanted.contains(id)) {
      outcomes.put(id, decision.getOutcome().name());
    }
  }

  private void onLedger(TopicSerdes formats, byte[] value) throws UnreadableRecord {
    LedgerEntry line = formats.ledger().decode(value);
    ledger.put(
        line.getDispatchId(),
        String.join(
            " ",
            line.getRequestId(),
            line.getOfferId(),
            line.getLender(),
            line.getState().toString(),
            Integer.toString(line.getHeadCount()),
            line.getFirstDay().toString(),
            line.getLastDay().toString()));
  }
}

package kizuna.infra.chaos;

import static kizuna.schemas.Waiting.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import kizuna.codes.OperationMode;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.schemas.Topic;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.guarantees.Kizuna;
import kizuna.streams.guarantees.Oracle;
import kizuna.streams.ledger.database.AvroRow;
import kizuna.streams.verify.Verification;
import kizuna.streams.verify.Verifier;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Everything that must hold after a round, recomputed from the topics: by what was read all along
 * and by what is read afterwards; and the database beside it.
 */
final class ChaosCheck {

  private record Answer(
      MatchDecision decision,
      List<DispatchEvent> events,
      List<SpecificRecordBase> states,
      List<Fact> passed) {}

  private static final Duration LONGEST_LAG = Duration.ofMinutes(1);

  private final ExaminedLog log;
  private final TopicSerdes serdes;
  private final TopicReader allAlong;
  private final Set<String> networks;

  ChaosCheck(ExaminedLog log, TopicReader allAlong, Set<String> networks) {
    this.log = log;
    this.serdes = TopicSerdes.of(log.topics(), log.registry());
    this.allAlong = allAlong;
    this.networks = networks;
  }

  /** Whether each record of these networks in the intake has an outcome. */
  boolean everythingIsDecided() {
    long records = ofNetworks(allAlong, log.topics().intake).size();
    long outcomes =
        ofNetworks(allAlong, log.topics().matchDecisions).size() + deadLetters(allAlong).size();
    return outcomes >= records;
  }

  /**
   * Demands every promise.
   *
   * @param acknowledged records that must have an outcome, as partition/offset
   * @throws AssertionError saying which one does not hold
   */
  void demand(Set<String> acknowledged) throws IOException {
    try (TopicReader after = new TopicReader(log).toTheEnd()) {
      sameForBoth(after);
      Map<String, Map<Long, Answer>> answers = answers(after);
      outcomes(after, acknowledged);
      naiveModel(after, answers);
      database(after);
    }
    Verification verified =
        new Verifier(log.topics(), log.registry()).verify(log.cluster(), facts -> {});
    verified
        .difference()
        .ifPresent(
            d -> {
              throw new AssertionError("I6, I8: " + d.sentence());
            });
  }

  private List<ConsumerRecord<byte[], byte @Nullable []>> ofNetworks(
      TopicReader reader, Topic<?> topic) {
    return reader.of(topic.name()).stream().filter(r -> networks.contains(network(r))).toList();
  }

  /** Which records of these networks are dead letters, as partition/offset; twice where two are. */
  private List<String> deadLetters(TopicReader reader) {
    Set<String> records = new HashSet<>();
    ofNetworks(reader, log.topics().intake)
        .forEach(r -> records.add(r.partition() + "/" + r.offset()));
    List<String> dead = new ArrayList<>();
    for (ConsumerRecord<byte[], byte @Nullable []> r : reader.of(log.topics().deadLetters.name())) {
      try {
        DeadLetter letter = serdes.deadLetters().decode(r.value());
        String at = letter.getPartition() + "/" + letter.getOffset();
        if (records.contains(at)) {
          dead.add(at);
        }
      } catch (UnreadableRecord e) {
        throw new AssertionError("expected to read a dead letter", e);
      }
    }
    return dead;
  }

  private static String network(ConsumerRecord<byte[], ?> record) {
    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    int slash = key.indexOf('/');
    return slash < 0 ? key : key.substring(0, slash);
  }

  /** I7: who comes after sees what was shown all along, record by record. */
  private void sameForBoth(TopicReader after) {
    for (Topic<?> topic : log.topics().all()) {
      Map<String, byte @Nullable []> seen = new HashMap<>();
      allAlong.of(topic.name()).forEach(r -> seen.put(r.partition() + "/" + r.offset(), r.value()));
      for (ConsumerRecord<byte[], byte @Nullable []> r : after.of(topic.name())) {
        String at = r.partition() + "/" + r.offset();
        if (!seen.containsKey(at)) {
          continue; // Written in the meantime.
        }
        if (!Arrays.equals(seen.remove(at), r.value())) {
          throw new AssertionError("I7: " + topic.name() + " " + at + " is another record now");
        }
      }
      // Where a topic is compacted, what is outdated goes.
      if (!topic.compacted() && !seen.isEmpty()) {
        throw new AssertionError(
            "I7: " + topic.name() + " " + seen.keySet() + " were shown and are gone");
      }
    }
  }

  /** What the decisions on each network's records led to, by network and sequence. */
  private Map<String, Map<Long, Answer>> answers(TopicReader reader) {
    Map<String, Map<Long, Answer>> answers = new TreeMap<>();
    Map<String, Answer> byEvent = new HashMap<>();
    for (MatchDecision d : read(reader, log.topics().matchDecisions, serdes.decisions())) {
      Answer answer = new Answer(d, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      Answer twice =
          answers
              .computeIfAbsent(d.getNetworkId(), n -> new TreeMap<>())
              .put(d.getSequence(), answer);
      if (twice != null) {
        throw new AssertionError(
            "I8: position " + d.getSequence() + " of " + d.getNetworkId() + " is used twice");
      }
      byEvent.putIfAbsent(d.getNetworkId() + "/" + d.getEventId(), answer);
    }
    for (DispatchEvent e : read(reader, log.topics().dispatchEvents, serdes.events())) {
      Answer answer = byEvent.get(e.getNetworkId() + "/" + e.getCauseId());
      if (answer == null) {
        throw new AssertionError("I7: a dispatch changed without a decision: " + e);
      }
      answer.events().add(e);
    }
    for (LedgerEntry e : read(reader, log.topics().dispatchLedger, serdes.ledger())) {
      state(answers, e.getNetworkId(), e.getSequence(), e);
    }
    for (RequestStatus s : read(reader, log.topics().requestStatus, serdes.requests())) {
      state(answers, s.getNetworkId(), s.getSequence(), s);
    }
    for (OfferStatus s : read(reader, log.topics().offerStatus, serdes.offers())) {
      state(answers, s.getNetworkId(), s.getSequence(), s);
    }
    return answers;
  }

  private static void state(
      Map<String, Map<Long, Answer>> answers,
      String network,
      long sequence,
      SpecificRecordBase state) {
    Answer answer = answers.getOrDefault(network, Map.of()).get(sequence);
    if (answer == null) {
      throw new AssertionError("I7: a state was published without a decision: " + state);
    }
    answer.states().add(state);
  }

  private <V extends SpecificRecordBase> List<V> read(
      TopicReader reader, Topic<V> topic, WireFormat<V> format) {
    List<V> all = new ArrayList<>();
    for (ConsumerRecord<byte[], byte @Nullable []> r : ofNetworks(reader, topic)) {
      byte[] value = r.value();
      if (value != null) {
        try {
          all.add(format.decode(value));
        } catch (UnreadableRecord e) {
          throw new AssertionError("expected to read " + topic.name(), e);
        }
      }
    }
    return all;
  }

  /** I5: one outcome for each record, and none for what nobody sent. */
  private void outcomes(TopicReader reader, Set<String> acknowledged) {
    Map<String, Integer> outcomes = new TreeMap<>();
    for (ConsumerRecord<byte[], byte @Nullable []> r :
        ofNetworks(reader, log.topics().matchDecisions)) {
      byte[] value = r.value();
      if (value != null) {
        try {
          outcomes.merge(
              r.partition() + "/" + serdes.decisions().decode(value).getIntakeOffset(),
              1,
              Integer::sum);
        } catch (UnreadableRecord e) {
          throw new AssertionError(e);
        }
      }
    }
    deadLetters(reader).forEach(at -> outcomes.merge(at, 1, Integer::sum));
    Set<String> answered = new HashSet<>(outcomes.keySet());
    for (ConsumerRecord<byte[], byte @Nullable []> r : ofNetworks(reader, log.topics().intake)) {
      Integer count = outcomes.remove(r.partition() + "/" + r.offset());
      if (count == null || count != 1) {
        throw new AssertionError(
            "I5: expected one outcome of record "
                + r.partition()
                + "/"
                + r.offset()
                + ", but "
                + count);
      }
    }
    if (!outcomes.isEmpty()) {
      throw new AssertionError("I5: outcomes of records that are not there: " + outcomes);
    }
    for (String record : acknowledged) {
      if (!answered.contains(record)) {
        throw new AssertionError("I5: record " + record + " was acknowledged and never answered");
      }
    }
  }

  /** I1 to I5, I7 and I9, fact by fact. */
  private void naiveModel(TopicReader reader, Map<String, Map<Long, Answer>> answers) {
    Map<String, Map<String, LedgerEntry>> ledgers = new HashMap<>();
    Map<String, Map<String, RequestStatus>> requests = new HashMap<>();
    Map<String, Map<String, OfferStatus>> offers = new HashMap<>();
    Map<String, Oracle> oracles = new HashMap<>();
    Map<String, Answer> byOffset = new HashMap<>();
    answers
        .values()
        .forEach(
            m ->
                m.values()
                    .forEach(
                        a ->
                            byOffset.put(
                                a.decision().getNetworkId() + "/" + a.decision().getIntakeOffset(),
                                a)));
    for (ConsumerRecord<byte[], byte @Nullable []> r : ofNetworks(reader, log.topics().intake)) {
      String network = network(r);
      Answer answer = byOffset.get(network + "/" + r.offset());
      if (answer == null) {
        continue; // A dead letter.
      }
      Fact fact = fact(r);
      if (fact.getMode() != OperationMode.ACTUAL) {
        throw new AssertionError("I10: a fact of another mode lies in the live log: " + fact);
      }
      Map<String, LedgerEntry> ledger = ledgers.computeIfAbsent(network, n -> new HashMap<>());
      Map<String, RequestStatus> asked = requests.computeIfAbsent(network, n -> new HashMap<>());
      Map<String, OfferStatus> offered = offers.computeIfAbsent(network, n -> new HashMap<>());
      for (SpecificRecordBase state : answer.states()) {
        if (state instanceof LedgerEntry e) {
          ledger.put(e.getDispatchId(), e);
        } else if (state instanceof RequestStatus s) {
          asked.put(s.getRequestId(), s);
        } else if (state instanceof OfferStatus s) {
          offered.put(s.getOfferId(), s);
        }
      }
      oracles
          .computeIfAbsent(network, n -> new Oracle().passingElsewhere())
          .check(
              fact,
              new Kizuna.Answered(
                  answer.decision(), answer.events(), ledger, asked, offered, answer.passed()));
    }
  }

  private Fact fact(ConsumerRecord<byte[], byte @Nullable []> r) {
    try {
      return serdes.facts().decode(r.value());
    } catch (UnreadableRecord e) {
      throw new AssertionError("expected to read a fact that was decided", e);
    }
  }

  /** The database has the last state of everything, and nothing else. */
  private void database(TopicReader reader) throws IOException {
    Optional<Path> file = log.database();
    if (file.isPresent()) {
      // Its reader may be some records behind.
      await("the database has the last state of everything")
          .atMost(LONGEST_LAG)
          .ignoreException(SQLException.class)
          .untilAsserted(() -> rows(file.get(), reader));
    }
  }

  private void rows(Path file, TopicReader reader) throws SQLException {
    try (Connection connection =
        DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro")) {
      rows(
          connection,
          "dispatch",
          new AvroRow<LedgerEntry>(LedgerEntry.getClassSchema()),
          last(read(reader, log.topics().dispatchLedger, serdes.ledger())));
      rows(
          connection,
          "request",
          new AvroRow<RequestStatus>(RequestStatus.getClassSchema()),
          last(read(reader, log.topics().requestStatus, serdes.requests())));
      rows(
          connection,
          "offer",
          new AvroRow<OfferStatus>(OfferStatus.getClassSchema()),
          last(read(reader, log.topics().offerStatus, serdes.offers())));
    }
  }

  private static <V extends SpecificRecordBase> Map<String, V> last(List<V> states) {
    Map<String, V> last = new TreeMap<>();
    states.forEach(s -> last.put(idOf(s), s));
    return last;
  }

  private static String idOf(SpecificRecordBase state) {
    if (state instanceof LedgerEntry e) {
      return e.getNetworkId() + "/" + e.getDispatchId();
    } else if (state instanceof RequestStatus s) {
      return s.getNetworkId() + "/" + s.getRequestId();
    }
    OfferStatus s = (OfferStatus) state;
    return s.getNetworkId() + "/" + s.getOfferId();
  }

  private <V extends SpecificRecordBase> void rows(
      Connection connection, String table, AvroRow<V> format, Map<String, V> expected)
      throws SQLException {
    Map<String, V> left = new TreeMap<>(expected);
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select avro from " + table)) {
      while (rows.next()) {
        V row = format.decode(rows.getBytes(1));
        String id = idOf(row);
        if (networks.contains(id.substring(0, id.indexOf('/'))) && !row.equals(left.remove(id))) {
          throw new AssertionError(
              "I4: the row of " + table + " " + id + " is not as it was last published: " + row);
        }
      }
    }
    if (!left.isEmpty()) {
      throw new AssertionError("I4: no row of " + table + " for " + left.keySet());
    }
  }
}

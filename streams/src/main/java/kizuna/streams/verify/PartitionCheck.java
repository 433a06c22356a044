package kizuna.streams.verify;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import kizuna.decisions.BookSeal;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.MatchDecision;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.streams.matching.Decider;
import kizuna.streams.topology.FactProcessor;
import kizuna.streams.topology.HashChain;
import kizuna.streams.topology.InMemoryStateStore;
import kizuna.streams.topology.ReplayedOutput;
import kizuna.streams.topology.SealedSnapshot;
import kizuna.streams.topology.TopicSerdes;
import kizuna.streams.verify.Verification.Difference;
import kizuna.streams.verify.Verification.Range;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Verifies one partition, record by record of its intake. A decision of these rules is decided
 * again; of one that other rules made the seal, the chain and the hashes of its fact and events are
 * checked.
 */
final class PartitionCheck {

  /** A log, and the record that comes next. */
  private static final class Ahead {
    private final Iterator<ConsumerRecord<byte[], byte[]>> log;
    private @Nullable ConsumerRecord<byte[], byte[]> next;

    Ahead(Iterator<ConsumerRecord<byte[], byte[]>> log) {
      this.log = log;
    }

    @Nullable ConsumerRecord<byte[], byte[]> peek() {
      if (next == null && log.hasNext()) {
        next = log.next();
      }
      return next;
    }

    void take() {
      next = null;
    }
  }

  /** How far a network's chain was followed, and the books where these rules decided it. */
  private static final class Followed {
    private final String networkId;
    private long sequence;
    private byte[] hash = HashChain.ZEROS;
    private String rulesVersion = "";
    private long since;
    private @Nullable FactProcessor log;
    private @Nullable InMemoryStateStore books;

    /** Parts of the books that were sealed before the decision that comes next. */
    private List<byte[]> sealed = List.of();

    Followed(String networkId) {
      this.networkId = networkId;
    }

    private void knows(InMemoryStateStore shelf, FactProcessor books) {
      this.books = shelf;
      this.log = books;
    }

    private Range range() {
      return new Range(networkId, rulesVersion, since, sequence, log != null);
    }
  }

  /**
   * A fact whose decision is right.
   *
   * @param sealed parts of the books that were sealed before it, as they lie on the log
   * @param books after it; null where other rules decided
   */
  record Right(
      ConsumerRecord<byte[], byte[]> fact,
      byte[] decision,
      List<byte[]> events,
      List<byte[]> sealed,
      @Nullable InMemoryStateStore books) {}

  /** Goes through the log with the check. */
  interface Companion {
    Companion NONE =
        new Companion() {
          @Override
          public void before(
              ConsumerRecord<byte[], byte[]> fact,
              Function<String, @Nullable InMemoryStateStore> books) {}

          @Override
          public boolean after(Right right) {
            return true;
          }
        };

    /**
     * Before a record is checked.
     *
     * @param books of a network by its id, before this record; null where other rules decided last
     */
    void before(
        ConsumerRecord<byte[], byte[]> fact, Function<String, @Nullable InMemoryStateStore> books);

    /** After it was; says whether the check goes on. */
    boolean after(Right right);
  }

  private final Topics topics;
  private final TopicSerdes formats;
  private final int partition;
  private final Ahead decisions;
  private final Ahead events;
  private final Iterator<ConsumerRecord<byte[], byte[]>> seals;
  private final Optional<PublishedHeads.Comparison> published;
  private final Verifier.Tally tally;
  private final Companion companion;
  private final Map<String, Followed> networks = new HashMap<>();
  private boolean ended;
  private boolean stopped;

  PartitionCheck(
      Topics topics,
      TopicSerdes formats,
      int partition,
      Iterator<ConsumerRecord<byte[], byte[]>> decisions,
      Iterator<ConsumerRecord<byte[], byte[]>> events,
      Iterator<ConsumerRecord<byte[], byte[]>> seals,
      Optional<PublishedHeads.Comparison> published,
      Verifier.Tally tally,
      Companion companion) {
    this.companion = companion;
    this.topics = topics;
    this.formats = formats;
    this.partition = partition;
    this.decisions = new Ahead(decisions);
    this.events = new Ahead(events);
    this.seals = seals;
    this.published = published;
    this.tally = tally;
  }

  void run(Iterator<ConsumerRecord<byte[], byte[]>> intake) {
    while (intake.hasNext()) {
      ConsumerRecord<byte[], byte[]> record = intake.next();
      tally.facts++;
      tally.progress.accept(tally.facts);
      companion.before(record, this::booksOf);
      Optional<Difference> difference = check(record);
      if (difference.isPresent()) {
        tally.difference = difference;
        return;
      }
      if (stopped) {
        return;
      }
    }
    networks.values().stream()
        .sorted(java.util.Comparator.comparing(f -> f.networkId))
        .forEach(
            f -> {
              tally.heads.put(f.networkId, f.hash);
              tally.ranges.add(f.range());
            });
    if (!ended) {
      tally.difference =
          nothingMore(decisions, "decisions").or(() -> nothingMore(events, "dispatch events"));
    }
  }

  private @Nullable InMemoryStateStore booksOf(String networkId) {
    Followed followed = networks.get(networkId);
    return followed == null ? new InMemoryStateStore() : followed.books;
  }

  private Optional<Difference> check(ConsumerRecord<byte[], byte[]> record) {
    if (ended) {
      tally.undecided++;
      return Optional.empty();
    }
    ConsumerRecord<byte[], byte[]> next = decisions.peek();
    MatchDecision decided = next == null ? null : answerTo(record, next.value());
    if (next != null
        && decided != null
        && !decided.getRulesVersion().equals(Decider.RULES_VERSION)) {
      return chained(record, next.value(), decided);
    }
    String networkId = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    Followed followed = networks.get(networkId);
    if (followed == null) {
      followed = new Followed(networkId);
      InMemoryStateStore shelf = new InMemoryStateStore();
      followed.knows(shelf, new FactProcessor(topics, formats, shelf));
    }
    if (followed.log == null) {
      if (decided == null) {
        // By other rules: whether it could not be read then they alone know.
        if (next == null) {
          ended = true;
          tally.undecided++;
        } else {
          tally.deadLetters++;
        }
        return Optional.empty();
      }
      Optional<Difference> difference = takeOver(followed, record, decided);
      if (difference.isPresent()) {
        return difference;
      }
    }
    return decidedAgain(record, followed);
  }

  /** These rules go on from the books that were sealed then. */
  private Optional<Difference> takeOver(
      Followed followed, ConsumerRecord<byte[], byte[]> record, MatchDecision decided) {
    tally.ranges.add(followed.range());
    InMemoryStateStore shelf = new InMemoryStateStore();
    SealedSnapshot snapshot = new SealedSnapshot(topics, formats);
    List<byte[]> parts = new ArrayList<>();
    while (seals.hasNext() && !snapshot.isWhole()) {
      try {
        byte[] wire = seals.next().value();
        BookSeal part = formats.seals().decode(wire);
        if (part.getNetworkId().equals(followed.networkId)
            && part.getSequence() == decided.getSequence()) {
          snapshot.add(part);
          parts.add(wire);
        }
      } catch (UnreadableRecord e) {
        return Optional.of(sealDifference(record, decided, "a part that cannot be read"));
      }
    }
    Optional<String> fault = snapshot.open(decided.getSealedBooks(), shelf);
    if (fault.isPresent()) {
      return Optional.of(sealDifference(record, decided, fault.get()));
    }
    FactProcessor log = new FactProcessor(topics, formats, shelf);
    followed.knows(shelf, log);
    followed.sealed = parts;
    followed.rulesVersion = Decider.RULES_VERSION;
    followed.since = decided.getSequence();
    byte[] sealed = log.chainHeads().getOrDefault(followed.networkId, HashChain.ZEROS);
    return Arrays.equals(sealed, followed.hash)
        ? Optional.empty()
        : Optional.of(sealDifference(record, decided, "books of another chain"));
  }

  private Difference sealDifference(
      ConsumerRecord<byte[], byte[]> record, MatchDecision decided, String found) {
    return new Difference(
        partition,
        record.offset(),
        decided.getNetworkId(),
        decided.getSequence(),
        "sealed books",
        found,
        "the books before this decision");
  }

  private Optional<Difference> decidedAgain(
      ConsumerRecord<byte[], byte[]> record, Followed followed) {
    FactProcessor log = followed.log;
    if (log == null) {
      throw new IllegalStateException("expected books of network " + followed.networkId);
    }
    ReplayedOutput again =
        ReplayedOutput.of(
            log.answer(
                record.key(), record.value(), partition, record.offset(), record.timestamp()));
    if (again.decision().isEmpty()) {
      tally.deadLetters++;
      return Optional.empty();
    }
    ConsumerRecord<byte[], byte[]> next = decisions.peek();
    if (next == null) {
      ended = true;
      tally.undecided++;
      return Optional.empty();
    }
    decisions.take();
    Optional<Difference> difference =
        difference(
            record.offset(), again.decision().get(), next.value(), formats.decisions(), "decision");
    for (byte[] event : again.events()) {
      if (difference.isEmpty()) {
        ConsumerRecord<byte[], byte[]> then = events.peek();
        events.take();
        difference =
            then == null
                ? Optional.of(noMoreEvents(record.offset(), followed.networkId))
                : difference(
                    record.offset(), event, then.value(), formats.events(), "dispatch event");
      }
    }
    if (difference.isEmpty()) {
      tally.decisions++;
      networks.put(followed.networkId, followed);
      followed.sequence++;
      followed.hash = hash(next.value());
      if (published.isPresent()) {
        compare(next.value());
      }
      if (followed.since == 0) {
        followed.since = 1;
        followed.rulesVersion = Decider.RULES_VERSION;
      }
      right(record, followed, next.value(), again.events());
    }
    return difference;
  }

  private void right(
      ConsumerRecord<byte[], byte[]> record,
      Followed followed,
      byte[] decision,
      List<byte[]> events) {
    List<byte[]> sealed = followed.sealed;
    followed.sealed = List.of();
    stopped = !companion.after(new Right(record, decision, events, sealed, followed.books));
  }

  private void compare(byte[] decision) {
    try {
      published.orElseThrow().accept(formats.decisions().decode(decision));
    } catch (UnreadableRecord e) {
      throw new IllegalStateException("expected to read a decision that is the same", e);
    }
  }

  private Difference noMoreEvents(long offset, String networkId) {
    return new Difference(
        partition, offset, networkId, 0, "dispatch event", "no more events", "an event");
  }

  /** One that other rules made: what can be checked without them. */
  private Optional<Difference> chained(
      ConsumerRecord<byte[], byte[]> record, byte[] wire, MatchDecision decided) {
    decisions.take();
    Followed followed = networks.computeIfAbsent(decided.getNetworkId(), Followed::new);
    if (!decided.getRulesVersion().equals(followed.rulesVersion)) {
      if (!followed.rulesVersion.isEmpty()) {
        tally.ranges.add(followed.range());
      }
      followed.rulesVersion = decided.getRulesVersion();
      followed.since = decided.getSequence();
      followed.log = null;
      followed.books = null;
    }
    List<byte[]> theirs = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> e = events.peek(); e != null; e = events.peek()) {
      DispatchEvent event = decodeEvent(e.value());
      if (event == null
          || !event.getNetworkId().equals(decided.getNetworkId())
          || event.getSequence() != decided.getSequence()) {
        break;
      }
      theirs.add(e.value());
      events.take();
    }
    String wrong =
        !HashChain.isSealed(wire, decided.getIntakeOffset())
            ? "hash"
            : decided.getSequence() != followed.sequence + 1
                ? "sequence"
                : !Arrays.equals(decided.getPreviousHash().bytes(), followed.hash)
                    ? "previousHash"
                    : !HashChain.isOfFact(decided, record.value())
                        ? "factHash"
                        : !HashChain.isOfEvents(decided, theirs) ? "eventsHash" : null;
    if (wrong != null) {
      return Optional.of(
          new Difference(
              partition,
              record.offset(),
              decided.getNetworkId(),
              decided.getSequence(),
              wrong,
              "another",
              "that of the records before it"));
    }
    followed.sequence = decided.getSequence();
    followed.hash = decided.getHash().bytes();
    published.ifPresent(heads -> heads.accept(decided));
    tally.chained++;
    right(record, followed, wire, theirs);
    return Optional.empty();
  }

  /** The decision, if it says that it answers this record. */
  private @Nullable MatchDecision answerTo(ConsumerRecord<byte[], byte[]> record, byte[] wire) {
    try {
      MatchDecision decided = formats.decisions().decode(wire);
      return decided.getIntakeOffset() == record.offset() ? decided : null;
    } catch (UnreadableRecord e) {
      return null;
    }
  }

  private @Nullable DispatchEvent decodeEvent(byte[] wire) {
    try {
      return formats.events().decode(wire);
    } catch (UnreadableRecord e) {
      return null;
    }
  }

  /** The last field of a decision. */
  private static byte[] hash(byte[] wire) {
    return Arrays.copyOfRange(wire, wire.length - HashChain.ZEROS.length, wire.length);
  }

  private Optional<Difference> nothingMore(Ahead log, String what) {
    ConsumerRecord<byte[], byte[]> more = log.peek();
    return more == null
        ? Optional.empty()
        : Optional.of(
            new Difference(
                partition,
                -1,
                "",
                0,
                "the end of the " + what,
                "one more, at offset " + more.offset(),
                "none"));
  }

  private <V extends SpecificRecordBase> Optional<Difference> difference(
      long offset, byte[] expected, byte[] actual, WireFormat<V> format, String what) {
    if (Arrays.equals(WireFormat.payload(expected), WireFormat.payload(actual))) {
      return Optional.empty();
    }
    try {
      V again = format.decode(expected);
      V then = format.decode(actual);
      String network =
          again instanceof MatchDecision d
              ? d.getNetworkId()
              : ((DispatchEvent) again).getNetworkId();
      long sequence =
          again instanceof MatchDecision d
              ? d.getSequence()
              : ((DispatchEvent) again).getSequence();
      for (Schema.Field field : again.getSchema().getFields()) {
        Object a = again.get(field.pos());
        Object b = then.get(field.pos());
        if (!String.valueOf(a).equals(String.valueOf(b))) {
          return Optional.of(
              new Difference(
                  partition, offset, network, sequence, field.name(), shortened(b), shortened(a)));
        }
      }
      boolean sealed = !(again instanceof MatchDecision) || HashChain.isSealed(actual, offset);
      return Optional.of(
          new Difference(
              partition,
              offset,
              network,
              sequence,
              what,
              sealed ? "other bytes" : "a broken seal",
              "the same bytes"));
    } catch (UnreadableRecord e) {
      return Optional.of(
          new Difference(
              partition,
              offset,
              "",
              0,
              what,
              "unreadable: " + e.getMessage(),
              "a readable record"));
    }
  }

  private static String shortened(Object value) {
    String text = String.valueOf(value);
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }
}

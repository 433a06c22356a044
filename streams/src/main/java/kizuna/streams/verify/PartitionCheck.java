package kizuna.streams.verify;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kizuna.decisions.BookSeal;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.MatchDecision;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.matching.Decider;
import kizuna.streams.processing.FactProcessor;
import kizuna.streams.processing.HashChain;
import kizuna.streams.replay.InMemoryStateStore;
import kizuna.streams.replay.ReplayedOutput;
import kizuna.streams.replay.SealedSnapshot;
import kizuna.streams.verify.Verification.Difference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Verifies one partition, record by record of its intake. A decision of these rules is decided
 * again; of one that other rules made the seal, the chain and the hashes of its fact and events are
 * checked.
 */
final class PartitionCheck {

  private final Topics topics;
  private final TopicSerdes formats;
  private final int partition;
  private final PeekableLog decisions;
  private final PeekableLog events;
  private final Iterator<ConsumerRecord<byte[], byte[]>> seals;
  private final Optional<PublishedHeads.Comparison> published;
  private final Differences differences;
  private final Verifier.Tally tally;
  private final VerificationListener listener;
  private final Map<String, NetworkChain> networks = new HashMap<>();
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
      VerificationListener listener) {
    this.listener = listener;
    this.topics = topics;
    this.formats = formats;
    this.partition = partition;
    this.differences = new Differences(partition);
    this.decisions = new PeekableLog(decisions);
    this.events = new PeekableLog(events);
    this.seals = seals;
    this.published = published;
    this.tally = tally;
  }

  void run(Iterator<ConsumerRecord<byte[], byte[]>> intake) {
    while (intake.hasNext()) {
      ConsumerRecord<byte[], byte[]> record = intake.next();
      tally.facts++;
      tally.progress.accept(tally.facts);
      listener.before(record, this::booksOf);
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
          differences
              .nothingMore(decisions, "decisions")
              .or(() -> differences.nothingMore(events, "dispatch events"));
    }
  }

  private @Nullable InMemoryStateStore booksOf(String networkId) {
    NetworkChain followed = networks.get(networkId);
    return followed == null ? new InMemoryStateStore() : followed.store;
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
    NetworkChain followed = networks.get(networkId);
    if (followed == null) {
      followed = new NetworkChain(networkId);
      InMemoryStateStore store = new InMemoryStateStore();
      followed.decideWith(store, new FactProcessor(topics, formats, store));
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

  /** These rules go on from the state that was sealed then. */
  private Optional<Difference> takeOver(
      NetworkChain followed, ConsumerRecord<byte[], byte[]> record, MatchDecision decided) {
    tally.ranges.add(followed.range());
    InMemoryStateStore store = new InMemoryStateStore();
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
        return Optional.of(differences.ofSeal(record, decided, "a part that cannot be read"));
      }
    }
    Optional<String> fault = snapshot.open(decided.getSealedBooks(), store);
    if (fault.isPresent()) {
      return Optional.of(differences.ofSeal(record, decided, fault.get()));
    }
    FactProcessor log = new FactProcessor(topics, formats, store);
    followed.decideWith(store, log);
    followed.sealed = parts;
    followed.rulesVersion = Decider.RULES_VERSION;
    followed.since = decided.getSequence();
    byte[] sealed = log.state().chainHeads().getOrDefault(followed.networkId, HashChain.ZEROS);
    return Arrays.equals(sealed, followed.hash)
        ? Optional.empty()
        : Optional.of(differences.ofSeal(record, decided, "the state of another chain"));
  }

  private Optional<Difference> decidedAgain(
      ConsumerRecord<byte[], byte[]> record, NetworkChain followed) {
    FactProcessor log = followed.log;
    if (log == null) {
      throw new IllegalStateException("expected the state of network " + followed.networkId);
    }
    ReplayedOutput again =
        ReplayedOutput.of(
            log.process(
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
        differences.between(
            record.offset(), again.decision().get(), next.value(), formats.decisions(), "decision");
    for (byte[] event : again.events()) {
      if (difference.isEmpty()) {
        ConsumerRecord<byte[], byte[]> then = events.peek();
        events.take();
        difference =
            then == null
                ? Optional.of(differences.noMoreEvents(record.offset(), followed.networkId))
                : differences.between(
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
      NetworkChain followed,
      byte[] decision,
      List<byte[]> events) {
    List<byte[]> sealed = followed.sealed;
    followed.sealed = List.of();
    stopped =
        !listener.after(new VerifiedDecision(record, decision, events, sealed, followed.store));
  }

  private void compare(byte[] decision) {
    try {
      published.orElseThrow().accept(formats.decisions().decode(decision));
    } catch (UnreadableRecord e) {
      throw new IllegalStateException("expected to read a decision that is the same", e);
    }
  }

  /** One that other rules made: what can be checked without them. */
  private Optional<Difference> chained(
      ConsumerRecord<byte[], byte[]> record, byte[] wire, MatchDecision decided) {
    decisions.take();
    NetworkChain followed = networks.computeIfAbsent(decided.getNetworkId(), NetworkChain::new);
    if (!decided.getRulesVersion().equals(followed.rulesVersion)) {
      if (!followed.rulesVersion.isEmpty()) {
        tally.ranges.add(followed.range());
      }
      followed.rulesVersion = decided.getRulesVersion();
      followed.since = decided.getSequence();
      followed.log = null;
      followed.store = null;
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
}

package kizuna.streams.verify;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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
 * again. For a decision of other rules the check covers the seal, the chain and the hashes of its
 * fact and events.
 */
final class PartitionCheck {

  private final Topics topics;
  private final TopicSerdes formats;
  private final int partition;
  private final PeekableLog decisions;
  private final PeekableLog events;
  private final Iterator<ConsumerRecord<byte[], byte[]>> seals;
  private final Optional<PublishedHeads.Comparison> published;
  private final RecordComparison comparison;
  private final Verifier.Counts counts;
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
      Verifier.Counts counts,
      VerificationListener listener) {
    this.listener = listener;
    this.topics = topics;
    this.formats = formats;
    this.partition = partition;
    this.comparison = new RecordComparison(partition);
    this.decisions = new PeekableLog(decisions);
    this.events = new PeekableLog(events);
    this.seals = seals;
    this.published = published;
    this.counts = counts;
  }

  void run(Iterator<ConsumerRecord<byte[], byte[]>> intake) {
    while (intake.hasNext()) {
      ConsumerRecord<byte[], byte[]> record = intake.next();
      counts.facts++;
      counts.progress.accept(counts.facts);
      listener.before(record, this::stateOf);
      Optional<Difference> difference = check(record);
      if (difference.isPresent()) {
        counts.difference = difference;
        return;
      }
      if (stopped) {
        return;
      }
    }
    networks.values().stream()
        .sorted(Comparator.comparing(chain -> chain.networkId))
        .forEach(
            chain -> {
              counts.heads.put(chain.networkId, chain.hash);
              counts.ranges.add(chain.range());
            });
    if (!ended) {
      counts.difference =
          comparison
              .surplus(decisions, "decisions")
              .or(() -> comparison.surplus(events, "dispatch events"));
    }
  }

  private @Nullable InMemoryStateStore stateOf(String networkId) {
    NetworkChain chain = networks.get(networkId);
    return chain == null ? new InMemoryStateStore() : chain.store;
  }

  private Optional<Difference> check(ConsumerRecord<byte[], byte[]> record) {
    if (ended) {
      counts.undecided++;
      return Optional.empty();
    }
    ConsumerRecord<byte[], byte[]> next = decisions.peek();
    MatchDecision decided = next == null ? null : decisionOn(record, next.value());
    if (next != null
        && decided != null
        && !decided.getRulesVersion().equals(Decider.RULES_VERSION)) {
      return checkChain(record, next.value(), decided);
    }
    String networkId = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    NetworkChain chain = networks.get(networkId);
    if (chain == null) {
      chain = new NetworkChain(networkId);
      InMemoryStateStore store = new InMemoryStateStore();
      chain.decideWith(store, new FactProcessor(topics, formats, store));
    }
    if (chain.processor == null) {
      if (decided == null) {
        // Other rules processed it: only they decide whether it is readable.
        if (next == null) {
          ended = true;
          counts.undecided++;
        } else {
          counts.deadLetters++;
        }
        return Optional.empty();
      }
      Optional<Difference> difference = adoptSealedState(chain, record, decided);
      if (difference.isPresent()) {
        return difference;
      }
    }
    return decideAgain(record, chain);
  }

  /** Continues from the state that was sealed when these rules took effect. */
  private Optional<Difference> adoptSealedState(
      NetworkChain chain, ConsumerRecord<byte[], byte[]> record, MatchDecision decided) {
    counts.ranges.add(chain.range());
    InMemoryStateStore store = new InMemoryStateStore();
    SealedSnapshot snapshot = new SealedSnapshot(topics, formats);
    List<byte[]> parts = new ArrayList<>();
    while (seals.hasNext() && !snapshot.isWhole()) {
      try {
        byte[] wire = seals.next().value();
        BookSeal part = formats.seals().decode(wire);
        if (part.getNetworkId().equals(chain.networkId)
            && part.getSequence() == decided.getSequence()) {
          snapshot.add(part);
          parts.add(wire);
        }
      } catch (UnreadableRecord e) {
        return Optional.of(comparison.wrongSeal(record, decided, "a part that cannot be read"));
      }
    }
    Optional<String> fault = snapshot.open(decided.getSealedBooks(), store);
    if (fault.isPresent()) {
      return Optional.of(comparison.wrongSeal(record, decided, fault.get()));
    }
    FactProcessor processor = new FactProcessor(topics, formats, store);
    chain.decideWith(store, processor);
    chain.sealed = parts;
    chain.rulesVersion = Decider.RULES_VERSION;
    chain.since = decided.getSequence();
    byte[] sealed = processor.state().chainHeads().getOrDefault(chain.networkId, HashChain.ZEROS);
    return Arrays.equals(sealed, chain.hash)
        ? Optional.empty()
        : Optional.of(comparison.wrongSeal(record, decided, "the state of another chain"));
  }

  private Optional<Difference> decideAgain(
      ConsumerRecord<byte[], byte[]> record, NetworkChain chain) {
    FactProcessor processor = chain.processor;
    if (processor == null) {
      throw new IllegalStateException("expected the state of network " + chain.networkId);
    }
    ReplayedOutput again =
        ReplayedOutput.of(
            processor.process(
                record.key(), record.value(), partition, record.offset(), record.timestamp()));
    if (again.decision().isEmpty()) {
      counts.deadLetters++;
      return Optional.empty();
    }
    ConsumerRecord<byte[], byte[]> next = decisions.peek();
    if (next == null) {
      ended = true;
      counts.undecided++;
      return Optional.empty();
    }
    decisions.take();
    Optional<Difference> difference =
        comparison.compare(
            record.offset(), again.decision().get(), next.value(), formats.decisions(), "decision");
    for (byte[] event : again.events()) {
      if (difference.isEmpty()) {
        ConsumerRecord<byte[], byte[]> actual = events.peek();
        events.take();
        difference =
            actual == null
                ? Optional.of(comparison.missingEvent(record.offset(), chain.networkId))
                : comparison.compare(
                    record.offset(), event, actual.value(), formats.events(), "dispatch event");
      }
    }
    if (difference.isEmpty()) {
      counts.decisions++;
      networks.put(chain.networkId, chain);
      chain.sequence++;
      chain.hash = hash(next.value());
      if (published.isPresent()) {
        comparePublished(next.value());
      }
      if (chain.since == 0) {
        chain.since = 1;
        chain.rulesVersion = Decider.RULES_VERSION;
      }
      notifyListener(record, chain, next.value(), again.events());
    }
    return difference;
  }

  private void notifyListener(
      ConsumerRecord<byte[], byte[]> record,
      NetworkChain chain,
      byte[] decision,
      List<byte[]> events) {
    List<byte[]> sealed = chain.sealed;
    chain.sealed = List.of();
    stopped = !listener.after(new VerifiedDecision(record, decision, events, sealed, chain.store));
  }

  private void comparePublished(byte[] decision) {
    try {
      published.orElseThrow().accept(formats.decisions().decode(decision));
    } catch (UnreadableRecord e) {
      throw new IllegalStateException("expected to read a decision that is the same", e);
    }
  }

  /** Checks a decision of other rules as far as that needs no rules. */
  private Optional<Difference> checkChain(
      ConsumerRecord<byte[], byte[]> record, byte[] wire, MatchDecision decided) {
    decisions.take();
    NetworkChain chain = networks.computeIfAbsent(decided.getNetworkId(), NetworkChain::new);
    if (!decided.getRulesVersion().equals(chain.rulesVersion)) {
      if (!chain.rulesVersion.isEmpty()) {
        counts.ranges.add(chain.range());
      }
      chain.rulesVersion = decided.getRulesVersion();
      chain.since = decided.getSequence();
      chain.processor = null;
      chain.store = null;
    }
    List<byte[]> recorded = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> e = events.peek(); e != null; e = events.peek()) {
      DispatchEvent event = decodeEvent(e.value());
      if (event == null
          || !event.getNetworkId().equals(decided.getNetworkId())
          || event.getSequence() != decided.getSequence()) {
        break;
      }
      recorded.add(e.value());
      events.take();
    }
    String wrongField =
        !HashChain.isSealed(wire, decided.getIntakeOffset())
            ? "hash"
            : decided.getSequence() != chain.sequence + 1
                ? "sequence"
                : !Arrays.equals(decided.getPreviousHash().bytes(), chain.hash)
                    ? "previousHash"
                    : !HashChain.isOfFact(decided, record.value())
                        ? "factHash"
                        : !HashChain.isOfEvents(decided, recorded) ? "eventsHash" : null;
    if (wrongField != null) {
      return Optional.of(
          new Difference(
              partition,
              record.offset(),
              decided.getNetworkId(),
              decided.getSequence(),
              wrongField,
              "another",
              "that of the records before it"));
    }
    chain.sequence = decided.getSequence();
    chain.hash = decided.getHash().bytes();
    published.ifPresent(heads -> heads.accept(decided));
    counts.chained++;
    notifyListener(record, chain, wire, recorded);
    return Optional.empty();
  }

  /** The decision if it answers this record; otherwise null. */
  private @Nullable MatchDecision decisionOn(ConsumerRecord<byte[], byte[]> record, byte[] wire) {
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

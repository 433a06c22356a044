package kizuna.streams.topology;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import kizuna.codes.Outcome;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.Rejection;
import kizuna.facts.Fact;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.OwnerKey;
import kizuna.schemas.OwnerKey.ResourceType;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.states.AgreementStatus;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.Owner;
import kizuna.states.RequestStatus;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.processing.FactProcessor;
import kizuna.streams.processing.Preview;
import kizuna.streams.processing.ProcessingResult;
import kizuna.streams.processing.Sinks;
import kizuna.streams.replay.InMemoryStateStore;
import org.jspecify.annotations.Nullable;

/**
 * Runs facts through the decisions without Kafka and keeps everything that comes out, read again.
 */
public final class LogHarness {

  public final Topics topics;
  public final InMemoryRegistry registry = new InMemoryRegistry();
  public final TopicSerdes formats;
  public final InMemoryStateStore shelf = new InMemoryStateStore();
  public final List<byte[]> intake = new ArrayList<>();
  public final List<byte[]> decisionBytes = new ArrayList<>();
  public final List<MatchDecision> decisions = new ArrayList<>();
  public final List<byte[]> eventBytes = new ArrayList<>();
  public final List<DispatchEvent> events = new ArrayList<>();
  public final List<Rejection> rejections = new ArrayList<>();
  public final List<byte[]> sealBytes = new ArrayList<>();
  public final List<DeadLetter> deadLetters = new ArrayList<>();
  public final Map<String, LedgerEntry> ledger = new LinkedHashMap<>();
  public final Map<String, RequestStatus> requests = new LinkedHashMap<>();
  public final Map<String, OfferStatus> offers = new LinkedHashMap<>();

  /** Whose what is, as it now lies on the topic of owners, by key. */
  public final Map<String, Owner> owners = new LinkedHashMap<>();

  /** Every status of an agreement, in the order in which they were written. */
  public final List<AgreementStatus> agreements = new ArrayList<>();

  /** Facts for other networks' logs, in the order in which they were told. */
  public final List<Fact> passed = new ArrayList<>();

  private final int partition;
  private FactProcessor log;
  private DecidedLog.@Nullable Sink sink;

  public LogHarness() {
    this(Topics.of(Namespace.LIVE, 1));
  }

  public LogHarness(Topics topics) {
    this(topics, 0);
  }

  /** One partition of the log. */
  public LogHarness(Topics topics, int partition) {
    this.topics = topics;
    this.partition = partition;
    this.formats = TopicSerdes.of(topics, registry);
    this.log = new FactProcessor(topics, formats, shelf);
  }

  /** Writes facts and everything that comes of them also to topics; nothing was put before. */
  public void writeTo(DecidedLog.Sink topicsOfLog) {
    sink = topicsOfLog;
  }

  /** As after a restart: only what is on the shelf is left. */
  public void restart() {
    log = new FactProcessor(topics, formats, shelf);
  }

  /** Keys of what is in the books by the shelf, as the topic of owners has them. */
  public Set<String> keysOfBooks() {
    Map<String, ResourceType> things =
        Map.of("r", ResourceType.REQUEST, "o", ResourceType.OFFER, "d", ResourceType.DISPATCH);
    Set<String> keys = new TreeSet<>();
    for (String key : shelf.entries().keySet()) {
      String[] parts = key.split("\\|");
      ResourceType thing = things.get(parts[0]);
      if (thing != null) {
        keys.add(new OwnerKey(parts[1], thing, parts[2]).text());
      } else if (parts[0].equals("c")) {
        keys.add(OwnerKey.complete(parts[1]));
      }
    }
    return keys;
  }

  /** Where a request stands, as it was last published. */
  public RequestStatus request(String id) {
    return Objects.requireNonNull(requests.get(id), "request " + id);
  }

  /** Where a dispatch stands, as it was last published. */
  public LedgerEntry dispatch(String id) {
    return Objects.requireNonNull(ledger.get(id), "dispatch " + id);
  }

  public FactProcessor log() {
    return log;
  }

  /** What would be decided if this fact came next. */
  public Preview preview(Fact fact) {
    return log.preview(fact);
  }

  public MatchDecision accept(Fact fact) {
    MatchDecision decision = put(fact);
    if (decision.getOutcome() != Outcome.ACCEPTED) {
      throw new AssertionError(
          "expected ACCEPTED, but " + decision.getOutcome() + " " + decision.getReasons());
    }
    return decision;
  }

  public MatchDecision put(Fact fact) {
    int before = decisions.size();
    put(FactBuilder.key(fact), formats.facts().encode(fact));
    if (decisions.size() != before + 1) {
      throw new AssertionError(
          "expected a decision, but " + deadLetters.get(deadLetters.size() - 1));
    }
    return decisions.get(decisions.size() - 1);
  }

  public void put(byte[] key, byte[] value) {
    intake.add(value);
    if (sink != null) {
      sink.write(topics.intake.name(), key, value);
    }
    read(log.process(key, value, partition, intake.size() - 1L, 0).outs());
  }

  /** Reads what was written, as those do who follow the topics. */
  public void read(List<ProcessingResult.Out> outs) {
    try {
      for (ProcessingResult.Out out : outs) {
        if (sink != null && !out.node().equals(Sinks.OTHER_NETWORKS)) {
          sink.write(
              DecidedLog.topic(topics, out.node()).name(),
              out.key().getBytes(StandardCharsets.UTF_8),
              out.value());
        }
        byte[] written = out.value();
        if (written == null) {
          owners.remove(out.key());
          continue; // Nothing else is ever deleted.
        }
        switch (out.node()) {
          case Sinks.OWNERS -> owners.put(out.key(), formats.owners().decode(written));
          case Sinks.MATCH_DECISIONS -> {
            decisionBytes.add(written);
            decisions.add(formats.decisions().decode(written));
          }
          case Sinks.DISPATCH_EVENTS -> {
            eventBytes.add(written);
            events.add(formats.events().decode(written));
          }
          case Sinks.BOOK_SEALS -> sealBytes.add(written);
          case Sinks.REJECTIONS -> rejections.add(formats.rejections().decode(written));
          case Sinks.DEAD_LETTERS -> deadLetters.add(formats.deadLetters().decode(written));
          case Sinks.DISPATCH_LEDGER -> {
            LedgerEntry e = formats.ledger().decode(written);
            ledger.put(e.getDispatchId(), e);
          }
          case Sinks.REQUEST_STATUS -> {
            RequestStatus s = formats.requests().decode(written);
            requests.put(s.getRequestId(), s);
          }
          case Sinks.OFFER_STATUS -> {
            OfferStatus s = formats.offers().decode(written);
            offers.put(s.getOfferId(), s);
          }
          case Sinks.AGREEMENT_STATUS -> agreements.add(formats.agreements().decode(written));
          case Sinks.OTHER_NETWORKS -> passed.add(formats.facts().decode(written));
          default -> {}
        }
      }
    } catch (UnreadableRecord e) {
      throw new AssertionError(e);
    }
  }
}

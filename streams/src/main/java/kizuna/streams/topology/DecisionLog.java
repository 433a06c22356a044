package kizuna.streams.topology;

import static kizuna.streams.topology.Codes.to;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kizuna.codes.DeadLetterCause;
import kizuna.codes.Outcome;
import kizuna.codes.Priority;
import kizuna.codes.RejectionCode;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.Reason;
import kizuna.decisions.Rejection;
import kizuna.decisions.Sha256;
import kizuna.facts.Fact;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.form.FactContent;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FormError;
import kizuna.streams.books.Change;
import kizuna.streams.matching.Decider;
import kizuna.streams.matching.Decision;
import kizuna.streams.matching.Report;
import kizuna.streams.topology.Answer.Out;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers each record of the intake log, in order: reads it, decides it, applies the decision to
 * the books, saves them, and says what is to be written. The same records give the same answers
 * byte for byte, whoever runs it: the topology, a drill, or the verification.
 */
public final class DecisionLog {

  private static final Logger LOG = LoggerFactory.getLogger(DecisionLog.class);
  private static final int FINGERPRINT_BYTES = 16;

  private final Topics topics;
  private final Formats formats;
  private final Shelf shelf;
  private final FactTranslator facts;
  private final MessageDigest digest = Chain.sha256();
  private final Map<String, NetworkDesk> networks = new HashMap<>();

  /** Rebuilds the books from the shelf. */
  public DecisionLog(Topics topics, Formats formats, Shelf shelf) {
    this.topics = topics;
    this.formats = formats;
    this.shelf = shelf;
    this.facts = new FactTranslator(topics.namespace());
    NetworkDesk.rebuild(shelf, formats, facts).forEach(n -> networks.put(n.network().id(), n));
  }

  /** Networks whose summary changed since the last call, as records to be written. */
  List<Out> changedSummaries() {
    List<Out> outs = new ArrayList<>();
    for (NetworkDesk desk : networks.values()) {
      desk.takeChangedSummary()
          .ifPresent(
              s ->
                  outs.add(
                      new Out(
                          DecisionTopology.NETWORK_SUMMARY,
                          desk.network().id(),
                          formats.summaries().encode(s))));
    }
    return outs;
  }

  /** The hash of the last decision of each network, by network id. */
  public Map<String, byte[]> chainHeads() {
    Map<String, byte[]> heads = new TreeMap<>();
    networks.forEach((id, desk) -> heads.put(id, desk.head().hash()));
    return heads;
  }

  /**
   * Answers one record.
   *
   * @param partition where it lies
   * @param timestamp of the record, milliseconds; only told in a dead letter
   */
  public Answer answer(
      byte @Nullable [] key, byte @Nullable [] value, int partition, long offset, long timestamp) {
    try {
      Fact fact = read(key, value, partition);
      return decide(fact, value == null ? new byte[0] : value, offset);
    } catch (UnreadableRecord e) {
      return new Answer(List.of(deadLetter(e, key, value, partition, offset, timestamp)), false);
    }
  }

  /**
   * What would be decided if this fact came next. Nothing is changed: the decision is made on a
   * draft, as every decision is, and not applied.
   */
  Preview preview(Fact fact) {
    NetworkDesk desk = networks.get(fact.getNetworkId());
    if (desk == null) {
      return Preview.Missing.UNKNOWN_NETWORK;
    }
    try {
      Decision decision =
          Decider.decide(desk.network(), facts.report(fact), desk.head().sequence() + 1);
      return desk.preview(decision);
    } catch (RuntimeException e) {
      LOG.warn("a preview of {} failed", fact.getKind(), e);
      return Preview.Missing.FAILED;
    }
  }

  private Fact read(byte @Nullable [] key, byte @Nullable [] value, int partition)
      throws UnreadableRecord {
    Fact fact = formats.facts().decode(value);
    List<FormError> errors = FactForm.check(fact);
    if (!errors.isEmpty()) {
      throw new UnreadableRecord(DeadLetterCause.INVALID_FORM, errors.get(0).message());
    }
    String networkId = fact.getNetworkId();
    byte[] networkKey = networkId.getBytes(StandardCharsets.UTF_8);
    if (!Arrays.equals(key, networkKey)) {
      throw new UnreadableRecord(
          DeadLetterCause.WRONG_KEY,
          "expected the key " + networkId + ", the fact's networkId, but another");
    }
    int home = Utils.toPositive(Utils.murmur2(networkKey)) % topics.intake.partitions();
    if (partition != home) {
      // Two partitions for one network would be two writers of one truth.
      throw new UnreadableRecord(
          DeadLetterCause.WRONG_KEY,
          "expected partition "
              + home
              + " for network "
              + networkId
              + " (murmur2, as Kafka's own clients), but "
              + partition);
    }
    return fact;
  }

  private Answer decide(Fact fact, byte[] wire, long offset) throws UnreadableRecord {
    String networkId = fact.getNetworkId();
    NetworkDesk known = networks.get(networkId);
    NetworkDesk desk = known == null ? new NetworkDesk(networkId, shelf, formats) : known;
    long sequence = desk.head().sequence() + 1;
    // A retry of the door is the same content, whatever its times and the version that wrote it.
    byte[] fingerprint = Arrays.copyOf(FactContent.digest(fact), FINGERPRINT_BYTES);
    String eventKey = NetworkDesk.eventKey(networkId, fact.getEventId());
    byte[] earlier = desk.mayHaveSeen(fact.getEventId()) ? shelf.get(eventKey) : null;
    Decision decision;
    Report report;
    try {
      report = facts.report(fact);
      decision = earlier == null ? Decider.decide(desk.network(), report, sequence) : null;
    } catch (RuntimeException e) {
      // Nothing was applied. Whatever is wrong with this one record must not stop those behind it.
      throw new UnreadableRecord(
          DeadLetterCause.PROCESSING_FAILED, e.getClass().getSimpleName() + ": " + e.getMessage());
    }
    networks.put(networkId, desk);

    Outcome outcome;
    List<Reason> reasons;
    String subject;
    Long duplicateOf = null;
    if (decision != null) {
      outcome = to(Outcome.class, decision.outcome());
      reasons = DecisionTranslator.reasons(decision);
      subject = decision.subject();
    } else {
      ByteBuffer first = ByteBuffer.wrap(earlier);
      long firstSequence = first.getLong();
      byte[] firstFingerprint = new byte[FINGERPRINT_BYTES];
      first.get(firstFingerprint);
      subject = fact.getEventId().toString();
      if (Arrays.equals(firstFingerprint, fingerprint)) {
        outcome = Outcome.DUPLICATE;
        reasons = List.of();
        duplicateOf = firstSequence;
      } else {
        outcome = Outcome.REJECTED;
        reasons =
            List.of(
                new Reason(
                    RejectionCode.SAME_ID_OTHER_CONTENT,
                    subject,
                    "the content of decision " + firstSequence,
                    "other content"));
      }
    }

    List<Change> changes = decision == null ? List.of() : decision.changes();
    List<byte[]> events = new ArrayList<>();
    for (Change change : changes) {
      if (change instanceof Change.DispatchPut put) {
        events.add(
            formats
                .events()
                .encode(DecisionTranslator.event(networkId, fact.getEventId(), put.dispatch())));
      }
    }
    Instant decidedAt =
        desk.network().clock().isAfter(fact.getRecordedAt())
            ? desk.network().clock()
            : fact.getRecordedAt();
    MatchDecision record =
        new MatchDecision(
            networkId,
            sequence,
            fact.getEventId(),
            fact.getKind(),
            decidedAt,
            Decider.RULES_VERSION,
            outcome,
            duplicateOf,
            reasons,
            subject,
            decision == null ? List.of() : DecisionTranslator.explanations(decision),
            decision == null ? List.of() : DecisionTranslator.notices(decision),
            Chain.ofEvents(events, digest),
            Chain.ofPayload(wire, digest),
            new Sha256(desk.head().hash()),
            offset,
            new Sha256(Chain.ZEROS));
    byte[] decisionWire = formats.decisions().encode(record);
    Sha256 hash = Chain.seal(decisionWire, offset, digest);

    List<Out> outs = new ArrayList<>();
    outs.add(new Out(DecisionTopology.MATCH_DECISIONS, networkId, decisionWire));
    for (byte[] event : events) {
      outs.add(new Out(DecisionTopology.DISPATCH_EVENTS, networkId, event));
    }
    desk.apply(changes, sequence, wire, outs);
    if (decision != null) {
      PassedFacts.of(networkId, sequence, decidedAt, fact.getMode(), decision.passed())
          .forEach(
              f ->
                  outs.add(
                      new Out(
                          DecisionTopology.OTHER_NETWORKS,
                          f.getNetworkId(),
                          formats.facts().encode(f))));
    }
    if (outcome == Outcome.ACCEPTED) {
      feedOf(fact).ifPresent(node -> outs.add(new Out(node, networkId, wire)));
    } else if (outcome == Outcome.REJECTED) {
      outs.add(
          new Out(
              DecisionTopology.REJECTIONS,
              networkId,
              formats
                  .rejections()
                  .encode(
                      new Rejection(
                          networkId,
                          sequence,
                          fact.getEventId(),
                          fact.getKind(),
                          fact.getReporter(),
                          decidedAt,
                          reasons,
                          offset))));
    }
    // What does not belong here takes no event id away from what does.
    if (earlier == null && report.ofThisMode()) {
      desk.see(fact.getEventId());
      shelf.put(
          eventKey,
          ByteBuffer.allocate(Long.BYTES + FINGERPRINT_BYTES)
              .putLong(sequence)
              .put(fingerprint)
              .array());
    }
    desk.advance(sequence, hash.bytes());
    return new Answer(
        outs,
        fact.getAidRequested() != null
            && fact.getAidRequested().getPriority() == Priority.LIFE_SAFETY);
  }

  private static java.util.Optional<String> feedOf(Fact fact) {
    return switch (fact.getKind()) {
      case DISASTER_DECLARED -> java.util.Optional.of(DecisionTopology.DISASTERS);
      case AID_REQUESTED,
          AID_REQUEST_DOCUMENTED,
          AID_REQUEST_AMENDED,
          AID_REQUEST_MERGED,
          AID_REQUEST_CANCELLED ->
          java.util.Optional.of(DecisionTopology.AID_REQUESTS);
      case STAFF_OFFERED, OFFER_REJECTED, OFFER_WITHDRAWN ->
          java.util.Optional.of(DecisionTopology.STAFF_OFFERS);
      default -> java.util.Optional.empty();
    };
  }

  private Out deadLetter(
      UnreadableRecord e,
      byte @Nullable [] key,
      byte @Nullable [] value,
      int partition,
      long offset,
      long timestamp) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    DeadLetter letter =
        new DeadLetter(
            topics.intake.name(),
            partition,
            offset,
            Instant.ofEpochMilli(timestamp),
            topics.namespace().applicationId(),
            DecisionTopology.DECIDE,
            e.kind(),
            message,
            key == null ? null : ByteBuffer.wrap(key),
            value == null ? null : ByteBuffer.wrap(value));
    String letterKey = topics.intake.name() + "-" + partition + "-" + offset;
    return new Out(DecisionTopology.DEAD_LETTERS, letterKey, formats.deadLetters().encode(letter));
  }
}

package kizuna.streams.topology;

import static kizuna.streams.topology.EnumMapping.to;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kizuna.codes.DeadLetterCause;
import kizuna.codes.Outcome;
import kizuna.codes.Priority;
import kizuna.codes.Role;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.Reason;
import kizuna.decisions.Rejection;
import kizuna.decisions.SealedBooks;
import kizuna.decisions.Sha256;
import kizuna.facts.Fact;
import kizuna.facts.RulesAdopted;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FormError;
import kizuna.streams.matching.Decider;
import kizuna.streams.matching.Decision;
import kizuna.streams.matching.RejectionCode;
import kizuna.streams.matching.Report;
import kizuna.streams.state.Change;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.NetworkView;
import kizuna.streams.topology.ProcessingResult.Out;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers each record of the intake log, in order: reads it, decides it, applies the decision to
 * the books, saves them, and says what is to be written. The same records give the same answers
 * byte for byte, whoever runs it: the topology, a drill, or the verification.
 */
public final class FactProcessor {

  private static final Logger LOG = LoggerFactory.getLogger(FactProcessor.class);

  /**
   * A decision that is larger does not fit the 8 MiB of its topic with keys and overhead. It is
   * told with less detail, and one that is larger even then is a dead letter.
   */
  static final int MOST_DECISION_BYTES = 7 << 20;

  /** The reasons of a rejection lie on {@code rejections} too, where 2 MiB fit. */
  static final int MOST_REJECTION_BYTES = 1 << 20;

  /**
   * What of a record beside its value fits the limit of the intake. A compressed batch may hold
   * records that are far larger than that limit; nothing else takes them.
   */
  private static final int RECORD_OVERHEAD_BYTES = 1024;

  /** A dead letter holds of its record what fits; its topic takes 4 MiB. */
  static final int MOST_VALUE_BYTES_KEPT = 1 << 20;

  private static final int MOST_KEY_BYTES_KEPT = 1024;
  private static final int MOST_DETAIL_CHARACTERS = 2_000;

  private static final List<String> LEFT_OUT = List.of("explanations", "notices");

  private final Topics topics;
  private final TopicSerdes formats;
  private final StateStore shelf;
  private final FactTranslator facts;
  private final MessageDigest digest = HashChain.sha256();
  private final Fingerprint fingerprint = new Fingerprint();
  private final Map<String, NetworkStateStore> networks = new HashMap<>();
  private final StateCursor.Sums sums = new StateCursor.Sums();
  private final StateSeals seals;
  private OwnersPartition ownersTopic = new OwnersPartition("", true);

  /**
   * Rebuilds the books from the shelf.
   *
   * @throws StateSeals.NewerBooks if a newer release decided on them
   */
  public FactProcessor(Topics topics, TopicSerdes formats, StateStore shelf) {
    this.topics = topics;
    this.formats = formats;
    this.shelf = shelf;
    this.facts = new FactTranslator(topics.namespace());
    this.seals = new StateSeals(topics, formats, shelf);
    for (NetworkStateStore desk : NetworkStateStore.rebuild(shelf, formats, facts)) {
      networks.put(desk.network().id(), desk);
      sums.moved(HashChain.Head.START, desk.head());
    }
  }

  /** The last record of the intake that these books answered; empty if they do not say. */
  OptionalLong answeredUpTo(int partition) {
    byte[] cursor = shelf.get(StateCursor.key(partition));
    return cursor == null ? OptionalLong.empty() : OptionalLong.of(StateCursor.of(cursor).offset());
  }

  /**
   * What is wrong with these books: parts that do not agree with each other or with the last
   * decision of their partition. Decides nothing; empty if all is well.
   *
   * @param last the last decision on the topic; empty if there is none
   */
  Optional<String> fault(int partition, Optional<LastDecision> last) {
    return faultWithin(partition).or(() -> faultAgainst(partition, last));
  }

  /** The same without the topic. */
  Optional<String> faultWithin(int partition) {
    for (NetworkStateStore desk : networks.values()) {
      Optional<String> fault = desk.fault();
      if (fault.isPresent()) {
        return fault;
      }
    }
    byte[] written = shelf.get(StateCursor.key(partition));
    if (written != null) {
      StateCursor cursor = StateCursor.of(written);
      StateCursor now = sums.at(cursor.offset());
      return cursor.equals(now)
          ? Optional.empty()
          : Optional.of("expected chain heads as in " + cursor + ", but " + now);
    }
    // Stores of an earlier version have no cursor: at least no network may lack its head.
    Set<String> headless = new TreeSet<>();
    shelf.scan(
        NetworkStateStore.EVENT_IDS,
        (key, value) -> {
          String network = NetworkStateStore.networkOf(key);
          if (!networks.containsKey(network)) {
            headless.add(network);
          }
        });
    return headless.isEmpty()
        ? Optional.empty()
        : Optional.of("expected a chain head for " + headless + ", but there is none");
  }

  private Optional<String> faultAgainst(int partition, Optional<LastDecision> last) {
    if (last.isEmpty()) {
      return networks.isEmpty()
          ? Optional.empty()
          : Optional.of("the books hold decisions, but match-decisions-" + partition + " none");
    }
    LastDecision decided = last.get();
    NetworkStateStore desk = networks.get(decided.networkId());
    HashChain.Head head = desk == null ? HashChain.Head.START : desk.head();
    if (!decided.is(head)) {
      return Optional.of(
          "the books of network "
              + decided.networkId()
              + " stand at decision "
              + head.sequence()
              + ", but the last on match-decisions-"
              + partition
              + " is decision "
              + decided.sequence()
              + (head.sequence() == decided.sequence() ? " with another hash" : ""));
    }
    OptionalLong answered = answeredUpTo(partition);
    return answered.isPresent() && answered.getAsLong() < decided.intakeOffset()
        ? Optional.of(
            "the books stand at offset "
                + answered.getAsLong()
                + " of the intake, but offset "
                + decided.intakeOffset()
                + " is decided")
        : Optional.empty();
  }

  /** What the log of each network that other rules decided last is to be told, by network id. */
  Map<String, RulesAdopted> rulesToAdopt() {
    Map<String, RulesAdopted> facts = new TreeMap<>();
    networks.forEach((id, desk) -> seals.toAdopt(desk).ifPresent(f -> facts.put(id, f)));
    return facts;
  }

  /** The books of each network. */
  List<NetworkState> networks() {
    return networks.values().stream().map(NetworkStateStore::network).toList();
  }

  /** The books of one network; null: nothing was decided in it. */
  public @Nullable NetworkState network(String id) {
    NetworkStateStore desk = networks.get(id);
    return desk == null ? null : desk.network();
  }

  /** Networks whose summary changed since the last call, as records to be written. */
  List<Out> changedSummaries() {
    List<Out> outs = new ArrayList<>();
    for (NetworkStateStore desk : networks.values()) {
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

  /** Owners of what is in the books are told to this topic; it may have been told nothing yet. */
  void tellOwnersTo(OwnersPartition topic) {
    ownersTopic = topic;
    networks.values().forEach(desk -> desk.owners().tellTo(topic));
  }

  /**
   * Owners of what is in the books that are still to be told, a bounded number for each network;
   * empty once all are told.
   */
  List<Out> untoldOwners() {
    List<Out> outs = new ArrayList<>();
    networks.values().forEach(d -> outs.addAll(d.owners().untold(d.head().sequence())));
    return outs;
  }

  /** The hash of the last decision of each network, by network id. */
  public Map<String, byte[]> chainHeads() {
    Map<String, byte[]> heads = new TreeMap<>();
    networks.forEach((id, desk) -> heads.put(id, desk.head().hash()));
    return heads;
  }

  /**
   * Answers one record. One that cannot be read, or whose deciding fails before anything is
   * applied, is a dead letter: what is wrong with it must not stop those behind it.
   *
   * @param partition where it lies
   * @param timestamp of the record, milliseconds; only told in a dead letter
   */
  public ProcessingResult answer(
      byte @Nullable [] key, byte @Nullable [] value, int partition, long offset, long timestamp) {
    ProcessingResult answer;
    try {
      answer = apply(prepared(key, value, partition, offset), offset);
    } catch (UnreadableRecord e) {
      answer =
          new ProcessingResult(
              List.of(deadLetter(e, key, value, partition, offset, timestamp)), false, null);
    }
    shelf.put(StateCursor.key(partition), sums.at(offset).bytes());
    return answer;
  }

  /** A decision that is made and ready to be applied; nothing was changed for it. */
  private record Prepared(
      Fact fact,
      byte[] factWire,
      Report report,
      NetworkStateStore desk,
      long sequence,
      @Nullable Decision decision,
      @Nullable SealedBooks sealedBooks,
      Outcome outcome,
      List<Reason> reasons,
      Instant decidedAt,
      List<byte[]> events,
      byte[] wire,
      Sha256 hash) {}

  private Prepared prepared(
      byte @Nullable [] key, byte @Nullable [] value, int partition, long offset)
      throws UnreadableRecord {
    try {
      return prepare(read(key, value, partition), value == null ? new byte[0] : value, offset);
    } catch (KafkaException | SchemaRegistry.RegistryUnavailable e) {
      // The store or the registry failed, not the record.
      throw e;
    } catch (RuntimeException e) {
      throw new UnreadableRecord(
          DeadLetterCause.PROCESSING_FAILED, e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  /**
   * What would be decided if this fact came next. Nothing is changed: the decision is made on a
   * draft, as every decision is, and not applied.
   */
  Preview preview(Fact fact) {
    NetworkStateStore desk = networks.get(fact.getNetworkId());
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
    int most = topics.intake.maxMessageBytes() - RECORD_OVERHEAD_BYTES;
    if (value != null && value.length > most) {
      throw new UnreadableRecord(
          DeadLetterCause.TOO_LARGE,
          "expected a fact of at most " + most + " bytes, but " + value.length);
    }
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

  private NetworkStateStore opened(String networkId) {
    NetworkStateStore desk = new NetworkStateStore(networkId, shelf, formats);
    desk.owners().tellTo(ownersTopic);
    return desk;
  }

  private Prepared prepare(Fact fact, byte[] wire, long offset) throws UnreadableRecord {
    String networkId = fact.getNetworkId();
    NetworkStateStore known = networks.get(networkId);
    NetworkStateStore desk = known == null ? opened(networkId) : known;
    long sequence = desk.head().sequence() + 1;
    Report report = facts.report(fact);
    byte[] earlier =
        desk.mayHaveSeen(fact.getEventId())
            ? shelf.get(NetworkStateStore.eventKey(networkId, fact.getEventId()))
            : null;
    boolean mayBeRepeat = earlier == null && mayBeForgotten(desk, fact);
    Decision decision =
        earlier == null && !mayBeRepeat ? Decider.decide(desk.network(), report, sequence) : null;

    Outcome outcome;
    List<Reason> reasons;
    String subject;
    Long duplicateOf = null;
    if (decision != null) {
      outcome = to(Outcome.class, decision.outcome());
      reasons = DecisionTranslator.reasons(decision);
      subject = decision.subject();
    } else if (earlier == null) {
      subject = fact.getEventId().toString();
      outcome = Outcome.REJECTED;
      reasons =
          List.of(
              ReasonWriter.write(
                  kizuna.streams.matching.Reason.day(
                      RejectionCode.RECORDED_LONG_AGO,
                      subject,
                      LocalDate.ofInstant(desk.idsForgottenUntil(), NetworkView.JAPAN),
                      null,
                      LocalDate.ofInstant(fact.getRecordedAt(), NetworkView.JAPAN)),
                  List.of()));
    } else {
      ByteBuffer first = ByteBuffer.wrap(earlier);
      long firstSequence = first.getLong();
      byte[] firstFingerprint = new byte[Fingerprint.BYTES];
      first.get(firstFingerprint);
      subject = fact.getEventId().toString();
      if (fingerprint.isOf(firstFingerprint, fact, wire)) {
        outcome = Outcome.DUPLICATE;
        reasons = List.of();
        duplicateOf = firstSequence;
      } else {
        outcome = Outcome.REJECTED;
        reasons =
            List.of(
                ReasonWriter.write(
                    new kizuna.streams.matching.Reason.SameIdOtherContent(subject, firstSequence),
                    List.of()));
      }
    }

    if (outcome != Outcome.ACCEPTED && !desk.network().register().isFormed()) {
      // Of a network that nobody formed nothing is kept: no chain, no event id, no summary.
      Reason why = reasons.get(0);
      throw new UnreadableRecord(
          DeadLetterCause.NETWORK_NOT_FORMED,
          "expected a fact of a network that is formed, but nothing of network "
              + networkId
              + " is accepted before that: "
              + why.getCode());
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
    Instant decidedAt = Decider.timeOf(desk.network(), report);
    SealedBooks sealedBooks = seals.due(desk);
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
            sealedBooks,
            HashChain.ofEvents(events, digest),
            HashChain.ofPayload(wire, digest),
            new Sha256(desk.head().hash()),
            offset,
            new Sha256(HashChain.ZEROS));
    byte[] decisionWire = encode(record);
    Sha256 hash = HashChain.seal(decisionWire, offset, digest);
    return new Prepared(
        fact,
        wire,
        report,
        desk,
        sequence,
        decision,
        sealedBooks,
        outcome,
        reasons,
        decidedAt,
        events,
        decisionWire,
        hash);
  }

  /**
   * Whether a fact may be a repeat of one whose id is forgotten: it was recorded when those were,
   * so it would change back what was changed since. What Kizuna itself tells may come late.
   */
  private static boolean mayBeForgotten(NetworkStateStore desk, Fact fact) {
    return fact.getReporter().getRole() != Role.SYSTEM
        && !fact.getRecordedAt().isAfter(desk.idsForgottenUntil());
  }

  /** A failure in here leaves the books half changed: it must stop the task. */
  private ProcessingResult apply(Prepared p, long offset) {
    Fact fact = p.fact();
    NetworkStateStore desk = p.desk();
    String networkId = fact.getNetworkId();
    Decision decision = p.decision();
    networks.put(networkId, desk);
    List<Out> outs = new ArrayList<>();
    seals.seal(desk, p.sealedBooks(), outs);
    outs.add(new Out(DecisionTopology.MATCH_DECISIONS, networkId, p.wire()));
    for (byte[] event : p.events()) {
      outs.add(new Out(DecisionTopology.DISPATCH_EVENTS, networkId, event));
    }
    desk.apply(decision == null ? List.of() : decision.changes(), p.sequence(), p.factWire(), outs);
    if (decision != null) {
      EscalationFacts.of(networkId, p.sequence(), p.decidedAt(), fact.getMode(), decision.passed())
          .forEach(
              f ->
                  outs.add(
                      new Out(
                          DecisionTopology.OTHER_NETWORKS,
                          f.getNetworkId(),
                          formats.facts().encode(f))));
    }
    if (p.outcome() == Outcome.ACCEPTED) {
      feedOf(fact).ifPresent(node -> outs.add(new Out(node, networkId, p.factWire())));
    } else if (p.outcome() == Outcome.REJECTED) {
      outs.add(
          new Out(
              DecisionTopology.REJECTIONS,
              networkId,
              formats
                  .rejections()
                  .encode(
                      new Rejection(
                          networkId,
                          p.sequence(),
                          fact.getEventId(),
                          fact.getKind(),
                          fact.getReporter(),
                          p.decidedAt(),
                          p.reasons(),
                          offset))));
    }
    // What does not belong here takes no event id away from what does.
    if (decision != null && p.report().ofThisMode()) {
      desk.see(fact.getEventId(), p.sequence(), fingerprint.of(fact));
    }
    HashChain.Head before = desk.head();
    desk.advance(p.sequence(), p.hash().bytes());
    sums.moved(before, desk.head());
    return new ProcessingResult(
        outs,
        fact.getAidRequested() != null
            && fact.getAidRequested().getPriority() == Priority.LIFE_SAFETY,
        fact);
  }

  private static Optional<String> feedOf(Fact fact) {
    return switch (fact.getKind()) {
      case DISASTER_DECLARED,
          DISASTERS_JOINED,
          DISASTER_ENDED,
          DISASTER_REOPENED,
          DISASTER_CORRECTED ->
          Optional.of(DecisionTopology.DISASTERS);
      case AID_REQUESTED,
          AID_REQUEST_DOCUMENTED,
          AID_REQUEST_AMENDED,
          AID_REQUEST_MERGED,
          AID_REQUEST_CANCELLED ->
          Optional.of(DecisionTopology.AID_REQUESTS);
      case STAFF_OFFERED, OFFER_REJECTED, OFFER_WITHDRAWN ->
          Optional.of(DecisionTopology.STAFF_OFFERS);
      default -> Optional.empty();
    };
  }

  /**
   * The decision in wire format. One that is too large for its topic leaves out first its verdicts,
   * then its explanations, then its notices.
   *
   * @throws UnreadableRecord if it is too large even then
   */
  byte[] encode(MatchDecision record) throws UnreadableRecord {
    int most = record.getOutcome() == Outcome.REJECTED ? MOST_REJECTION_BYTES : MOST_DECISION_BYTES;
    byte[] wire = formats.decisions().encode(record);
    if (wire.length > most) {
      record
          .getExplanations()
          .forEach(e -> e.put(e.getSchema().getField("verdicts").pos(), List.of()));
      wire = formats.decisions().encode(record);
    }
    for (String detail : LEFT_OUT) {
      if (wire.length > most) {
        record.put(record.getSchema().getField(detail).pos(), List.of());
        wire = formats.decisions().encode(record);
      }
    }
    if (wire.length > most) {
      throw new UnreadableRecord(
          DeadLetterCause.TOO_LARGE,
          "expected a decision of at most "
              + most
              + " bytes without its explanations and notices, but "
              + wire.length
              + " with "
              + record.getReasons().size()
              + " reasons; report less at once");
    }
    return wire;
  }

  private Out deadLetter(
      UnreadableRecord e,
      byte @Nullable [] key,
      byte @Nullable [] value,
      int partition,
      long offset,
      long timestamp) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    if (message.length() > MOST_DETAIL_CHARACTERS) {
      message = message.substring(0, MOST_DETAIL_CHARACTERS) + "…";
    }
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
            kept(key, MOST_KEY_BYTES_KEPT),
            kept(value, MOST_VALUE_BYTES_KEPT));
    String letterKey = topics.intake.name() + "-" + partition + "-" + offset;
    return new Out(DecisionTopology.DEAD_LETTERS, letterKey, formats.deadLetters().encode(letter));
  }

  private static @Nullable ByteBuffer kept(byte @Nullable [] bytes, int most) {
    return bytes == null ? null : ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, most)).slice();
  }
}

package kizuna.streams.ledger;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import kizuna.codes.Priority;
import kizuna.codes.RequestState;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.Notice;
import kizuna.decisions.Rejection;
import kizuna.facts.AccessDenied;
import kizuna.facts.CounterpartAppointed;
import kizuna.facts.DisasterCorrected;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.DisastersJoined;
import kizuna.facts.DutyDeskPublished;
import kizuna.facts.Fact;
import kizuna.facts.LenderLimitsSet;
import kizuna.facts.Municipality;
import kizuna.facts.OverrideMade;
import kizuna.schemas.text.EnglishName;
import kizuna.states.AgreementStatus;
import kizuna.states.LedgerEntry;
import kizuna.states.LenderLoad;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.Names;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where everything in one namespace stands, as far as its committed records were read. One thread
 * writes batch by batch; readers see whole batches only.
 */
public final class LedgerView {

  private static final Logger LOG = LoggerFactory.getLogger(LedgerView.class);

  private static final int RING = 10_000;
  private static final int KEPT = 1_000;
  private static final int NOTICES_KEPT = 5_000;
  private static final int EXPLANATIONS_KEPT = 16;
  private static final int RAW_BYTES_KEPT = 256;
  private static final ZoneId JAPAN = ZoneId.of("Asia/Tokyo");

  static final Comparator<Disaster> LAST_STRUCK_FIRST =
      Comparator.comparing((Disaster d) -> d.declared().getStruckAt())
          .reversed()
          .thenComparing(Disaster::networkId)
          .thenComparing(d -> d.declared().getDisasterId());

  /** Changes that came with one record. */
  interface Mutation {
    void apply(LedgerView view);
  }

  /** Where the record of a decision lies. */
  public record DecisionPosition(int partition, long offset, long sequence) {}

  /** A disaster as one network knows it. */
  public record Disaster(
      String networkId,
      DisasterDeclared declared,
      String declaredBy,
      @Nullable LocalDate endedOn) {}

  /**
   * A disaster in one network, in figures.
   *
   * @param sums of the requests and the dispatches for it; its decisions and rejections are not
   *     counted
   */
  public record DisasterFigures(Disaster disaster, Tally.Sums sums) {}

  /**
   * A network in figures.
   *
   * @param away persons of each lender who are away, by code
   * @param sequence position of its newest decision
   * @param decisionHash hash of that decision, hex; it chains all before it
   */
  public record NetworkFigures(
      String networkId,
      String name,
      Tally.Sums sums,
      List<LenderLoad> loads,
      Map<String, Integer> away,
      long sequence,
      @Nullable Instant decidedAt,
      String decisionHash) {}

  /**
   * A record that nobody could act on, without its bulk.
   *
   * @param letter its value cut to the first bytes
   * @param valueBytes how long the value was
   */
  public record LostReport(int partition, long offset, DeadLetter letter, int valueBytes) {}

  /**
   * What a decision said that somebody should know.
   *
   * @param at the log's time of the decision
   */
  public record NoticeGiven(String networkId, long sequence, Instant at, Notice notice) {}

  /**
   * Somebody tried what is not theirs.
   *
   * @param at the log's time of it
   */
  public record DenialRecorded(String networkId, Instant at, AccessDenied denied) {}

  /**
   * Whom to call at a body.
   *
   * @param since the log's time of it
   */
  public record DutyDesk(String networkId, DutyDeskPublished desk, Instant since) {}

  /**
   * What one lender of a network bears.
   *
   * @param figures of its dispatches
   * @param share its part of all person-days of the network, 0 to 1
   * @param limits as it last set them; null: it has not
   */
  public record Lender(
      String networkId,
      String lender,
      Tally.Sums figures,
      double share,
      @Nullable LenderLimitsSet limits) {}

  /**
   * All that a board shows first.
   *
   * @param position where in the feed the changes after this begin
   * @param openRequests the most urgent ones; the page says how many there are
   */
  public record Snapshot(
      long position,
      boolean caughtUp,
      List<NetworkFigures> networks,
      List<DisasterFigures> disasters,
      Page<RequestStatus> openRequests,
      Page<LedgerEntry> ledger,
      List<Flow> flows,
      long deadLetters,
      long unreadable) {}

  /**
   * What could not be taken into account.
   *
   * @param deadLetters reports that nobody could act on
   * @param unreadable records of the state topics that are missing in the views
   */
  public record Losses(long deadLetters, long unreadable) {}

  /**
   * A lender that leads or supports at a receiver.
   *
   * @param since the log's time of the fact that said so
   * @param by who reported it
   */
  public record Counterpart(
      String networkId, CounterpartAppointed appointed, Instant since, String by) {}

  /**
   * A coordinator's decision that stands.
   *
   * @param at the log's time of the fact that made it
   * @param by who reported it
   */
  public record Standing(String networkId, OverrideMade made, Instant at, String by) {}

  /**
   * An agreement as one of its parties looks at it.
   *
   * @param lends whether that party is a lender under it
   * @param receives whether it is a receiver under it
   * @param associations what each association that it names is called, by id
   */
  public record PartysAgreement(
      AgreementStatus status, boolean lends, boolean receives, Map<String, String> associations) {}

  /**
   * What a municipality's desk looks at.
   *
   * @param disasters that struck it, or for which it asks
   * @param requests its own, the last asked first
   * @param dispatches of them, the first to begin first
   * @param figures of its requests, and of the dispatches to it
   * @param networks ids of networks that have an agreement with it, or that it asked
   */
  public record Desk(
      Municipality municipality,
      Tally.Sums figures,
      List<Disaster> disasters,
      List<RequestStatus> requests,
      List<LedgerEntry> dispatches,
      List<Counterpart> counterparts,
      List<String> networks) {}

  /**
   * What a lender looks at.
   *
   * @param figures of its dispatches
   * @param networks ids of those that it lends in
   * @param dispatches its own, the first to begin first
   * @param asked the requests of those dispatches, by network and id
   */
  public record Ward(
      Municipality municipality,
      Tally.Sums figures,
      List<String> networks,
      List<LedgerEntry> dispatches,
      List<OfferStatus> offers,
      Map<String, RequestStatus> asked) {}

  private static final class Network {
    final Tally tally = new Tally();
    final Positions decided = new Positions();
    final Set<String> lenders = new TreeSet<>();
    final Map<String, LenderLimitsSet> limits = new HashMap<>();
    int partition;
    @Nullable String name;
    @Nullable MatchDecision newest;
  }

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Feed feed;
  private final Shelf<LedgerEntry> ledger = new Shelf<>();
  private final Shelf<RequestStatus> requests = new Shelf<>();
  private final Shelf<RequestStatus> openRequests = new Shelf<>();
  private final Shelf<OfferStatus> offers = new Shelf<>();
  private final RecentRecords<Rejection> rejections = new RecentRecords<>(KEPT);
  private final RecentRecords<LostReport> lostReports = new RecentRecords<>(KEPT);
  private final RecentRecords<NoticeGiven> notices = new RecentRecords<>(NOTICES_KEPT);
  private final Parties parties = new Parties();
  private final RecentRecords<DenialRecorded> denials = new RecentRecords<>(KEPT);
  private final Map<String, List<DecisionPosition>> explanations = new HashMap<>();
  private final Map<String, Set<String>> networksOfRequest = new HashMap<>();
  private final TreeMap<String, Network> networks = new TreeMap<>();
  private final Map<String, Disaster> disasters = new ConcurrentHashMap<>();

  /** What a disaster goes on as, both by network/id. */
  private final Map<String, String> joinedDisasters = new ConcurrentHashMap<>();

  private final Map<String, Municipality> municipalities = new ConcurrentHashMap<>();
  private final Set<String> touched = new LinkedHashSet<>();

  /** Sums of each disaster, by network/id. */
  private final Map<String, Tally> disasterTallies = new HashMap<>();

  private final Set<String> touchedDisasters = new LinkedHashSet<>();
  private final Flows flows = new Flows();
  private final Set<String> touchedFlows = new LinkedHashSet<>();
  private final Past past = new Past();
  private long deadLetters;
  private long unreadable;
  private boolean caughtUp;

  LedgerView(String epoch) {
    feed = new Feed(epoch, RING);
  }

  /** The changes since any position not too long ago. */
  public Feed feed() {
    return feed;
  }

  // Writing: by the projection's thread only ---------------------------------------------------

  /**
   * Applies what a batch of records says, and lets readers see it. What fails is counted as a
   * record that could not be read: it would fail again at every start.
   */
  void apply(List<Mutation> batch) {
    lock.writeLock().lock();
    try {
      for (Mutation mutation : batch) {
        try {
          mutation.apply(this);
        } catch (RuntimeException e) {
          LOG.warn("a record is left out of the views", e);
          unreadable();
        }
      }
      for (String id : touched) {
        note(Feed.Kind.COUNTS, id, figures(id, network(id)));
      }
      touched.clear();
      for (String key : touchedDisasters) {
        Disaster disaster = disasters.get(key);
        if (disaster != null) {
          note(Feed.Kind.DISASTER, key, figures(disaster));
        }
      }
      touchedDisasters.clear();
      for (String way : touchedFlows) {
        note(Feed.Kind.FLOW, way, flows.get(way));
      }
      touchedFlows.clear();
    } finally {
      lock.writeLock().unlock();
    }
    feed.signal();
  }

  /** All that lay in the topics at the start has been read: from now on changes are told. */
  void caughtUp() {
    lock.writeLock().lock();
    try {
      caughtUp = true;
      feed.restart();
    } finally {
      lock.writeLock().unlock();
    }
  }

  void ledger(String key, LedgerEntry entry) {
    LedgerEntry before = ledger.put(key, newestProposed(entry), entry);
    if (before != null) {
      off(before);
    }
    touch(entry.getNetworkId()).tally.add(entry, 1);
    tallyOfDisaster(entry.getNetworkId(), entry.getDisasterId()).add(entry, 1);
    parties.put(key, before, entry);
    touchFlow(flows.add(entry, 1));
    past.ledger(key, before, entry);
    note(Feed.Kind.LEDGER, key, entry);
  }

  void ledgerGone(String key) {
    LedgerEntry before = ledger.remove(key);
    if (before != null) {
      parties.remove(key, before);
      off(before);
      past.ledgerGone(key, before);
      note(Feed.Kind.LEDGER, key, null);
    }
  }

  private void off(LedgerEntry before) {
    touch(before.getNetworkId()).tally.add(before, -1);
    tallyOfDisaster(before.getNetworkId(), before.getDisasterId()).add(before, -1);
    touchFlow(flows.add(before, -1));
  }

  private void touchFlow(@Nullable String way) {
    if (way != null) {
      touchedFlows.add(way);
    }
  }

  void request(String key, RequestStatus status) {
    RequestStatus before = requests.put(key, -status.getAskedAt().toEpochMilli(), status);
    if (before != null) {
      off(before);
    }
    touch(status.getNetworkId()).tally.add(status, 1);
    tallyOfDisaster(status.getNetworkId(), status.getDisasterId()).add(status, 1);
    parties.put(key, before, status);
    networksOfRequest
        .computeIfAbsent(status.getRequestId(), id -> new LinkedHashSet<>(2))
        .add(status.getNetworkId());
    if (isOpen(status)) {
      openRequests.put(key, urgency(status), status);
    } else {
      openRequests.remove(key);
    }
    past.request(key, before, status);
    note(Feed.Kind.REQUEST, key, status);
  }

  void requestGone(String key) {
    RequestStatus before = requests.remove(key);
    openRequests.remove(key);
    if (before != null) {
      parties.remove(key, before);
      off(before);
      past.requestGone(key, before);
      note(Feed.Kind.REQUEST, key, null);
    }
  }

  private void off(RequestStatus before) {
    touch(before.getNetworkId()).tally.add(before, -1);
    tallyOfDisaster(before.getNetworkId(), before.getDisasterId()).add(before, -1);
  }

  private Tally tallyOfDisaster(String networkId, String disasterId) {
    String key = key(networkId, disasterId);
    touchedDisasters.add(key);
    return disasterTallies.computeIfAbsent(key, k -> new Tally());
  }

  void offer(String key, OfferStatus status) {
    offers.put(key, -status.getSequence(), status);
    parties.put(key, status);
    note(Feed.Kind.OFFER, key, status);
  }

  void offerGone(String key) {
    OfferStatus before = offers.remove(key);
    if (before != null) {
      parties.remove(key, before);
      note(Feed.Kind.OFFER, key, null);
    }
  }

  void agreement(String key, AgreementStatus status) {
    parties.put(key, status);
  }

  void agreementGone(String key) {
    parties.removeAgreement(key);
  }

  /** What an accepted fact of the intake says that no state topic does. */
  void accepted(Fact fact) {
    parties.accepted(fact);
  }

  /** Of a summary only the name is taken: the sums are added up here, and are newer. */
  void named(String networkId, String name) {
    Network network = network(networkId);
    if (!name.equals(network.name)) {
      touch(networkId).name = name;
    }
  }

  void decided(MatchDecision decision, int partition, long offset, List<String> requestsExplained) {
    Network network = touch(decision.getNetworkId());
    network.partition = partition;
    network.tally.decided(1);
    network.decided.add(
        decision.getIntakeOffset(),
        offset,
        decision.getSequence(),
        decision.getDecidedAt().toEpochMilli());
    past.decided(decision);
    network.newest = decision;
    DecisionPosition position = new DecisionPosition(partition, offset, decision.getSequence());
    for (String request : requestsExplained) {
      List<DecisionPosition> known =
          explanations.computeIfAbsent(
              key(decision.getNetworkId(), request), k -> new ArrayList<>(1));
      known.add(position);
      if (known.size() > EXPLANATIONS_KEPT) {
        known.remove(0);
      }
    }
  }

  /** The notices of a decision, the newest of all first. */
  void noticed(MatchDecision decision, List<Notice> given) {
    for (int i = 0; i < given.size(); i++) {
      // Of the same moment, too, the later decision comes first.
      String key =
          String.format(
              Locale.ROOT,
              "%s/%019d/%05d",
              decision.getNetworkId(),
              Long.MAX_VALUE - decision.getSequence(),
              i);
      notices.put(
          decision.getNetworkId(),
          key,
          -decision.getDecidedAt().toEpochMilli(),
          new NoticeGiven(
              decision.getNetworkId(),
              decision.getSequence(),
              decision.getDecidedAt(),
              given.get(i)));
    }
  }

  /** A denial that lies at an offset of the intake. */
  void denied(int partition, long offset, DenialRecorded denial) {
    // Of the same moment, too, the later one comes first.
    denials.put(
        denial.networkId(),
        String.format(Locale.ROOT, "%05d/%019d", partition, Long.MAX_VALUE - offset),
        -denial.at().toEpochMilli(),
        denial);
  }

  void formed(String networkId, List<String> lenders) {
    network(networkId).lenders.addAll(lenders);
  }

  void lenderJoined(String networkId, String lender) {
    network(networkId).lenders.add(lender);
  }

  void lenderLeft(String networkId, String lender) {
    network(networkId).lenders.remove(lender);
  }

  void limited(String networkId, LenderLimitsSet limits) {
    network(networkId).limits.put(limits.getLender(), limits);
  }

  void rejected(int partition, long offset, Rejection rejection) {
    touch(rejection.getNetworkId()).tally.rejected(1);
    past.rejected(rejection.getNetworkId(), rejection.getSequence());
    rejections.put(
        rejection.getNetworkId(),
        partition + "/" + offset,
        -rejection.getAt().toEpochMilli(),
        rejection);
  }

  void lost(int partition, long offset, DeadLetter letter) {
    deadLetters++;
    past.lost(letter.getAt());
    int bytes = letter.getValue() == null ? 0 : letter.getValue().remaining();
    DeadLetter cut =
        DeadLetter.newBuilder(letter)
            .setValue(
                letter.getValue() == null
                    ? null
                    : letter
                        .getValue()
                        .duplicate()
                        .limit(letter.getValue().position() + Math.min(bytes, RAW_BYTES_KEPT))
                        .slice())
            .build();
    lostReports.put(
        networkOf(letter),
        partition + "/" + offset,
        -letter.getAt().toEpochMilli(),
        new LostReport(partition, offset, cut, bytes));
    note(Feed.Kind.COUNTS, "", new Losses(deadLetters, unreadable));
  }

  void unreadable() {
    unreadable++;
    note(Feed.Kind.COUNTS, "", new Losses(deadLetters, unreadable));
  }

  void disaster(Fact fact) {
    DisasterDeclared declared = fact.getDisasterDeclared();
    String key = goingOnAs(key(fact.getNetworkId(), declared.getDisasterId()));
    Disaster before = disasters.get(key);
    // Declared again, it is only widened.
    put(
        fact,
        key,
        before == null
            ? new Disaster(fact.getNetworkId(), declared, fact.getReporter().getBody(), null)
            : with(before, struckBoth(before.declared(), before.declared(), declared)));
  }

  private static Disaster with(Disaster before, DisasterDeclared now) {
    return new Disaster(before.networkId(), now, before.declaredBy(), before.endedOn());
  }

  /** It ended, goes on after all, or is corrected. */
  void disasterChanged(Fact fact) {
    DisasterCorrected corrected = fact.getDisasterCorrected();
    String id =
        corrected != null
            ? corrected.getDisasterId()
            : fact.getDisasterEnded() != null
                ? fact.getDisasterEnded().getDisasterId()
                : fact.getDisasterReopened().getDisasterId();
    String key = goingOnAs(key(fact.getNetworkId(), id));
    Disaster before = disasters.get(key);
    if (before == null) {
      return;
    }
    put(
        fact,
        key,
        corrected != null
            ? with(before, corrected(before.declared(), corrected))
            : new Disaster(
                before.networkId(),
                before.declared(),
                before.declaredBy(),
                fact.getDisasterEnded() == null
                    ? null
                    : LocalDate.ofInstant(fact.getRecordedAt(), JAPAN)));
  }

  private static DisasterDeclared corrected(DisasterDeclared was, DisasterCorrected c) {
    Set<String> struck = new LinkedHashSet<>(was.getStruck());
    struck.addAll(c.getAlsoStruck());
    c.getNotStruck().forEach(struck::remove);
    return DisasterDeclared.newBuilder(was)
        .setName(c.getName() == null ? was.getName() : c.getName())
        .setHazard(c.getHazard() == null ? was.getHazard() : c.getHazard())
        .setStruckAt(c.getStruckAt() == null ? was.getStruckAt() : c.getStruckAt())
        .setStruck(List.copyOf(struck))
        .build();
  }

  private void put(Fact fact, String key, Disaster disaster) {
    disasters.put(key, disaster);
    past.disaster(fact, key, disaster);
    touchedDisasters.add(key);
  }

  private static DisasterDeclared struckBoth(
      DisasterDeclared terms, DisasterDeclared one, DisasterDeclared other) {
    Set<String> struck = new LinkedHashSet<>(one.getStruck());
    struck.addAll(other.getStruck());
    return DisasterDeclared.newBuilder(terms).setStruck(List.copyOf(struck)).build();
  }

  /** One disaster goes on as another; its id means the other from then on. */
  void disastersJoined(Fact fact) {
    String networkId = fact.getNetworkId();
    DisastersJoined joined = fact.getDisastersJoined();
    String from = goingOnAs(key(networkId, joined.getDisasterId()));
    String into = goingOnAs(key(networkId, joined.getInto()));
    Disaster ends = disasters.get(from);
    Disaster goesOn = disasters.get(into);
    if (ends == null || goesOn == null || from.equals(into)) {
      return;
    }
    joinedDisasters.replaceAll((former, now) -> now.equals(from) ? into : now);
    joinedDisasters.put(from, into);
    disasters.remove(from);
    past.disasterGone(fact, from);
    note(Feed.Kind.DISASTER, from, null);
    put(
        fact,
        into,
        with(goesOn, struckBoth(goesOn.declared(), goesOn.declared(), ends.declared())));
  }

  private String goingOnAs(String key) {
    return joinedDisasters.getOrDefault(key, key);
  }

  /** The id by which a disaster goes on, in any network; the same where it was never joined. */
  public @Nullable String disasterGoingOnAs(@Nullable String id) {
    if (id == null
        || disasters.values().stream().anyMatch(d -> d.declared().getDisasterId().equals(id))) {
      return id;
    }
    return joinedDisasters.entrySet().stream()
        .filter(e -> e.getKey().endsWith("/" + id))
        .map(e -> e.getValue().substring(e.getValue().indexOf('/') + 1))
        .sorted()
        .findFirst()
        .orElse(id);
  }

  void municipalities(List<Municipality> listed) {
    listed.forEach(m -> municipalities.put(m.getCode(), m));
  }

  private void note(Feed.Kind kind, String key, @Nullable Object row) {
    if (caughtUp) {
      feed.append(kind, key, row);
    }
  }

  private Network touch(String networkId) {
    touched.add(networkId);
    return network(networkId);
  }

  private Network network(String networkId) {
    return networks.computeIfAbsent(networkId, id -> new Network());
  }

  private static String key(String networkId, String id) {
    return networkId + "/" + id;
  }

  static String key(LedgerEntry e) {
    return key(e.getNetworkId(), e.getDispatchId());
  }

  static String key(RequestStatus r) {
    return key(r.getNetworkId(), r.getRequestId());
  }

  static long newestProposed(LedgerEntry e) {
    return -e.getProposedAt().toEpochMilli();
  }

  static boolean isOpen(RequestStatus r) {
    return r.getOpenPersonDays() > 0
        && r.getState() != RequestState.CANCELLED
        && r.getState() != RequestState.CLOSED
        && r.getState() != RequestState.EXPIRED;
  }

  /** The class first, then who waits longest. */
  static long urgency(RequestStatus r) {
    Priority given = r.getOverriddenPriority();
    Priority priority = given == null ? r.getPriority() : given;
    long priorityClass = priority == Priority.LIFE_SAFETY ? 0 : priority == Priority.URGENT ? 1 : 2;
    return priorityClass * (1L << 50) + r.getAskedAt().toEpochMilli();
  }

  // Reading: from any thread -------------------------------------------------------------------

  /** Whether all that lay in the topics at the start has been read. */
  public boolean isCaughtUp() {
    return read(() -> caughtUp);
  }

  /** Lines of the ledger, the newest proposed first. */
  public Page<LedgerEntry> ledger(Predicate<LedgerEntry> wanted, @Nullable Place after, int limit) {
    return read(() -> ledger.page(wanted, after, limit));
  }

  /** One dispatch. */
  public Optional<LedgerEntry> dispatch(String network, String id) {
    return read(() -> Optional.ofNullable(ledger.get(key(network, id))));
  }

  /** Every line of the ledger that is wanted, the newest proposed first. */
  public List<LedgerEntry> lines(Predicate<LedgerEntry> wanted) {
    return read(() -> ledger.page(wanted, null, Integer.MAX_VALUE).rows());
  }

  /** All states of one dispatch, the first one first; empty where there is no such dispatch. */
  public List<LedgerEntry> statesOf(String network, String id) {
    return read(() -> Optional.ofNullable(past.dispatch(key(network, id))))
        .map(History.Row::all)
        .orElse(List.of());
  }

  /** The past, as far as it is known now. */
  public Past.Taken past() {
    return read(
        () -> {
          List<Past.Known> known = new ArrayList<>();
          networks.forEach(
              (id, n) ->
                  known.add(
                      new Past.Known(id, name(id, n), n.partition, n.decided.taken(), n.newest)));
          return past.taken(known, caughtUp, unreadable);
        });
  }

  /** Bytes that the states of all rows take, beside the rows themselves. */
  public long historyBytes() {
    return read(past::bytes);
  }

  /** When the newest decision of all was made, in the log's time; empty before the first. */
  public Optional<Instant> decidedAt() {
    return read(
        () ->
            networks.values().stream()
                .map(n -> n.newest)
                .filter(Objects::nonNull)
                .map(MatchDecision::getDecidedAt)
                .max(Instant::compareTo));
  }

  /** How far the need is met, by day and work. */
  public List<Meter> meters(MetersQuery query) {
    return read(
        () -> {
          List<RequestStatus> wanted = requests.page(query, null, Integer.MAX_VALUE).rows();
          Set<String> keys = wanted.stream().map(Meters::key).collect(Collectors.toSet());
          Map<String, List<LedgerEntry>> dispatches =
              ledger
                  .page(e -> keys.contains(Meters.key(e)), null, Integer.MAX_VALUE)
                  .rows()
                  .stream()
                  .collect(Collectors.groupingBy(Meters::key));
          return Meters.of(wanted, dispatches, query.from(), query.to(), this::today);
        });
  }

  /** How far each day of one request is met, in order. */
  public List<Meter> days(RequestStatus request, List<LedgerEntry> dispatches) {
    return read(
        () ->
            Meters.of(
                List.of(request),
                Map.of(Meters.key(request), dispatches),
                null,
                null,
                this::today));
  }

  /** The day (JST) of a network's log; the earliest day before its first decision. */
  private LocalDate today(String networkId) {
    Network network = networks.get(networkId);
    return network == null || network.newest == null
        ? LocalDate.MIN
        : LocalDate.ofInstant(network.newest.getDecidedAt(), JAPAN);
  }

  /** What each lender bears, by network and code. */
  public List<Lender> lenders(@Nullable String network) {
    return read(
        () -> {
          List<Lender> all = new ArrayList<>();
          networks.forEach(
              (id, known) -> {
                if (LedgerQuery.matches(network, id)) {
                  all.addAll(lenders(id, known));
                }
              });
          return all;
        });
  }

  private List<Lender> lenders(String id, Network known) {
    long sum = known.lenders.stream().mapToLong(l -> parties.lender(id, l).personDays()).sum();
    return known.lenders.stream()
        .map(
            lender -> {
              Tally.Sums own = parties.lender(id, lender);
              return new Lender(
                  id,
                  lender,
                  own,
                  sum == 0 ? 0 : (double) own.personDays() / sum,
                  known.limits.get(lender));
            })
        .toList();
  }

  /** Whom to call at each body that said so; by network and body. */
  public List<DutyDesk> dutyDesks(@Nullable String network) {
    return read(
        () ->
            parties.dutyDesks().stream()
                .filter(d -> LedgerQuery.matches(network, d.networkId()))
                .toList());
  }

  /** What a municipality's desk looks at; empty where no municipality has the code. */
  public Optional<Desk> desk(String code) {
    return read(
        () ->
            Optional.ofNullable(municipalities.get(code))
                .map(
                    m -> {
                      List<RequestStatus> own = parties.requestsOf(code);
                      Set<String> asked =
                          own.stream()
                              .map(r -> key(r.getNetworkId(), r.getDisasterId()))
                              .collect(Collectors.toSet());
                      Set<String> its = new TreeSet<>();
                      own.forEach(r -> its.add(r.getNetworkId()));
                      parties.agreements().stream()
                          .filter(a -> parties.receivesUnder(a, code))
                          .forEach(a -> its.add(a.getNetworkId()));
                      return new Desk(
                          m,
                          parties.receiver(code),
                          disasters().stream()
                              .filter(
                                  d ->
                                      d.declared().getStruck().contains(code)
                                          || asked.contains(
                                              key(d.networkId(), d.declared().getDisasterId())))
                              .toList(),
                          own,
                          parties.dispatchesToReceiver(code),
                          parties.counterparts().stream()
                              .filter(c -> c.appointed().getReceiver().equals(code))
                              .toList(),
                          List.copyOf(its));
                    }));
  }

  /** What a lender looks at; empty where no lender of any network has the code. */
  public Optional<Ward> ward(String code) {
    return read(
        () -> {
          Municipality municipality = municipalities.get(code);
          List<String> lendsIn =
              networks.entrySet().stream()
                  .filter(n -> n.getValue().lenders.contains(code))
                  .map(Map.Entry::getKey)
                  .toList();
          if (municipality == null || lendsIn.isEmpty()) {
            return Optional.empty();
          }
          List<LedgerEntry> own = parties.dispatchesOfLender(code);
          Map<String, RequestStatus> asked = new HashMap<>();
          for (LedgerEntry e : own) {
            String key = Meters.key(e);
            RequestStatus request = requests.get(key);
            if (request != null) {
              asked.put(key, request);
            }
          }
          return Optional.of(
              new Ward(
                  municipality, parties.lender(code), lendsIn, own, parties.offersOf(code), asked));
        });
  }

  /** Agreements of a party, or all; by network and id. */
  public List<PartysAgreement> agreements(@Nullable String party, @Nullable String network) {
    return read(
        () ->
            parties.agreements().stream()
                .filter(a -> LedgerQuery.matches(network, a.getNetworkId()))
                .map(a -> agreementOf(party, a))
                .filter(a -> party == null || a.lends() || a.receives())
                .toList());
  }

  /** One agreement as it stands. */
  public Optional<AgreementStatus> agreement(String network, String id) {
    return read(() -> Optional.ofNullable(parties.agreement(key(network, id))));
  }

  private PartysAgreement agreementOf(@Nullable String party, AgreementStatus a) {
    Map<String, String> called = new TreeMap<>();
    a.getAssociations()
        .forEach(id -> called.put(id, parties.associationName(a.getNetworkId(), id)));
    a.getLenderAssociations()
        .forEach(id -> called.put(id, parties.associationName(a.getNetworkId(), id)));
    Network network = networks.get(a.getNetworkId());
    return new PartysAgreement(
        a,
        party != null && parties.lendsUnder(a, party, network == null ? Set.of() : network.lenders),
        party != null && parties.receivesUnder(a, party),
        called);
  }

  /** Who leads and supports, at one receiver or at all. */
  public List<Counterpart> counterparts(@Nullable String receiver, @Nullable String network) {
    return read(
        () ->
            parties.counterparts().stream()
                .filter(c -> LedgerQuery.matches(receiver, c.appointed().getReceiver()))
                .filter(c -> LedgerQuery.matches(network, c.networkId()))
                .toList());
  }

  /** Overrides that stand, for one request or for all. */
  public List<Standing> overrides(@Nullable String request, @Nullable String network) {
    return read(
        () ->
            parties.overrides().stream()
                .filter(o -> LedgerQuery.matches(request, o.made().getRequestId()))
                .filter(o -> LedgerQuery.matches(network, o.networkId()))
                .toList());
  }

  /** Requests that came from another network or were passed on to one. */
  public List<RequestStatus> escalations(@Nullable String network) {
    return read(
        () ->
            parties.escalated().stream()
                .filter(r -> LedgerQuery.matches(network, r.getNetworkId()))
                .toList());
  }

  /**
   * What somebody should know, the newest first; {@value #NOTICES_KEPT} of each network are kept.
   */
  public Page<NoticeGiven> notices(NoticeQuery query, @Nullable Place after, int limit) {
    return read(() -> notices.page(query.network(), query, after, limit));
  }

  /** The log's time in a network, as of its newest decision; empty before its first. */
  public Optional<Instant> clock(String networkId) {
    return read(
        () ->
            Optional.ofNullable(networks.get(networkId))
                .map(n -> n.newest)
                .map(MatchDecision::getDecidedAt));
  }

  /** Aid requests, the newest asked first. */
  public Page<RequestStatus> requests(
      Predicate<RequestStatus> query, @Nullable Place after, int limit) {
    return read(() -> requests.page(query, after, limit));
  }

  /** Aid requests with open person-days, the most urgent and then the longest waiting first. */
  public Page<RequestStatus> openRequests(RequestQuery query, @Nullable Place after, int limit) {
    return read(() -> openRequests.page(query, after, limit));
  }

  /** Offers, the last changed first. */
  public Page<OfferStatus> offers(Predicate<OfferStatus> query, @Nullable Place after, int limit) {
    return read(() -> offers.page(query, after, limit));
  }

  /** Refused facts, the newest first; {@value #KEPT} of each network are kept. */
  public Page<Rejection> rejections(@Nullable String network, @Nullable Place after, int limit) {
    return read(
        () ->
            rejections.page(
                network, r -> LedgerQuery.matches(network, r.getNetworkId()), after, limit));
  }

  /** Denied access, the newest first; {@value #KEPT} of each network are kept. */
  public Page<DenialRecorded> denials(
      @Nullable String network, @Nullable String account, @Nullable Place after, int limit) {
    return read(
        () ->
            denials.page(
                network,
                d ->
                    LedgerQuery.matches(network, d.networkId())
                        && (account == null || account.equals(d.denied().getAccount())),
                after,
                limit));
  }

  /**
   * Records that nobody could act on, the newest first; {@value #KEPT} of each network are kept.
   */
  public Page<LostReport> lostReports(@Nullable String network, @Nullable Place after, int limit) {
    return read(
        () ->
            lostReports.page(
                network, r -> LedgerQuery.matches(network, networkOf(r.letter())), after, limit));
  }

  /** The network that the key of a lost report names: whoever wrote it may have named any. */
  private static String networkOf(DeadLetter letter) {
    byte[] key = bytes(letter);
    return key == null ? "" : new String(key, StandardCharsets.UTF_8);
  }

  /** Whether a record of the intake that lies here was lost as a dead letter. */
  public Optional<LostReport> lostReport(String topic, String networkId, long offset) {
    byte[] key = networkId.getBytes(StandardCharsets.UTF_8);
    return read(
        () ->
            lostReports
                .page(
                    networkId,
                    r ->
                        r.letter().getTopic().equals(topic)
                            && r.letter().getOffset() == offset
                            && r.letter().getKey() != null
                            && Arrays.equals(bytes(r.letter()), key),
                    null,
                    1)
                .rows()
                .stream()
                .findFirst());
  }

  private static byte @Nullable [] bytes(DeadLetter letter) {
    if (letter.getKey() == null) {
      return null;
    }
    byte[] bytes = new byte[letter.getKey().remaining()];
    letter.getKey().duplicate().get(bytes);
    return bytes;
  }

  public long deadLetters() {
    return read(() -> deadLetters);
  }

  /** Records of the state topics that could not be read and were left out of the views. */
  public long unreadableRecords() {
    return read(() -> unreadable);
  }

  /** One aid request. */
  public Optional<RequestStatus> request(String network, String id) {
    return read(() -> Optional.ofNullable(requests.get(key(network, id))));
  }

  /** The networks in which a request of this id is known; usually one. */
  public List<String> networksOfRequest(String id) {
    return read(() -> List.copyOf(networksOfRequest.getOrDefault(id, Set.of())));
  }

  /** Where the decisions lie that explain a request, the newest last; the oldest are forgotten. */
  public List<DecisionPosition> explanationsOf(String network, String request) {
    return read(() -> List.copyOf(explanations.getOrDefault(key(network, request), List.of())));
  }

  /** Where the decision on the fact at an intake offset lies. */
  public Optional<DecisionPosition> decisionOn(String networkId, long intakeOffset) {
    return read(
        () -> {
          Network network = networks.get(networkId);
          if (network == null) {
            return Optional.empty();
          }
          OptionalLong offset = network.decided.decisionOn(intakeOffset);
          return offset.isEmpty()
              ? Optional.empty()
              : Optional.of(new DecisionPosition(network.partition, offset.getAsLong(), -1));
        });
  }

  /** The intake offset of the newest fact of a network that is decided; -1 where there is none. */
  public long lastDecided(String networkId) {
    return read(
        () -> {
          Network network = networks.get(networkId);
          return network == null ? -1 : network.decided.lastAnswered();
        });
  }

  /** Waits until the fact at an intake offset is decided or the time is up. */
  public Optional<DecisionPosition> awaitDecisionOn(
      String networkId, long intakeOffset, Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (true) {
      long seen = feed.last();
      Optional<DecisionPosition> found = decisionOn(networkId, intakeOffset);
      Duration left = Duration.ofNanos(end - System.nanoTime());
      if (found.isPresent() || left.isNegative() || lastDecided(networkId) >= intakeOffset) {
        return found;
      }
      feed.await(seen, left);
    }
  }

  /** Every network in figures, by id. */
  public List<NetworkFigures> networks() {
    return read(
        () -> networks.entrySet().stream().map(e -> figures(e.getKey(), e.getValue())).toList());
  }

  /** Disasters, the last one first. */
  public List<Disaster> disasters() {
    return disasters.values().stream().sorted(LAST_STRUCK_FIRST).toList();
  }

  /** The listed local governments, by code. */
  public List<Municipality> municipalities() {
    return municipalities.values().stream()
        .sorted(Comparator.comparing(Municipality::getCode))
        .toList();
  }

  /** How municipalities and disasters are called in a language. */
  public Names names(Language language) {
    return new Names() {
      @Override
      public String municipality(String code) {
        Municipality m = municipalities.get(code);
        if (m == null) {
          return code;
        }
        return language == Language.EN ? EnglishName.of(m) : m.getName();
      }

      @Override
      public String disaster(String id) {
        String now = disasterGoingOnAs(id);
        return disasters.values().stream()
            .filter(d -> d.declared().getDisasterId().equals(now))
            .findFirst()
            .map(d -> d.declared().getName())
            .orElse(id);
      }
    };
  }

  /** All that a board shows first, as of one moment. */
  public Snapshot snapshot(int most) {
    return read(
        () ->
            new Snapshot(
                feed.last(),
                caughtUp,
                networks.entrySet().stream().map(e -> figures(e.getKey(), e.getValue())).toList(),
                disasters().stream().map(this::figures).toList(),
                openRequests.page(r -> true, null, most),
                ledger.page(e -> true, null, most),
                flows.all(),
                deadLetters,
                unreadable));
  }

  private DisasterFigures figures(Disaster disaster) {
    Tally tally =
        disasterTallies.get(key(disaster.networkId(), disaster.declared().getDisasterId()));
    return new DisasterFigures(disaster, (tally == null ? new Tally() : tally).sums());
  }

  private static String name(String id, Network network) {
    return network.name == null ? id : network.name;
  }

  private static NetworkFigures figures(String id, Network network) {
    return figures(id, name(id, network), network.tally, network.newest);
  }

  static NetworkFigures figures(
      String id, String name, Tally tally, @Nullable MatchDecision newest) {
    return new NetworkFigures(
        id,
        name,
        tally.sums(),
        tally.loads(),
        tally.away(),
        newest == null ? 0 : newest.getSequence(),
        newest == null ? null : newest.getDecidedAt(),
        newest == null ? "" : HexFormat.of().formatHex(newest.getHash().bytes()));
  }

  private <T> T read(Supplier<T> reading) {
    lock.readLock().lock();
    try {
      return Objects.requireNonNull(reading.get());
    } finally {
      lock.readLock().unlock();
    }
  }
}

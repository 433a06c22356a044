package kizuna.streams.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.Notice;
import kizuna.facts.AccessDenied;
import kizuna.facts.CounterpartAppointed;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.DutyDeskPublished;
import kizuna.facts.LenderLimitsSet;
import kizuna.facts.Municipality;
import kizuna.facts.OverrideMade;
import kizuna.states.AgreementStatus;
import kizuna.states.LedgerEntry;
import kizuna.states.LenderLoad;
import kizuna.states.OfferStatus;
import kizuna.states.PlanConfirmation;
import kizuna.states.RequestStatus;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.PlaceNames;
import org.jspecify.annotations.Nullable;

/**
 * Where everything in one namespace stands, as far as its committed records were read: one database
 * with the queries over it and the feed of its changes. Readers see whole transactions only.
 */
public final class LedgerView {

  /** Changes that are held for readers that come back. */
  private static final int CHANGES_KEPT = 10_000;

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
  public record DisasterFigures(Disaster disaster, LedgerFigures sums) {}

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
      LedgerFigures sums,
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
      LedgerFigures figures,
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
      RowPage<RequestStatus> openRequests,
      RowPage<LedgerEntry> ledger,
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
      AgreementStatus status, boolean lends, boolean receives, Map<String, String> associations) {

    /** For which last day a party confirmed its plan; null: never. */
    public static @Nullable LocalDate confirmedUntil(AgreementStatus a, String party) {
      return a.getPlanConfirmations().stream()
          .filter(c -> c.getConfirmedBy().equals(party))
          .findFirst()
          .map(PlanConfirmation::getValidTo)
          .orElse(null);
    }
  }

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
      LedgerFigures figures,
      List<Disaster> disasters,
      List<RequestStatus> requests,
      List<LedgerEntry> dispatches,
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
      LedgerFigures figures,
      List<String> networks,
      List<LedgerEntry> dispatches,
      List<OfferStatus> offers,
      Map<String, RequestStatus> asked) {}

  /** Something that ends a transaction. */
  interface Commit {
    void run() throws java.sql.SQLException;
  }

  private final LedgerDatabase database;
  private final ChangeFeed feed;
  private final FigureQueries figures;
  private final DispatchQueries dispatches;
  private final RequestQueries requests;
  private final MeterQueries meters;
  private final PartyQueries parties;
  private final DecisionQueries decisions;
  private final HistoryQueries past;

  /** Held while a transaction is committed and told, and while a snapshot begins. */
  private final Object publishing = new Object();

  private volatile ReferenceCache references;
  private final Map<String, Instant> clocks;
  private final AtomicLong commits = new AtomicLong();
  private final boolean complete;
  private volatile boolean caughtUp;

  /**
   * @param epoch names its feed among all that ever were
   */
  LedgerView(LedgerDatabase database, String epoch) {
    this.database = database;
    this.feed = new ChangeFeed(epoch, CHANGES_KEPT);
    this.references = ReferenceCache.load(database);
    this.clocks = new ConcurrentHashMap<>(database.read(sql -> FigureQueries.clocks(sql, null)));
    this.complete = database.read(FigureQueries::isComplete);
    this.figures = new FigureQueries(database);
    this.dispatches = new DispatchQueries(database);
    this.requests = new RequestQueries(database);
    this.meters = new MeterQueries(database, this::clock, commits::get);
    this.parties = new PartyQueries(database, this::references);
    this.decisions = new DecisionQueries(database, feed);
    this.past = new HistoryQueries(database);
  }

  LedgerDatabase database() {
    return database;
  }

  // Writing: by the projection's thread only ---------------------------------------------------

  /** Commits, and tells what changed: no snapshot begins in between. */
  void publish(Commit commit) throws java.sql.SQLException {
    synchronized (publishing) {
      commit.run();
      commits.incrementAndGet();
    }
    feed.signal();
  }

  void references(ReferenceCache now) {
    references = now;
  }

  void clocks(Map<String, Instant> now) {
    clocks.putAll(now);
  }

  /** Tells what another process has written, as it is now. */
  void follow(List<ChangeChannel.Row> rows) throws java.sql.SQLException {
    publish(
        () -> {
          boolean everything = rows.contains(ChangeChannel.EVERYTHING);
          if (everything || rows.contains(ChangeChannel.REFERENCES)) {
            references(ReferenceCache.load(database));
          }
          clocks(database.read(sql -> FigureQueries.clocks(sql, null)));
          if (!caughtUp) {
            return;
          }
          if (everything) {
            feed.restart();
          } else {
            rows.stream()
                .filter(row -> !row.equals(ChangeChannel.REFERENCES))
                .forEach(
                    row -> {
                      ChangeFeed.Kind kind = ChangeFeed.Kind.valueOf(row.kind());
                      feed.append(kind, row.key(), row(kind, row.key()));
                    });
          }
        });
  }

  private @Nullable Object row(ChangeFeed.Kind kind, String key) {
    return switch (kind) {
      case LEDGER -> dispatches.one(key).orElse(null);
      case REQUEST -> requests.one(key).orElse(null);
      case OFFER -> requests.offer(key).orElse(null);
      case FLOW -> figures.flow(key).orElse(null);
      case COUNTS -> key.isEmpty() ? figures.losses() : figures.network(key).orElse(null);
      case DISASTER -> {
        Disaster disaster = references.disaster(key);
        yield disaster == null ? null : figures.disaster(disaster);
      }
    };
  }

  /** All that lay in the topics at the start has been read: from now on changes are told. */
  void caughtUp() {
    synchronized (publishing) {
      caughtUp = true;
      feed.restart();
    }
  }

  // Reading: from any thread -------------------------------------------------------------------

  /** The changes since any position not too long ago. */
  public ChangeFeed feed() {
    return feed;
  }

  /** Whether all that lay in the topics at the start has been read. */
  public boolean isCaughtUp() {
    return caughtUp;
  }

  /** Whether it had been whole when it was opened, some time ago. */
  boolean isComplete() {
    return complete;
  }

  /** Whether it has reached the end of the log once, also since it was opened. */
  boolean isWhole() {
    return database.read(FigureQueries::isComplete);
  }

  /** Networks, disasters and ways in figures. */
  public FigureQueries figures() {
    return figures;
  }

  /** Lines of the ledger. */
  public DispatchQueries dispatches() {
    return dispatches;
  }

  /** Aid requests and offers. */
  public RequestQueries requests() {
    return requests;
  }

  /** How far the need is met. */
  public MeterQueries meters() {
    return meters;
  }

  /** What desks, wards and coordinators look at. */
  public PartyQueries parties() {
    return parties;
  }

  /** What was decided, refused, lost or noticed. */
  public DecisionQueries decisions() {
    return decisions;
  }

  /** How everything stood at any moment. */
  public HistoryQueries past() {
    return past;
  }

  ReferenceCache references() {
    return references;
  }

  /** The log's time in a network, as of its newest decision; empty before its first. */
  public Optional<Instant> clock(String networkId) {
    return Optional.ofNullable(clocks.get(networkId));
  }

  /** The id by which a disaster goes on, in any network; the same where it was never joined. */
  public @Nullable String disasterGoingOnAs(@Nullable String id) {
    return references.disasterGoingOnAs(id);
  }

  /** Disasters, the last one first. */
  public List<Disaster> disasters() {
    return references.disasters();
  }

  /** The listed local governments, by code. */
  public List<Municipality> municipalities() {
    return references.municipalities();
  }

  /** How municipalities and disasters are called in a language, now. */
  public PlaceNames names(Language language) {
    return references.names(language);
  }

  /** All that a board shows first, as of one moment. */
  public Snapshot snapshot(int most) {
    return snapshot(null, most);
  }

  /**
   * The same of one network.
   *
   * @param network null: of all
   */
  public Snapshot snapshot(@Nullable String network, int most) {
    return database.read(
        sql -> {
          long position;
          boolean complete;
          synchronized (publishing) {
            position = feed.last();
            complete = caughtUp;
            FigureQueries.losses(sql); // The first question fixes the moment of all.
          }
          return HistoryQueries.snapshot(sql, null, network, most, position, complete);
        });
  }
}

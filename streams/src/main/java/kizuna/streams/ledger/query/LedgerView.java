package kizuna.streams.ledger.query;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import kizuna.facts.Municipality;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.PlaceNames;
import kizuna.streams.ledger.database.ChangeChannel;
import kizuna.streams.ledger.database.LedgerDatabase;
import kizuna.streams.ledger.model.BoardSnapshot;
import kizuna.streams.ledger.model.DisasterEntry;
import org.jspecify.annotations.Nullable;

/**
 * The read model of one namespace: one database, the queries over it, and the feed of its changes.
 * Contains the committed records read so far. Readers see whole transactions only.
 */
public final class LedgerView {

  /** Changes kept for readers that reconnect. */
  private static final int CHANGES_KEPT = 10_000;

  /** Commits a transaction. */
  public interface Commit {
    void run() throws java.sql.SQLException;
  }

  private final LedgerDatabase database;
  private final ChangeFeed feed;
  private final FigureQueries figures;
  private final DispatchQueries dispatches;
  private final RequestQueries requests;
  private final MeterQueries meters;
  private final PartyQueries parties;
  private final AgreementQueries agreements;
  private final CoordinationQueries coordination;
  private final PreparednessQueries preparedness;
  private final PartnerQueries partners;
  private final DecisionQueries decisions;
  private final HistoryQueries past;

  /** Held while a transaction is committed and published, and while a snapshot begins. */
  private final Object publishing = new Object();

  private volatile ReferenceCache references;
  private final Map<String, Instant> clocks;

  /** The moment of a thread's current answer. */
  private final ThreadLocal<@Nullable Moment> moment = new ThreadLocal<>();

  private final AtomicLong commits = new AtomicLong();
  private final boolean complete;
  private volatile boolean caughtUp;

  /**
   * @param epoch unique id of its feed
   */
  public LedgerView(LedgerDatabase database, String epoch) {
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
    this.agreements = new AgreementQueries(database);
    this.coordination = new CoordinationQueries(database);
    this.preparedness = new PreparednessQueries(database);
    this.partners = new PartnerQueries(database);
    this.decisions = new DecisionQueries(database, feed);
    this.past = new HistoryQueries(database);
  }

  /** Data at one moment that is not in the rows. */
  private static final class Moment {
    private final ReferenceCache references;
    private @Nullable Map<String, Instant> clocks;

    Moment(ReferenceCache references) {
      this.references = references;
    }

    Map<String, Instant> clocks(LedgerDatabase database) {
      Map<String, Instant> known = clocks;
      if (known == null) {
        known = database.read(sql -> FigureQueries.clocks(sql, null));
        clocks = known;
      }
      return known;
    }
  }

  public LedgerDatabase database() {
    return database;
  }

  /**
   * Reads an answer at one moment, regardless of commits meanwhile: all queries to this view on the
   * same thread. It holds one of few connections, so it must not wait for anything else, neither
   * for Kafka nor for the client.
   *
   * @throws kizuna.streams.ledger.database.ReadModelBusy as {@link LedgerDatabase#read}
   */
  public <T> T atOneMoment(Supplier<T> answer) {
    return database.read(
        sql -> {
          if (moment.get() != null) {
            return answer.get();
          }
          FigureQueries.isComplete(sql); // The first query fixes the moment of all others.
          moment.set(new Moment(references));
          try {
            return answer.get();
          } finally {
            moment.remove();
          }
        });
  }

  // Writing: by the projection's thread only ---------------------------------------------------

  /** Commits and publishes the changes; no snapshot begins in between. */
  public void publish(Commit commit) throws java.sql.SQLException {
    synchronized (publishing) {
      commit.run();
      commits.incrementAndGet();
    }
    feed.signal();
  }

  public void references(ReferenceCache now) {
    references = now;
  }

  public void clocks(Map<String, Instant> now) {
    clocks.putAll(now);
  }

  /** Publishes the current rows that another process has written. */
  public void follow(List<ChangeChannel.Row> rows) throws java.sql.SQLException {
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
        DisasterEntry disaster = references.disaster(key);
        yield disaster == null ? null : figures.disaster(disaster);
      }
      case TRACE -> null;
    };
  }

  /**
   * Called when all records in the topics at the start have been read: publishes changes from now
   * on.
   */
  public void caughtUp() {
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

  /** Whether all records that were in the topics at the start have been read. */
  public boolean isCaughtUp() {
    return caughtUp;
  }

  /** Whether it was complete when it was opened. */
  public boolean isComplete() {
    return complete;
  }

  /** Whether it has reached the end of the log once, also since it was opened. */
  public boolean isWhole() {
    return database.read(FigureQueries::isComplete);
  }

  public FigureQueries figures() {
    return figures;
  }

  public DispatchQueries dispatches() {
    return dispatches;
  }

  public RequestQueries requests() {
    return requests;
  }

  public MeterQueries meters() {
    return meters;
  }

  public PartyQueries parties() {
    return parties;
  }

  /** Mutual-aid agreements. */
  public AgreementQueries agreements() {
    return agreements;
  }

  /** Counterparts, overrides and duty desks. */
  public CoordinationQueries coordination() {
    return coordination;
  }

  /** Lessons and contact tests. */
  public PreparednessQueries preparedness() {
    return preparedness;
  }

  /** Partners of a body by its agreements, and how prepared both are. */
  public PartnerQueries partners() {
    return partners;
  }

  public DecisionQueries decisions() {
    return decisions;
  }

  /** The state at any moment. */
  public HistoryQueries past() {
    return past;
  }

  public ReferenceCache references() {
    Moment now = moment.get();
    return now == null ? references : now.references;
  }

  /** The log's time in a network, as of its newest decision; empty before its first. */
  public Optional<Instant> clock(String networkId) {
    Moment now = moment.get();
    return Optional.ofNullable((now == null ? clocks : now.clocks(database)).get(networkId));
  }

  /** The id under which a disaster continues, in any network; its own if it was not joined. */
  public @Nullable String disasterGoingOnAs(@Nullable String id) {
    return references().disasterGoingOnAs(id);
  }

  /** Disasters, the last one first. */
  public List<DisasterEntry> disasters() {
    return references().disasters();
  }

  /** The listed local governments, by code. */
  public List<Municipality> municipalities() {
    return references().municipalities();
  }

  /** Current names of municipalities and disasters in a language. */
  public PlaceNames names(Language language) {
    return references().names(language);
  }

  /** The board's first data at one moment. */
  public BoardSnapshot snapshot(int most) {
    return snapshot(null, most);
  }

  /**
   * The same of one network.
   *
   * @param network null: of all
   */
  public BoardSnapshot snapshot(@Nullable String network, int most) {
    return database.read(
        sql -> {
          long position;
          boolean complete;
          synchronized (publishing) {
            position = feed.last();
            complete = caughtUp;
            FigureQueries.losses(sql); // The first query fixes the moment of all others.
          }
          return HistoryQueries.snapshot(sql, null, network, most, position, complete);
        });
  }
}

package kizuna.streams.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import kizuna.codes.FactKind;
import kizuna.codes.Outcome;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.states.LedgerEntry;
import kizuna.states.RequestStatus;
import kizuna.streams.ledger.LedgerView.DecisionPosition;
import kizuna.streams.ledger.LedgerView.Disaster;
import kizuna.streams.ledger.LedgerView.DisasterFigures;
import kizuna.streams.ledger.LedgerView.NetworkFigures;
import kizuna.streams.ledger.LedgerView.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * How everything in one namespace stood at each moment of its log. It is filled by the thread that
 * fills the {@link LedgerView}, from the same records; whoever looks back takes what there is, in a
 * moment, and unfolds it without holding anybody up.
 *
 * <p>A moment is a position in each network's log: the last decision made until then. Each state
 * says which decision wrote it, so that topics that are read one before the other make no
 * difference. Names of municipalities and networks are those of today.
 */
public final class Past {

  private static final ZoneId JAPAN = ZoneId.of("Asia/Tokyo");

  /** A disaster from a decision on; null: gone, as another. */
  private record Declaration(
      UUID eventId, String networkId, String key, @Nullable Disaster disaster) {}

  private static final class Network {
    final Numbers rejections = new Numbers();
    final Course persons = new Course(Persons.PLACES);

    /** Person-days open, and unmet. */
    final Course missing = new Course(2);
  }

  private final History<LedgerEntry> ledger =
      new History<>(LedgerEntry.class, LedgerEntry.getClassSchema(), LedgerEntry::getSequence);
  private final History<RequestStatus> requests =
      new History<>(
          RequestStatus.class, RequestStatus.getClassSchema(), RequestStatus::getSequence);
  private final Map<String, Network> networks = new TreeMap<>();
  private final List<Declaration> declarations = new ArrayList<>();
  private static final Set<FactKind> OF_DISASTERS =
      EnumSet.of(
          FactKind.DISASTER_DECLARED,
          FactKind.DISASTERS_JOINED,
          FactKind.DISASTER_ENDED,
          FactKind.DISASTER_REOPENED,
          FactKind.DISASTER_CORRECTED);

  private final Map<UUID, Long> declaredBy = new HashMap<>();
  private final Numbers deadLetters = new Numbers();
  private final Milestones milestones = new Milestones();
  private Instant knownFrom = Instant.MIN;

  // Writing: by the view, under its lock -------------------------------------------------------

  void ledger(String key, @Nullable LedgerEntry before, LedgerEntry now) {
    ledger.put(key, before, now);
    if (before == null && now.getChangedAt().isAfter(now.getProposedAt())) {
      forgotten(now.getChangedAt());
    }
    network(now.getNetworkId()).persons.add(now.getSequence(), Persons.more(before, now));
    milestones.dispatch(before, now);
  }

  void ledgerGone(String key, LedgerEntry before) {
    ledger.forget(key);
    network(before.getNetworkId()).persons.add(before.getSequence(), Persons.more(before, null));
  }

  void request(String key, @Nullable RequestStatus before, RequestStatus now) {
    requests.put(key, before, now);
    if (before == null && now.getChangedAt().isAfter(now.getAskedAt())) {
      forgotten(now.getChangedAt());
    }
    network(now.getNetworkId()).missing.add(now.getSequence(), more(before, now));
    milestones.request(before, now);
  }

  void requestGone(String key, RequestStatus before) {
    requests.forget(key);
    network(before.getNetworkId()).missing.add(before.getSequence(), more(before, null));
  }

  private static long[] more(@Nullable RequestStatus before, @Nullable RequestStatus now) {
    return new long[] {
      (now == null ? 0L : now.getOpenPersonDays())
          - (before == null ? 0L : before.getOpenPersonDays()),
      (now == null ? 0L : now.getUnmetPersonDays())
          - (before == null ? 0L : before.getUnmetPersonDays())
    };
  }

  /** The first state of a row that is there is not its first: earlier ones were compacted away. */
  private void forgotten(Instant until) {
    if (until.isAfter(knownFrom)) {
      knownFrom = until;
    }
  }

  void decided(MatchDecision decision) {
    if (OF_DISASTERS.contains(decision.getFactKind())
        && decision.getOutcome() == Outcome.ACCEPTED) {
      declaredBy.put(decision.getEventId(), decision.getSequence());
    }
  }

  void disaster(Fact fact, String key, Disaster now) {
    declarations.add(new Declaration(fact.getEventId(), now.networkId(), key, now));
    if (fact.getDisasterDeclared() != null) {
      milestones.disaster(fact);
    }
  }

  void disasterGone(Fact fact, String key) {
    declarations.add(new Declaration(fact.getEventId(), fact.getNetworkId(), key, null));
  }

  void rejected(String networkId, long sequence) {
    network(networkId).rejections.add(sequence);
  }

  void lost(Instant at) {
    long time = at.toEpochMilli();
    deadLetters.add(deadLetters.size() == 0 ? time : Math.max(time, deadLetters.last()));
  }

  private Network network(String id) {
    return networks.computeIfAbsent(id, n -> new Network());
  }

  /** Bytes that the histories of the rows take. */
  long bytes() {
    return ledger.bytes() + requests.bytes();
  }

  // Reading ------------------------------------------------------------------------------------

  /** What the view knows of a network beside its rows. */
  record Known(
      String id,
      String name,
      int partition,
      Positions.Taken decided,
      @Nullable MatchDecision newest) {}

  /** The states of one dispatch; null where there is no such dispatch. */
  History.@Nullable Row<LedgerEntry> dispatch(String key) {
    return ledger.taken(key);
  }

  /** What there is now. Called under the view's lock. */
  Taken taken(Collection<Known> known, boolean caughtUp, long unreadable) {
    Map<String, Numbers.Taken> rejections = new HashMap<>();
    Map<String, Course.Taken> persons = new HashMap<>();
    Map<String, Course.Taken> missing = new HashMap<>();
    networks.forEach(
        (id, network) -> {
          rejections.put(id, network.rejections.taken());
          persons.put(id, network.persons.taken());
          missing.put(id, network.missing.taken());
        });
    return new Taken(
        List.copyOf(known),
        ledger.taken(),
        requests.taken(),
        List.copyOf(declarations),
        Map.copyOf(declaredBy),
        rejections,
        deadLetters.taken(),
        persons,
        missing,
        milestones.taken(),
        knownFrom,
        caughtUp,
        unreadable);
  }

  /**
   * A moment: the last decision of each network until then; a network that is not named had none.
   *
   * @param at the log's time
   * @param latest whether nothing came after it so far
   */
  public record Moment(Instant at, boolean latest, Map<String, Long> sequences) {
    long of(String networkId) {
      return latest ? Long.MAX_VALUE : sequences.getOrDefault(networkId, 0L);
    }
  }

  /** How the sums stood at a time. */
  public record Sums(
      Instant at,
      long openPersonDays,
      long unmetPersonDays,
      long proposed,
      long confirmed,
      long inTransit,
      long onSite,
      long notReported) {}

  /** The whole past, as far as it was known when it was taken. Read from any thread. */
  public static final class Taken {
    private final List<Known> known;
    private final List<History.Row<LedgerEntry>> ledger;
    private final List<History.Row<RequestStatus>> requests;
    private final List<Declaration> declarations;
    private final Map<UUID, Long> declaredBy;
    private final Map<String, Numbers.Taken> rejections;
    private final Numbers.Taken deadLetters;
    private final Map<String, Course.Taken> persons;
    private final Map<String, Course.Taken> missing;
    private final List<Milestone> milestones;
    private final Instant knownFrom;
    private final boolean caughtUp;
    private final long unreadable;

    private Taken(
        List<Known> known,
        List<History.Row<LedgerEntry>> ledger,
        List<History.Row<RequestStatus>> requests,
        List<Declaration> declarations,
        Map<UUID, Long> declaredBy,
        Map<String, Numbers.Taken> rejections,
        Numbers.Taken deadLetters,
        Map<String, Course.Taken> persons,
        Map<String, Course.Taken> missing,
        List<Milestone> milestones,
        Instant knownFrom,
        boolean caughtUp,
        long unreadable) {
      this.known = known;
      this.ledger = ledger;
      this.requests = requests;
      this.declarations = declarations;
      this.declaredBy = declaredBy;
      this.rejections = rejections;
      this.deadLetters = deadLetters;
      this.persons = persons;
      this.missing = missing;
      this.milestones = milestones;
      this.knownFrom = knownFrom;
      this.caughtUp = caughtUp;
      this.unreadable = unreadable;
    }

    /** The moment that a time of the log stands for. */
    public Moment at(Instant time) {
      Map<String, Long> sequences = new HashMap<>();
      boolean latest = true;
      for (Known network : known) {
        int decided = network.decided().decidedAt().upTo(time.toEpochMilli());
        latest &= decided == network.decided().decidedAt().size();
        if (decided > 0) {
          sequences.put(network.id(), network.decided().sequences().at(decided - 1));
        }
      }
      return new Moment(time, latest, sequences);
    }

    /** The log's time of the newest decision of all; empty before the first. */
    public Optional<Instant> newest() {
      return known.stream()
          .map(n -> n.decided().decidedAt())
          .filter(times -> times.size() > 0)
          .map(times -> Instant.ofEpochMilli(times.at(times.size() - 1)))
          .max(Instant::compareTo);
    }

    /** From when on nothing is forgotten; what is shown of before may lack states. */
    public Instant knownFrom() {
      return knownFrom;
    }

    /** The log's time in a network at a moment. */
    public Optional<Instant> clock(String networkId, Moment moment) {
      return known.stream()
          .filter(n -> n.id().equals(networkId))
          .findFirst()
          .flatMap(
              n -> {
                int decided = n.decided().sequences().upTo(moment.of(networkId));
                return decided == 0
                    ? Optional.empty()
                    : Optional.of(Instant.ofEpochMilli(n.decided().decidedAt().at(decided - 1)));
              });
    }

    /** The ledger at a moment, in no order. */
    public List<LedgerEntry> ledger(Moment moment) {
      return rows(ledger, moment);
    }

    /** How far the need was met at a moment, by day and work. */
    public List<Meter> meters(MetersQuery query, Moment moment) {
      return Meters.of(
          rows(requests, moment).stream().filter(query).toList(),
          rows(ledger, moment).stream().collect(Collectors.groupingBy(Meters::key)),
          query.from(),
          query.to(),
          network ->
              clock(network, moment)
                  .map(now -> LocalDate.ofInstant(now, JAPAN))
                  .orElse(LocalDate.MIN));
    }

    private static <R extends org.apache.avro.specific.SpecificRecordBase> List<R> rows(
        List<History.Row<R>> histories, Moment moment) {
      List<R> rows = new ArrayList<>(histories.size());
      for (History.Row<R> history : histories) {
        R row = history.at(moment.of(history.network()));
        if (row != null) {
          rows.add(row);
        }
      }
      return rows;
    }

    /**
     * All that a board showed first at a moment.
     *
     * @param decision reads a decision again, for its hash
     */
    public Snapshot snapshot(
        Moment moment, int most, Function<DecisionPosition, Optional<MatchDecision>> decision) {
      Map<String, Tally> tallies = new HashMap<>();
      Map<String, Tally> ofDisasters = new HashMap<>();
      Flows flows = new Flows();
      Shelf<LedgerEntry> lines = new Shelf<>();
      for (LedgerEntry e : rows(ledger, moment)) {
        tallies.computeIfAbsent(e.getNetworkId(), id -> new Tally()).add(e, 1);
        ofDisasters
            .computeIfAbsent(e.getNetworkId() + "/" + e.getDisasterId(), key -> new Tally())
            .add(e, 1);
        flows.add(e, 1);
        lines.put(LedgerView.key(e), LedgerView.newestProposed(e), e);
      }
      Shelf<RequestStatus> urgent = new Shelf<>();
      for (RequestStatus r : rows(requests, moment)) {
        tallies.computeIfAbsent(r.getNetworkId(), id -> new Tally()).add(r, 1);
        ofDisasters
            .computeIfAbsent(r.getNetworkId() + "/" + r.getDisasterId(), key -> new Tally())
            .add(r, 1);
        if (LedgerView.isOpen(r)) {
          urgent.put(LedgerView.key(r), LedgerView.urgency(r), r);
        }
      }
      List<NetworkFigures> figures = new ArrayList<>();
      for (Known network : known) {
        int decided = network.decided().sequences().upTo(moment.of(network.id()));
        if (decided > 0 || moment.latest()) {
          Tally tally = tallies.computeIfAbsent(network.id(), id -> new Tally());
          tally.decided(decided);
          Numbers.Taken refused = rejections.get(network.id());
          tally.rejected(refused == null ? 0 : refused.upTo(moment.of(network.id())));
          figures.add(figures(network, decided, tally, decision));
        }
      }
      return new Snapshot(
          0,
          caughtUp,
          figures,
          disasters(moment).stream()
              .map(
                  d ->
                      new DisasterFigures(
                          d,
                          ofDisasters
                              .getOrDefault(
                                  d.networkId() + "/" + d.declared().getDisasterId(), new Tally())
                              .sums()))
              .toList(),
          urgent.page(r -> true, null, most),
          lines.page(e -> true, null, most),
          flows.all(),
          moment.latest() ? deadLetters.size() : deadLetters.upTo(moment.at().toEpochMilli()),
          unreadable);
    }

    private static NetworkFigures figures(
        Known network,
        int decided,
        Tally tally,
        Function<DecisionPosition, Optional<MatchDecision>> decision) {
      if (decided == 0) {
        return LedgerView.figures(network.id(), network.name(), tally, null);
      }
      long sequence = network.decided().sequences().at(decided - 1);
      MatchDecision newest = network.newest();
      if (newest != null && newest.getSequence() == sequence) {
        return LedgerView.figures(network.id(), network.name(), tally, newest);
      }
      DecisionPosition position =
          new DecisionPosition(
              network.partition(), network.decided().decisionOffsets().at(decided - 1), sequence);
      Instant at = Instant.ofEpochMilli(network.decided().decidedAt().at(decided - 1));
      return decision
          .apply(position)
          .map(then -> LedgerView.figures(network.id(), network.name(), tally, then))
          .orElseGet(
              () ->
                  new NetworkFigures(
                      network.id(),
                      network.name(),
                      tally.sums(),
                      tally.loads(),
                      tally.away(),
                      sequence,
                      at,
                      ""));
    }

    private List<Disaster> disasters(Moment moment) {
      Map<String, Disaster> then = new LinkedHashMap<>();
      for (Declaration d : declarations) {
        long sequence = declaredBy.getOrDefault(d.eventId(), Long.MAX_VALUE);
        if (sequence > moment.of(d.networkId())) {
          continue;
        }
        Disaster disaster = d.disaster();
        if (disaster == null) {
          then.remove(d.key());
        } else {
          then.put(d.key(), disaster);
        }
      }
      return then.values().stream().sorted(LedgerView.LAST_STRUCK_FIRST).toList();
    }

    /** The weightiest things that happened in a period, oldest first. */
    public List<Milestone> milestones(Instant from, Instant to, int most) {
      return Milestones.weightiest(milestones, from, to, most);
    }

    /** When the first thing happened that a timeline shows; empty: nothing has. */
    public Optional<Instant> first() {
      return milestones.stream().map(Milestone::at).min(Instant::compareTo);
    }

    /** The sums of all networks at a time. */
    public Sums sums(Instant time) {
      Moment moment = at(time);
      long[] places = new long[Persons.PLACES];
      persons.forEach(
          (network, course) -> {
            for (int i = 0; i < places.length; i++) {
              places[i] += course.at(i, moment.of(network));
            }
          });
      long[] lacks = new long[2];
      missing.forEach(
          (network, course) -> {
            for (int i = 0; i < lacks.length; i++) {
              lacks[i] += course.at(i, moment.of(network));
            }
          });
      return new Sums(
          time,
          lacks[0],
          lacks[1],
          places[Persons.HELD],
          places[Persons.COMMITTED],
          places[Persons.IN_TRANSIT],
          places[Persons.ON_SITE],
          places[Persons.NOT_REPORTED]);
    }
  }
}

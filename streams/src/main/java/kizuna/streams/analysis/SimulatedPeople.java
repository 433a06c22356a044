package kizuna.streams.analysis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import kizuna.codes.DispatchState;
import kizuna.codes.Priority;
import kizuna.codes.RefusalReason;
import kizuna.codes.Role;
import kizuna.facts.AidRequested;
import kizuna.facts.DispatchConfirmed;
import kizuna.facts.DispatchDeclined;
import kizuna.facts.DispatchReference;
import kizuna.facts.Fact;
import kizuna.facts.Reporter;
import kizuna.facts.StaffArrived;
import kizuna.facts.StaffDeparted;
import kizuna.facts.StaffRecalled;
import kizuna.facts.StaffReleased;
import kizuna.facts.StaffReturned;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.JapanTime;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.schemas.form.FactForm;
import kizuna.states.LedgerEntry;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.processing.FactProcessor;
import kizuna.streams.processing.ProcessingResult;
import kizuna.streams.processing.Sinks;
import kizuna.streams.replay.InMemoryStateStore;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Makes a whole log of a scenario: decides it, and simulates people who answer proposals after
 * hours, send, arrive, release and return, and recall when their own area is struck. The same seed
 * gives the same log.
 */
public final class SimulatedPeople {

  /** Takes the facts in their order. */
  public interface Sink {
    void write(Fact fact) throws IOException;
  }

  /** Percent of proposals that are confirmed; the others are declined or not answered. */
  private static final int CONFIRMED = 88;

  private static final int DECLINED = 7;
  private static final int HOURS_OF_DEPARTURE = 8;
  private static final int HOURS_OF_ARRIVAL = 14;
  private static final int HOURS_OF_RELEASE = 17;
  private static final int HOURS_OF_RETURN = 20;

  private record Act(
      Instant at, long number, String dispatch, Set<DispatchState> from, Fact fact) {}

  private final long seed;
  private final Topics topics = Topics.of(Namespace.drill("scenario"), 1);
  private final TopicSerdes formats = TopicSerdes.of(topics, new InMemoryRegistry());
  private final Map<String, FactProcessor> networks = new HashMap<>();
  private final PriorityQueue<Act> acts =
      new PriorityQueue<>(Comparator.comparing(Act::at).thenComparing(Act::number));
  private final Map<String, LedgerEntry> under = new HashMap<>();
  private final Set<String> lifeSafety = new HashSet<>();
  private long offset;
  private long number;
  private long rejected;

  public SimulatedPeople(long seed) {
    this.seed = seed;
  }

  /** Plays a scenario to the end of its facts; returns the number of facts in the log. */
  public long play(Iterator<Fact> scenario, Sink log) throws IOException {
    long written = 0;
    Fact next = scenario.hasNext() ? scenario.next() : null;
    while (next != null) {
      Act act = acts.peek();
      if (act != null && act.at.isBefore(next.getRecordedAt())) {
        acts.remove();
        LedgerEntry e = under.get(act.dispatch);
        if (e == null || !act.from.contains(e.getState())) {
          continue;
        }
        decide(act.fact);
        log.write(act.fact);
      } else {
        decide(next);
        log.write(next);
        next = scenario.hasNext() ? scenario.next() : null;
      }
      written++;
    }
    return written;
  }

  /** Rejected facts. */
  public long rejected() {
    return rejected;
  }

  private void decide(Fact fact) {
    AidRequested asked = fact.getAidRequested();
    if (asked != null && asked.getPriority() == Priority.LIFE_SAFETY) {
      lifeSafety.add(asked.getRequestId());
    }
    FactProcessor processor =
        networks.computeIfAbsent(
            fact.getNetworkId(), n -> new FactProcessor(topics, formats, new InMemoryStateStore()));
    ProcessingResult result =
        processor.process(
            fact.getNetworkId().getBytes(StandardCharsets.UTF_8),
            formats.facts().encode(fact),
            0,
            offset++,
            0);
    for (ProcessingResult.Out out : result.outs()) {
      byte[] value = out.value();
      if (value != null && out.node().equals(Sinks.DISPATCH_LEDGER)) {
        changed(FiguresObserver.decode(formats.ledger(), value), fact);
      } else if (out.node().equals(Sinks.REJECTIONS)) {
        rejected++;
      }
    }
    if (fact.getDisasterDeclared() != null) {
      recall(fact);
    }
  }

  private void changed(LedgerEntry e, Fact cause) {
    LedgerEntry before = under.get(e.getDispatchId());
    if (before != null && before.getState() == e.getState()) {
      under.put(e.getDispatchId(), e);
      return;
    }
    switch (e.getState()) {
      case PROPOSED -> {
        under.put(e.getDispatchId(), e);
        proposed(e, cause.getRecordedAt());
      }
      case CONFIRMED -> {
        under.put(e.getDispatchId(), e);
        Instant planned = at(there(e).minusDays(e.getTravelDays()), HOURS_OF_DEPARTURE);
        later(
            e,
            planned,
            cause,
            Role.WARD,
            DispatchState.CONFIRMED,
            new StaffDeparted(name(e), false));
      }
      case DEPARTED -> {
        under.put(e.getDispatchId(), e);
        later(
            e,
            at(there(e), HOURS_OF_ARRIVAL),
            cause,
            Role.DESK,
            DispatchState.DEPARTED,
            new StaffArrived(name(e), false));
      }
      case ON_SITE -> {
        under.put(e.getDispatchId(), e);
        later(
            e,
            at(e.getLastDay(), HOURS_OF_RELEASE),
            cause,
            Role.DESK,
            DispatchState.ON_SITE,
            new StaffReleased(name(e), e.getLastDay(), false));
      }
      case RELEASED, RECALLED -> {
        under.put(e.getDispatchId(), e);
        later(
            e,
            at(e.getLastDay().plusDays(e.getTravelDays()), HOURS_OF_RETURN),
            cause,
            Role.WARD,
            e.getState(),
            new StaffReturned(name(e), false));
      }
      default -> under.remove(e.getDispatchId());
    }
  }

  /** The relieving wave is present for the handover (引継ぎ重複日), before its first day of work. */
  private static LocalDate there(LedgerEntry e) {
    return e.getFirstDay().minusDays(e.getOverlapDays());
  }

  private void proposed(LedgerEntry e, Instant now) {
    SplittableRandom chances = chances(e.getDispatchId());
    int answer = chances.nextInt(100);
    boolean life = lifeSafety.contains(e.getRequestId());
    Duration after =
        life
            ? Duration.ofMinutes(15 + chances.nextInt(75))
            : Duration.ofMinutes(90 + chances.nextInt(16 * 60));
    if (answer < CONFIRMED) {
      add(now.plus(after), e, Role.WARD, DispatchState.PROPOSED, new DispatchConfirmed(name(e)));
    } else if (answer < CONFIRMED + DECLINED) {
      add(
          now.plus(after),
          e,
          Role.WARD,
          DispatchState.PROPOSED,
          new DispatchDeclined(name(e), RefusalReason.NO_STAFF_LEFT));
    }
  }

  /** A struck lender recalls its people within hours; they work until tomorrow. */
  private void recall(Fact declared) {
    Set<String> struck = Set.copyOf(declared.getDisasterDeclared().getStruck());
    LocalDate tomorrow = JapanTime.dayOf(declared.getRecordedAt()).plusDays(1);
    under.values().stream()
        .filter(e -> e.getNetworkId().equals(declared.getNetworkId()))
        .filter(e -> struck.contains(e.getLender()))
        .filter(e -> e.getState() == DispatchState.ON_SITE && e.getLastDay().isAfter(tomorrow))
        .sorted(Comparator.comparing(LedgerEntry::getDispatchId))
        .forEach(
            e ->
                add(
                    declared
                        .getRecordedAt()
                        .plusSeconds(
                            3_600 + chances(e.getDispatchId() + "/recall").nextInt(18_000)),
                    e,
                    Role.WARD,
                    DispatchState.ON_SITE,
                    new StaffRecalled(name(e), tomorrow, RefusalReason.OWN_DISASTER, false)));
  }

  private void later(
      LedgerEntry e,
      Instant planned,
      Fact cause,
      Role by,
      DispatchState from,
      SpecificRecordBase body) {
    Instant earliest = cause.getRecordedAt().plusSeconds(1_800);
    int minutes = chances(e.getDispatchId() + "/" + from).nextInt(90);
    Instant at = planned.plusSeconds(60L * minutes);
    add(at.isBefore(earliest) ? earliest : at, e, by, from, body);
  }

  private void add(
      Instant at, LedgerEntry e, Role role, DispatchState from, SpecificRecordBase body) {
    UUID id =
        UUID.nameUUIDFromBytes(
            ("kizuna/scenario/people/"
                    + seed
                    + "/"
                    + e.getDispatchId()
                    + "/"
                    + from
                    + "/"
                    + body.getSchema().getName())
                .getBytes(StandardCharsets.UTF_8));
    Fact fact =
        FactForm.envelope(
            id,
            e.getNetworkId(),
            at,
            at,
            new Reporter(role, role == Role.DESK ? e.getReceiver() : e.getLender()),
            kizuna.codes.OperationMode.EXERCISE,
            body);
    acts.add(new Act(at, number++, e.getDispatchId(), Set.of(from), fact));
  }

  private SplittableRandom chances(String of) {
    UUID mixed = UUID.nameUUIDFromBytes((seed + "/" + of).getBytes(StandardCharsets.UTF_8));
    return new SplittableRandom(mixed.getMostSignificantBits() ^ mixed.getLeastSignificantBits());
  }

  private static DispatchReference name(LedgerEntry e) {
    return new DispatchReference(e.getDispatchId(), null, null);
  }

  private static Instant at(LocalDate day, int hour) {
    return day.atTime(hour, 0).atZone(JapanTime.ZONE).toInstant();
  }
}

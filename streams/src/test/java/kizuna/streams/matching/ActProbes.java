package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.named;
import static kizuna.streams.matching.WalkState.COORDINATOR;
import static kizuna.streams.matching.WalkState.SYSTEM;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.WalkState.Party;
import kizuna.streams.matching.rules.EligibilityRule;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.Change;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.Offer;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.Period;
import kizuna.streams.state.Priority;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.Role;
import kizuna.streams.state.StagedState;
import kizuna.streams.state.TaskType;

/** Every act that can be reported where something stands, and who may report it. */
final class ActProbes {

  private final WalkState state;
  private final WalkFacts facts;

  ActProbes(WalkState state) {
    this.state = state;
    this.facts = new WalkFacts(state);
  }

  /** Something at a place, and what can be reported on it there. */
  record Here(Place place, Supplier<List<Probe>> probes) {}

  /**
   * A report to try.
   *
   * @param may who may make it
   */
  record Probe(Fact fact, Predicate<Party> may) {}

  /** Everything that stands somewhere, in a fixed order. */
  List<Here> everything() {
    List<Here> all = new ArrayList<>();
    Instant now = state.kizuna.now();
    sorted(state.kizuna.network.dispatches(), Dispatch::id)
        .forEach(d -> all.add(new Here(Place.of(d, now), () -> probes(d))));
    StagedState staged = new StagedState(state.kizuna.network);
    staged.apply(new Change.ClockSet(now));
    sorted(state.kizuna.network.requests(), b -> b.request().id())
        .forEach(b -> all.add(new Here(Place.of(staged, b, now), () -> probes(b.request()))));
    sorted(state.kizuna.network.offers(), b -> b.offer().id())
        .forEach(b -> all.add(new Here(Place.of(b, now), () -> probes(b.offer()))));
    for (String id : List.of("a1", "a2")) {
      Agreement a = state.kizuna.network.register().agreement(id);
      if (a != null) {
        all.add(new Here(Place.of(a, now), () -> probes(a)));
      }
    }
    for (OverrideDecision o : state.overridesMade.values()) {
      boolean stands = state.kizuna.network.register().override(o.id()) != null;
      Period period = state.kizuna.network.requestOf(o.requestId()).request().period();
      all.add(new Here(Place.of(o, stands, period, now), () -> probes(o)));
    }
    return all;
  }

  private static <T> List<T> sorted(Iterable<T> all, Function<T, String> id) {
    return StreamSupport.stream(all.spliterator(), false).sorted(Comparator.comparing(id)).toList();
  }

  private List<Probe> probes(Dispatch d) {
    List<Probe> probes = new ArrayList<>();
    Fact.DispatchName name = named(d.id());
    LocalDate last = state.today().isAfter(d.plannedLastDay()) ? d.plannedLastDay() : state.today();
    for (Act act : Act.values()) {
      Predicate<Party> may =
          p -> RandomActs.mayBy(p, act) && (p.equals(COORDINATOR) || isSide(p, d));
      switch (act) {
        case LAPSE -> probes.add(timePasses());
        case ASK_EXTENSION ->
            probes.add(new Probe(new Fact.ExtensionRequested(name, d.lastDay().plusDays(2)), may));
        case ANSWER_EXTENSION -> {
          probes.add(new Probe(new Fact.ExtensionAnswered(name, true), may));
          probes.add(new Probe(new Fact.ExtensionAnswered(name, false), may));
        }
        case RETASK ->
            probes.add(new Probe(new Fact.StaffRetasked(name, TaskType.RELIEF_GOODS), may));
        default -> {
          LocalDate ends = act == Act.RELEASE || act == Act.RECALL ? last : null;
          for (boolean meant : List.of(false, true)) {
            probes.add(
                new Probe(
                    new Fact.DispatchActed(act, name, ends, WalkFacts.reason(act), meant), may));
          }
        }
      }
    }
    probes.add(
        new Probe(
            new Fact.ReportRetracted(name, null),
            p ->
                p.equals(COORDINATOR)
                    || (d.steps().isEmpty()
                        ? isSide(p, d)
                        : p.equals(
                            new Party(
                                d.steps().get(d.steps().size() - 1).role(),
                                d.steps().get(d.steps().size() - 1).body())))));
    return probes;
  }

  private Probe timePasses() {
    return new Probe(new Fact.TimePassed(state.kizuna.now()), SYSTEM::equals);
  }

  private static boolean isSide(Party p, Dispatch d) {
    return p.equals(new Party(Role.WARD, d.lender()))
        || p.equals(new Party(Role.DESK, d.receiver()));
  }

  private List<Probe> probes(Request r) {
    String id = r.id();
    Predicate<Party> desk = desk(r.receiver());
    Predicate<Party> orPassedOn = desk.or(SYSTEM::equals);
    LocalDate later = r.period().last().isBefore(state.today()) ? state.today() : r.period().last();
    List<Probe> probes = new ArrayList<>();
    probes.add(new Probe(new Fact.AidRequestDocumented(id, "1"), desk));
    probes.add(new Probe(new Fact.AidRequestAmended(id, 5, null, null, later, null), orPassedOn));
    probes.add(
        new Probe(new Fact.AidRequestAmended(id, 1, null, state.today(), null, null), orPassedOn));
    probes.add(
        new Probe(
            new Fact.AidRequestAmended(
                id,
                null,
                null,
                null,
                null,
                null,
                new Fact.Correction("市役所", null, null, null, null)),
            orPassedOn));
    probes.add(
        new Probe(
            new Fact.AidRequestAmended(
                id,
                null,
                null,
                null,
                null,
                null,
                new Fact.Correction(null, null, null, TaskType.RELIEF_GOODS, null)),
            orPassedOn));
    probes.add(new Probe(new Fact.AidRequestCancelled(id, RefusalReason.NEED_ENDED), orPassedOn));
    for (RequestCoverage other : state.kizuna.network.requests()) {
      probes.add(new Probe(new Fact.AidRequestMerged(id, other.request().id()), orPassedOn));
    }
    for (OverrideDecision.Kind kind : OverrideDecision.Kind.values()) {
      probes.add(
          new Probe(
              new Fact.OverrideMade(
                  new OverrideDecision(
                      "probe",
                      kind,
                      id,
                      kind == OverrideDecision.Kind.REPRIORITISE ? null : SHINJUKU,
                      kind == OverrideDecision.Kind.REPRIORITISE ? Priority.LIFE_SAFETY : null,
                      kind == OverrideDecision.Kind.WAIVE
                          ? EligibilityRule.NOT_REFUSED_BEFORE.name()
                          : null)),
              COORDINATOR::equals));
    }
    probes.add(new Probe(facts.elsewhere(id, 1), SYSTEM::equals));
    probes.add(timePasses());
    return probes;
  }

  private List<Probe> probes(Offer o) {
    Predicate<Party> ward =
        p -> p.equals(COORDINATOR) || p.equals(new Party(Role.WARD, o.lender()));
    String answers = o.answersRequestId();
    Predicate<Party> rejects =
        answers == null
            ? COORDINATOR::equals
            : desk(state.kizuna.network.requestOf(answers).request().receiver());
    return List.of(
        new Probe(new Fact.OfferWithdrawn(o.id(), RefusalReason.OTHER), ward),
        new Probe(new Fact.OfferRejected(o.id(), RefusalReason.OTHER), rejects));
  }

  private static Predicate<Party> desk(String receiver) {
    return p -> p.equals(COORDINATOR) || p.equals(new Party(Role.DESK, receiver));
  }

  private List<Probe> probes(Agreement a) {
    Predicate<Party> keeper = p -> p.equals(COORDINATOR) || p.equals(SYSTEM);
    AgreementTerms newer = new AgreementTerms();
    newer.id = a.id();
    newer.version = a.version() + 1;
    return List.of(
        new Probe(new Fact.AgreementSigned(newer.signed()), keeper),
        new Probe(
            new Fact.PlanConfirmed(a.id(), WAJIMA, state.today().plusDays(100)),
            keeper.or(new Party(Role.DESK, WAJIMA)::equals)),
        new Probe(new Fact.AgreementSuspended(a.id()), keeper),
        new Probe(new Fact.AgreementResumed(a.id()), keeper),
        new Probe(new Fact.AgreementEnded(a.id(), state.today()), keeper),
        new Probe(new Fact.AgreementEnded(a.id(), state.today().minusDays(1)), keeper),
        new Probe(new Fact.AgreementEnded(a.id(), state.today().plusDays(9)), keeper));
  }

  private List<Probe> probes(OverrideDecision o) {
    return List.of(
        new Probe(new Fact.OverrideRevoked(o.id()), COORDINATOR::equals),
        new Probe(new Fact.OverrideMade(o), COORDINATOR::equals));
  }
}

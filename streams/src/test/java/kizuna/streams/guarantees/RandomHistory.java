package kizuna.streams.guarantees;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import kizuna.codes.AccountRole;
import kizuna.codes.CounterpartRole;
import kizuna.codes.DenialCode;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.codes.RefusalReason;
import kizuna.codes.Role;
import kizuna.facts.AccessDenied;
import kizuna.facts.AgreementEnded;
import kizuna.facts.AgreementResumed;
import kizuna.facts.AgreementSuspended;
import kizuna.facts.AidRequestAmended;
import kizuna.facts.AidRequestCancelled;
import kizuna.facts.AidRequestDocumented;
import kizuna.facts.ClockSet;
import kizuna.facts.CounterpartAppointed;
import kizuna.facts.CounterpartRelieved;
import kizuna.facts.DisasterCorrected;
import kizuna.facts.DisasterEnded;
import kizuna.facts.DisasterReopened;
import kizuna.facts.DisastersJoined;
import kizuna.facts.EscalationAnswered;
import kizuna.facts.Fact;
import kizuna.facts.LenderJoined;
import kizuna.facts.LenderLeft;
import kizuna.facts.NetworkTermsChanged;
import kizuna.facts.OfferRejected;
import kizuna.facts.OfferWithdrawn;
import kizuna.facts.OverrideRevoked;
import kizuna.facts.PlanConfirmed;
import kizuna.facts.Reporter;
import kizuna.facts.RulesAdopted;
import kizuna.facts.TimePassed;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.schemas.form.FactForm;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;

/**
 * Histories as they may come, legal and not, with every kind of fact: seeded, so that each can be
 * had again. Numbers are small, so that things collide. A second network is the next tier; what the
 * first passes to it, and its answers, come between, when the facts are decided.
 */
public final class RandomHistory {

  /** Several guarantees are tested by the same logs; each is drawn once. */
  private static final Map<List<Long>, List<Fact>> DRAWN = new ConcurrentHashMap<>();

  /** Facts after which the history begins: without them nothing is worth telling. */
  public static final int BASIS = 8;

  private final Draws d;
  private final RandomRegister register;
  private final RandomRequests requests;
  private final RandomDispatches dispatches;
  private final List<Fact> before = new ArrayList<>();
  private final Map<String, Instant> toldUntil = new TreeMap<>();
  private final OperationMode mode;

  /** In each fifth history clocks are wrong and rules change: the others stay as they were. */
  private final boolean clockIsSet;

  RandomHistory(long seed, String network, OperationMode mode) {
    this.d = new Draws(seed, network, mode);
    this.register = new RandomRegister(d);
    this.requests = new RandomRequests(d);
    this.dispatches = new RandomDispatches(d);
    this.clockIsSet = Math.floorMod(seed, 5L) == 4;
    this.mode = mode;
  }

  /** The log of a history, with what was passed between the networks. */
  public static List<Fact> of(long seed, int length) {
    return DRAWN.computeIfAbsent(
        List.of(seed, (long) length),
        key -> List.copyOf(of(seed, length, FactBuilder.NETWORK, OperationMode.ACTUAL)));
  }

  public static List<Fact> of(long seed, int length, String network, OperationMode mode) {
    List<Fact> all = new ArrayList<>();
    LogHarness kizuna =
        new LogHarness(
            Topics.of(mode == OperationMode.ACTUAL ? Namespace.LIVE : Namespace.drill("drawn"), 1));
    new RandomHistory(seed, network, mode)
        .tell(new DecidedByHarness(kizuna), length, fact -> {}, (fact, answered) -> all.add(fact));
    return all;
  }

  /** The facts of a history as they are sent: without what networks pass to each other. */
  public static List<Fact> sent(long seed, int length) {
    return sent(seed, length, FactBuilder.NETWORK);
  }

  /** The same in another network. */
  public static List<Fact> sent(long seed, int length, String network) {
    List<Fact> sent = new ArrayList<>();
    new RandomHistory(seed, network, OperationMode.ACTUAL)
        .tell(new DecidedByHarness(), length, sent::add, (fact, answered) -> {});
    return sent;
  }

  /**
   * Draws facts and tells them; what a network passes to another comes right after what made it do
   * so.
   *
   * @param drawn gets each fact that is drawn, before it is told
   * @param told gets each fact with what came of it
   */
  void tell(
      Kizuna kizuna, int length, Consumer<Fact> drawn, BiConsumer<Fact, Kizuna.Answered> told) {
    for (int i = 0; i < length; i++) {
      // Now and then the same fact comes twice.
      Fact fact =
          i < BASIS
              ? basis(i)
              : d.chance(30) ? before.get(d.random.nextInt(before.size())) : next();
      before.add(fact);
      for (Fact time : timeBefore(fact)) {
        drawn.accept(time);
        Histories.tell(kizuna, List.of(time), (f, answered) -> told.accept(f, answered));
      }
      drawn.accept(fact);
      Histories.tell(
          kizuna,
          List.of(fact),
          (f, answered) -> {
            d.ledger = answered.ledger();
            told.accept(f, answered);
          });
    }
    // Too rare for dice.
    for (Fact fact : register.preparednessOfEach()) {
      drawn.accept(fact);
      Histories.tell(kizuna, List.of(fact), (f, answered) -> told.accept(f, answered));
    }
  }

  /** What whoever decides the networks tells them in between: no log is at rest for days. */
  private List<Fact> timeBefore(Fact fact) {
    Instant now = fact.getRecordedAt();
    List<Fact> told = new ArrayList<>();
    toldUntil.replaceAll(
        (network, until) -> {
          Instant at = until;
          while (now.isAfter(at.plus(Duration.ofDays(1)))) {
            at = at.plus(Duration.ofDays(1));
            told.add(
                FactForm.envelope(
                    UUID.nameUUIDFromBytes(
                        ("time/" + network + "/" + at).getBytes(StandardCharsets.UTF_8)),
                    network,
                    at,
                    at,
                    new Reporter(Role.SYSTEM, "kizuna"),
                    mode,
                    new TimePassed(at, null)));
          }
          return at;
        });
    if (fact.getKind() == FactKind.NETWORK_FORMED) {
      toldUntil.putIfAbsent(fact.getNetworkId(), now);
    }
    return told;
  }

  private Fact basis(int i) {
    return switch (i) {
      case 0 -> register.formed();
      case 1 -> d.home.municipalities();
      case 2 -> register.associations("noto-kai", Draws.RECEIVERS);
      case 3 -> d.home.agreement();
      case 4 -> register.declared("noto", FactBuilder.WAJIMA);
      case 5 -> register.nextFormed();
      case 6 -> d.inNext(Role.SYSTEM, "kizuna", d.home.municipalities().getMunicipalitiesListed());
      default -> d.inNext(Role.SYSTEM, "kizuna", d.home.agreement().getAgreementSigned());
    };
  }

  private Fact timePassed() {
    java.time.Instant to = d.home.now().plus(Duration.ofMinutes(10L + minutes()));
    if (d.chance(12)) {
      return d.bySystem(new TimePassed(to, null));
    }
    d.home.at(to);
    if (d.chance(5)) {
      return d.inNext(Role.SYSTEM, "kizuna", new TimePassed(to, null));
    }
    return d.bySystem(new TimePassed(to, null));
  }

  /**
   * A clock that was wrong is put right; reports of before come on after it, or with it. Not so far
   * back that the next report is not believed.
   */
  private Fact clockSet() {
    Instant to = d.home.now().plus(Duration.ofMinutes(d.among(-1_300, 2_000)));
    boolean ward = d.chance(6);
    Fact fact =
        d.by(
            ward ? Role.WARD : Role.COORDINATOR,
            ward ? d.lender() : d.homeId,
            new ClockSet(to, null));
    if (d.chance(2)) {
      d.home.at(to);
    }
    return fact;
  }

  private int minutes() {
    return d.random.nextInt(d.chance(3) ? 2_000 : 120);
  }

  private Fact next() {
    Supplier<Fact> due = d.soon.poll();
    if (due != null) {
      return due.get();
    }
    if (d.chance(3)) {
      return dispatches.act();
    }
    if (d.chance(20)) {
      return end();
    }
    if (clockIsSet && d.chance(20)) {
      return d.chance(3)
          ? d.by(d.chance(2) ? Role.WARD : Role.SYSTEM, d.lender(), new RulesAdopted(5, 6, 7L))
          : clockSet();
    }
    int dice = d.random.nextInt(67);
    if (dice < 9) {
      return requests.asked();
    } else if (dice < 19) {
      return requests.offered();
    } else if (dice < 22) {
      return requests.offeredInNext();
    } else if (dice < 28) {
      return timePassed();
    } else if (dice < 38) {
      return dispatches.act();
    } else if (dice < 41) {
      return requests.amended();
    } else if (dice < 47) {
      return register.override();
    }
    return switch (dice - 47) {
      case 0, 1 -> register.signed(d.agreement());
      case 2 ->
          d.chance(3)
              ? d.chance(2) ? register.preparedness() : register.dutyDesk()
              : register.limits();
      case 3 -> register.appointed();
      case 4 -> register.relieved();
      case 5 ->
          d.byCoordinator(
              new OverrideRevoked("v" + d.among(1, d.overrides + (d.chance(6) ? 1 : 0)), "調整"));
      case 6 -> d.byDesk(new AidRequestCancelled(d.request(), RefusalReason.NEED_ENDED));
      case 7 -> requests.merged();
      case 8 -> d.byDesk(new AidRequestDocumented(d.request(), "7-12"));
      case 9 -> d.byWard(d.lender(), new OfferWithdrawn(d.offer(), d.any(Draws.REASONS)));
      case 10 -> d.byCoordinator(new OfferRejected(d.offer(), RefusalReason.RECEPTION_NOT_READY));
      case 11 -> suspended();
      case 12 -> d.bySystem(new AgreementResumed(d.agreement()));
      case 13 ->
          d.bySystem(
              new AgreementEnded(
                  d.agreement(), d.chance(4) ? LocalDate.of(2019, 1, 1) : d.day().plusDays(4)));
      case 14 -> {
        String side = d.chance(2) ? d.lender() : d.any(Draws.RECEIVERS);
        yield d.by(
            d.chance(2) ? Role.WARD : Role.SYSTEM,
            side,
            new PlanConfirmed(
                d.agreement(), d.chance(8) ? Draws.NOBODY : side, d.day().plusDays(3)));
      }
      case 15 -> {
        if (d.disasters > 1 && d.chance(2)) {
          String ends = "quake-" + d.random.nextInt(2);
          String goesOn = d.disaster();
          yield d.byCoordinator(new DisastersJoined(ends, goesOn.equals(ends) ? "noto" : goesOn));
        }
        String id = d.chance(4) ? "noto" : "quake-" + d.random.nextInt(d.disasters++ % 2 + 1);
        yield register.declared(id, d.chance(4) ? d.lender() : d.any(Draws.RECEIVERS));
      }
      case 16 -> register.associations(d.chance(2) ? "ku-kai" : "noto-kai", register.members());
      case 17 ->
          d.chance(2)
              ? d.by(
                  d.chance(2) ? Role.SYSTEM : Role.WARD,
                  d.lender(),
                  d.home.municipalities().getMunicipalitiesListed())
              : register.formed();
      default ->
          d.by(
              d.chance(4) ? Role.WARD : Role.SYSTEM,
              d.lender(),
              d.chance(2) ? new EscalationAnswered(d.request(), d.nextId, List.of()) : denied());
    };
  }

  /** Disasters end, go on and are corrected; the network changes. */
  private Fact end() {
    String id = d.disaster();
    return switch (d.random.nextInt(11)) {
      case 10 -> {
        String lender = d.lender();
        String receiver = d.any(Draws.RECEIVERS);
        d.soon.add(() -> d.byCoordinator(new CounterpartRelieved("noto", receiver, lender, null)));
        yield d.byCoordinator(
            new CounterpartAppointed("noto", receiver, lender, CounterpartRole.LEAD));
      }
      case 9 -> {
        String twin = "quake-" + d.random.nextInt(2);
        d.soon.add(() -> d.byCoordinator(new DisastersJoined(twin, "noto")));
        yield register.declared(twin, d.any(Draws.RECEIVERS));
      }
      case 0 -> {
        d.soon.add(() -> d.byCoordinator(new DisasterReopened(id)));
        yield d.byCoordinator(new DisasterEnded(id, !d.chance(3)));
      }
      case 1 -> {
        if (d.chance(2)) {
          d.soon.add(() -> requests.offered());
          d.soon.add(() -> requests.asked());
          d.soon.add(() -> dispatches.act());
        }
        d.soon.add(() -> d.byCoordinator(new DisasterReopened(id)));
        yield d.byDesk(new DisasterEnded(id, d.chance(2)));
      }
      case 2 -> d.byDesk(new DisasterReopened(id));
      case 3 ->
          d.byCoordinator(
              DisasterCorrected.newBuilder()
                  .setDisasterId(id)
                  .setHazard(d.any(Draws.HAZARDS))
                  .setName(d.chance(2) ? "訂正" : null)
                  .build());
      case 4 -> {
        String code = d.chance(2) ? d.lender() : d.any(Draws.RECEIVERS);
        List<String> more = d.chance(2) ? List.of(code) : List.of();
        boolean itself = d.chance(3);
        yield d.by(
            itself ? Role.DESK : Role.COORDINATOR,
            itself ? code : d.homeId,
            DisasterCorrected.newBuilder()
                .setDisasterId(id)
                .setAlsoStruck(more)
                .setNotStruck(more.isEmpty() ? List.of(code) : List.of())
                .build());
      }
      case 5 -> {
        String lender = d.lender();
        d.soon.add(() -> d.bySystem(new LenderJoined(lender)));
        yield d.by(
            d.chance(4) ? Role.WARD : Role.SYSTEM,
            d.chance(4) ? d.lender() : lender,
            new LenderLeft(lender));
      }
      case 6 -> d.bySystem(new LenderJoined(d.chance(2) ? d.lender() : d.any(Draws.RECEIVERS)));
      case 7 ->
          d.by(
              d.chance(5) ? Role.WARD : Role.SYSTEM,
              d.lender(),
              NetworkTermsChanged.newBuilder()
                  .setPriorityClassHours(d.chance(2) ? d.among(6, 48) : null)
                  .setHoldMinutes(d.among(60, 300))
                  .setEscalatesTo(d.chance(2) ? "" : d.nextId)
                  .setEscalateAfterMinutes(d.among(100, 900))
                  .build());
      default ->
          d.byDesk(
              AidRequestAmended.newBuilder().setRequestId(d.request()).setDisasterId(id).build());
    };
  }

  /** Now and then to be resumed soon. */
  private Fact suspended() {
    String id = d.agreement();
    if (d.chance(2)) {
      d.soon.add(() -> requests.offered());
      d.soon.add(() -> d.bySystem(new AgreementResumed(id)));
    }
    return d.bySystem(new AgreementSuspended(id, "test"));
  }

  private static AccessDenied denied() {
    return AccessDenied.newBuilder()
        .setAccount("a-1")
        .setRole(AccountRole.VIEWER)
        .setMethod("POST")
        .setPath("/api/offers")
        .setCode(DenialCode.NOT_OF_ROLE)
        .build();
  }
}

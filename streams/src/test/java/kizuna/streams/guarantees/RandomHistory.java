package kizuna.streams.guarantees;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import kizuna.codes.AccountRole;
import kizuna.codes.Certainty;
import kizuna.codes.CostBearer;
import kizuna.codes.CounterpartRole;
import kizuna.codes.DenialCode;
import kizuna.codes.DispatchAct;
import kizuna.codes.DispatchState;
import kizuna.codes.Documentation;
import kizuna.codes.FactKind;
import kizuna.codes.HazardType;
import kizuna.codes.MatchRule;
import kizuna.codes.OperationMode;
import kizuna.codes.OverrideKind;
import kizuna.codes.Priority;
import kizuna.codes.Qualification;
import kizuna.codes.RefusalReason;
import kizuna.codes.Role;
import kizuna.codes.TaskType;
import kizuna.codes.Tier;
import kizuna.facts.AccessDenied;
import kizuna.facts.AgreementEnded;
import kizuna.facts.AgreementResumed;
import kizuna.facts.AgreementSigned;
import kizuna.facts.AgreementSuspended;
import kizuna.facts.AidRequestAmended;
import kizuna.facts.AidRequestCancelled;
import kizuna.facts.AidRequestDocumented;
import kizuna.facts.AidRequestMerged;
import kizuna.facts.AidRequested;
import kizuna.facts.AssociationListed;
import kizuna.facts.ClockSet;
import kizuna.facts.CounterpartAppointed;
import kizuna.facts.CounterpartRelieved;
import kizuna.facts.DailyCount;
import kizuna.facts.DisasterCorrected;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.DisasterEnded;
import kizuna.facts.DisasterReopened;
import kizuna.facts.DisastersJoined;
import kizuna.facts.DispatchCancelled;
import kizuna.facts.DispatchConfirmed;
import kizuna.facts.DispatchDeclined;
import kizuna.facts.DispatchReference;
import kizuna.facts.DutyDeskPublished;
import kizuna.facts.EscalationAnswered;
import kizuna.facts.ExtensionAnswered;
import kizuna.facts.ExtensionRequested;
import kizuna.facts.Fact;
import kizuna.facts.HandoverStarted;
import kizuna.facts.LenderJoined;
import kizuna.facts.LenderLeft;
import kizuna.facts.LenderLimit;
import kizuna.facts.LenderLimitsSet;
import kizuna.facts.NetworkFormed;
import kizuna.facts.NetworkTermsChanged;
import kizuna.facts.OfferRejected;
import kizuna.facts.OfferWithdrawn;
import kizuna.facts.OverrideMade;
import kizuna.facts.OverrideRevoked;
import kizuna.facts.PlanConfirmed;
import kizuna.facts.ReportRetracted;
import kizuna.facts.Reporter;
import kizuna.facts.RulesAdopted;
import kizuna.facts.StaffArrived;
import kizuna.facts.StaffDeparted;
import kizuna.facts.StaffOffered;
import kizuna.facts.StaffRecalled;
import kizuna.facts.StaffReleased;
import kizuna.facts.StaffRetasked;
import kizuna.facts.StaffReturned;
import kizuna.facts.TimePassed;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.schemas.form.FactForm;
import kizuna.states.LedgerEntry;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Histories as they may come, legal and not, with every kind of fact: seeded, so that each can be
 * had again. Numbers are small, so that things collide. A second network is the next tier; what the
 * first passes to it, and its answers, come between, when the facts are decided.
 */
public final class RandomHistory {

  private static final List<String> LENDERS =
      List.of(FactBuilder.SHINJUKU, FactBuilder.SUMIDA, FactBuilder.SUGINAMI);
  private static final List<String> NEXT_LENDERS = List.of("271004", "231002");
  private static final List<String> RECEIVERS = List.of(FactBuilder.WAJIMA, FactBuilder.SUZU);
  private static final String NOBODY = "011002";
  private static final TaskType[] TASKS = {TaskType.SHELTER_OPERATION, TaskType.RELIEF_GOODS};
  private static final HazardType[] HAZARDS = {HazardType.EARTHQUAKE, HazardType.TSUNAMI};
  private static final RefusalReason[] REASONS = {
    RefusalReason.OWN_DISASTER, RefusalReason.NO_STAFF_LEFT, RefusalReason.OTHER
  };

  /** Several guarantees are tested by the same logs; each is drawn once. */
  private static final Map<List<Long>, List<Fact>> DRAWN = new ConcurrentHashMap<>();

  /** Facts after which the history begins: without them nothing is worth telling. */
  public static final int BASIS = 8;

  private final Random random;
  private final FactBuilder home;
  private final FactBuilder next;
  private final String homeId;
  private final String nextId;
  private final Deque<Supplier<Fact>> soon = new ArrayDeque<>();
  private final List<Fact> before = new ArrayList<>();
  private final Map<String, Instant> toldUntil = new TreeMap<>();
  private final OperationMode mode;

  /** In each fifth history clocks are wrong and rules change: the others stay as they were. */
  private final boolean clockIsSet;

  private Map<String, LedgerEntry> ledger = Map.of();
  private @Nullable AidRequested lastAsked;
  private int requests;
  private int offers;
  private int nextOffers;
  private int agreements;
  private int overrides;
  private int disasters = 1;

  RandomHistory(long seed, String network, OperationMode mode) {
    this.random = new Random(seed);
    this.clockIsSet = Math.floorMod(seed, 5L) == 4;
    this.mode = mode;
    this.homeId = network;
    this.nextId = network + "-next";
    this.home = new FactBuilder(homeId, mode);
    this.next = new FactBuilder(nextId, mode);
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
          i < BASIS ? basis(i) : chance(30) ? before.get(random.nextInt(before.size())) : next();
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
            ledger = answered.ledger();
            told.accept(f, answered);
          });
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
      case 0 -> formed();
      case 1 -> home.municipalities();
      case 2 -> associations("noto-kai", RECEIVERS);
      case 3 -> home.agreement();
      case 4 -> declared("noto", FactBuilder.WAJIMA);
      case 5 -> nextFormed();
      case 6 -> inNext(Role.SYSTEM, "kizuna", home.municipalities().getMunicipalitiesListed());
      default -> inNext(Role.SYSTEM, "kizuna", home.agreement().getAgreementSigned());
    };
  }

  // Dice.

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private int among(int least, int most) {
    return least + random.nextInt(Math.max(1, most - least + 1));
  }

  private <T> T any(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private <T> T any(T[] from) {
    return from[random.nextInt(from.length)];
  }

  private LocalDate day() {
    return FactBuilder.DAY1.plusDays(random.nextInt(12) - 1L);
  }

  private TaskType task() {
    return any(TASKS);
  }

  private String lender() {
    return any(LENDERS);
  }

  /** Sometimes one that was never asked. */
  private String request() {
    return "r" + among(1, requests + (chance(6) ? 1 : 0));
  }

  private String offer() {
    return "o" + among(1, offers + (chance(6) ? 1 : 0));
  }

  private String agreement() {
    return chance(3) ? "kyotei" : "kyotei-" + (char) ('a' + random.nextInt(chance(8) ? 4 : 3));
  }

  private String disaster() {
    return chance(5) ? "quake-" + random.nextInt(disasters + (chance(8) ? 1 : 0)) : "noto";
  }

  private String receiver() {
    return chance(40) ? NOBODY : any(RECEIVERS);
  }

  // Who says it.

  private Fact by(Role role, String body, SpecificRecordBase fact) {
    return as(home, role, body, fact);
  }

  private static Fact as(FactBuilder facts, Role role, String body, SpecificRecordBase fact) {
    String name = fact.getSchema().getName().replaceAll("(?<=[a-z])(?=[A-Z])", "_");
    return facts.fact(role, body, FactKind.valueOf(name.toUpperCase(java.util.Locale.ROOT)), fact);
  }

  private Fact inNext(Role role, String body, SpecificRecordBase fact) {
    next.at(home.now());
    Fact made = as(next, role, body, fact);
    home.at(next.now());
    return made;
  }

  private Fact bySystem(SpecificRecordBase fact) {
    return chance(12) ? by(Role.WARD, lender(), fact) : by(Role.SYSTEM, "kizuna", fact);
  }

  private Fact byCoordinator(SpecificRecordBase fact) {
    return chance(12) ? by(Role.DESK, any(RECEIVERS), fact) : by(Role.COORDINATOR, homeId, fact);
  }

  private Fact byDesk(SpecificRecordBase fact) {
    return !chance(3)
        ? by(Role.COORDINATOR, homeId, fact)
        : by(Role.DESK, chance(6) ? FactBuilder.SUZU : FactBuilder.WAJIMA, fact);
  }

  private Fact byWard(String lender, SpecificRecordBase fact) {
    return by(Role.WARD, chance(20) ? lender() : lender, fact);
  }

  // The register.

  private Fact formed() {
    return by(
        Role.SYSTEM,
        "kizuna",
        NetworkFormed.newBuilder()
            .setName("特別区")
            .setLenders(LENDERS)
            .setHoldMinutes(240)
            .setLifeSafetyHoldMinutes(30)
            .setPriorityClassHours(24)
            .setEscalatesTo(nextId)
            .setEscalateAfterMinutes(400)
            .setLifeSafetyEscalateAfterMinutes(60)
            .build());
  }

  private Fact nextFormed() {
    return inNext(
        Role.SYSTEM,
        "kizuna",
        NetworkFormed.newBuilder()
            .setName("次")
            .setLenders(NEXT_LENDERS)
            .setHoldMinutes(600)
            .setLifeSafetyHoldMinutes(60)
            .setPriorityClassHours(24)
            .setTier(Tier.BLOCK)
            .build());
  }

  private Fact associations(String id, List<String> members) {
    return bySystem(new AssociationListed(id, "会", members, "test"));
  }

  private Fact signed(String id) {
    boolean umbrella = chance(4);
    boolean limited = chance(3);
    int travel = chance(3) ? 1 : 0;
    return bySystem(
        new AgreementSigned(
            id,
            chance(4) ? among(1, 3) : ++agreements + 1,
            "協定",
            chance(2) ? List.of() : List.of(lender()),
            umbrella ? List.of() : chance(2) ? RECEIVERS : List.of(receiver()),
            umbrella ? List.of(chance(8) ? "no-kai" : "noto-kai") : List.of(),
            chance(5) ? List.of(any(HAZARDS)) : List.of(),
            chance(3) ? List.of(task()) : List.of(),
            limited ? Integer.valueOf(among(1, 4)) : null,
            chance(3) ? Integer.valueOf(among(2 * travel + 1, 6)) : null,
            any(new CostBearer[] {CostBearer.RECEIVER, CostBearer.LENDER}),
            chance(4) ? day() : LocalDate.of(2020, 1, 1 + random.nextInt(2)),
            chance(4) ? FactBuilder.DAY1.plusDays(13 + random.nextInt(4)) : null,
            "test",
            Certainty.ILLUSTRATIVE,
            chance(6) ? List.of("ku-kai") : List.of(),
            travel,
            chance(3) ? among(1, 4) : 0));
  }

  private Fact declared(String id, String struck) {
    return by(
        Role.DESK,
        chance(12) ? FactBuilder.SUZU : struck,
        new DisasterDeclared(
            id,
            "地震",
            chance(6) ? HazardType.TSUNAMI : HazardType.EARTHQUAKE,
            chance(16)
                ? List.of(struck, NOBODY)
                : chance(12) ? Stream.of(struck, lender()).distinct().toList() : List.of(struck),
            home.now(),
            !chance(4),
            false));
  }

  private Fact limits() {
    String lender = chance(20) ? NOBODY : lender();
    List<LenderLimit> limits = new ArrayList<>();
    if (chance(3)) {
      limits.add(new LenderLimit(null, among(1, 5)));
    }
    if (chance(3)) {
      limits.add(new LenderLimit(task(), among(0, 3)));
    }
    return byWard(lender, new LenderLimitsSet(lender, limits, chance(2) ? among(1, 2) : 0));
  }

  private Fact dutyDesk() {
    String body = chance(6) ? NOBODY : chance(2) ? any(RECEIVERS) : lender();
    return by(
        chance(2) ? Role.DESK : Role.WARD,
        chance(6) ? lender() : body,
        new DutyDeskPublished(body, "防災課", "0768-22-2211", null, null));
  }

  // Requests and offers.

  private Fact asked() {
    LocalDate first = day();
    int days = among(1, 9);
    int tour = chance(3) ? among(1, 4) : 8;
    String receiver = receiver();
    List<DailyCount> needs = chance(3) ? needs(first, days) : List.of();
    boolean duplicate = chance(10) && requests > 0;
    AidRequested body =
        new AidRequested(
            "r" + (duplicate ? requests : ++requests),
            disaster(),
            receiver,
            "断水",
            task(),
            needs.isEmpty()
                ? among(1, 4)
                : needs.stream().mapToInt(DailyCount::getHeadCount).max().getAsInt(),
            "避難所",
            "のと里山海道",
            first,
            first.plusDays(days - 1L),
            chance(6) ? List.of(Qualification.ARCHITECT) : List.of(),
            any(new Priority[] {Priority.LIFE_SAFETY, Priority.URGENT, Priority.NORMAL}),
            tour,
            Documentation.ORAL,
            needs,
            chance(3) ? Math.min(tour - 1, 2) : Math.min(tour, 1),
            null);
    lastAsked = body;
    return by(Role.DESK, chance(20) ? FactBuilder.SUZU : receiver, body);
  }

  /** Somebody on the first day, then as it comes. */
  private List<DailyCount> needs(LocalDate first, int days) {
    List<DailyCount> needs = new ArrayList<>();
    LocalDate from = first;
    LocalDate last = first.plusDays(days - 1L);
    while (!from.isAfter(last)) {
      LocalDate to = from.plusDays(random.nextInt(3));
      to = to.isAfter(last) ? last : to;
      int head = random.nextInt(4);
      if (needs.isEmpty() || !chance(4)) {
        needs.add(new DailyCount(from, to, needs.isEmpty() ? Math.max(1, head) : head));
      }
      from = to.plusDays(1);
    }
    return needs;
  }

  private Fact amended() {
    AidRequestAmended.Builder b =
        AidRequestAmended.newBuilder().setRequestId(request()).setPriority(null);
    switch (random.nextInt(8)) {
      case 0 -> b.setHeadCount(among(1, 5));
      case 1 -> b.setLastDay(day().plusDays(3));
      case 2 -> b.setHeadCount(among(1, 5)).setLastDay(day().plusDays(3));
      case 3 -> b.setNeeds(chance(4) ? List.of() : needs(day(), among(2, 8)));
      case 4 -> b.setFirstDay(day().minusDays(2));
      case 5 -> b.setPlace("文化会館").setDamage(chance(2) ? "停電" : null);
      case 6 ->
          b.setTaskType(chance(2) ? task() : null)
              .setQualifications(chance(2) ? List.of(Qualification.ARCHITECT) : List.of());
      default -> b.setPriority(any(new Priority[] {Priority.LIFE_SAFETY, Priority.NORMAL}));
    }
    return byDesk(b.build());
  }

  private Fact offered() {
    String lender = chance(30) ? NOBODY : lender();
    LocalDate first = day();
    return byWard(
        lender,
        new StaffOffered(
            "o" + (chance(10) && offers > 0 ? offers : ++offers),
            lender,
            chance(6) ? disaster() : null,
            chance(2) ? Arrays.asList(TASKS) : List.of(task()),
            chance(3) ? List.of(Qualification.ARCHITECT) : List.of(),
            among(1, 4),
            first,
            first.plusDays(among(0, 9)),
            chance(5) ? request() : null));
  }

  private Fact offeredInNext() {
    String lender = any(NEXT_LENDERS);
    LocalDate first = day();
    return inNext(
        Role.WARD,
        lender,
        new StaffOffered(
            "n" + ++nextOffers,
            lender,
            null,
            Arrays.asList(TASKS),
            List.of(Qualification.ARCHITECT),
            among(1, 4),
            first,
            first.plusDays(among(2, 9)),
            null));
  }

  // What people do.

  private static final DispatchState[] OVER = {
    DispatchState.RETURNED, DispatchState.DECLINED, DispatchState.LAPSED, DispatchState.CANCELLED
  };

  /** Something that may happen to people who are promised or away; now and then it may not. */
  private Fact act() {
    List<LedgerEntry> going =
        ledger.values().stream().filter(e -> !List.of(OVER).contains(e.getState())).toList();
    List<LedgerEntry> retractable =
        ledger.values().stream()
            .filter(e -> !e.getSteps().isEmpty() && e.getNetworkId().equals(homeId))
            .toList();
    if (!retractable.isEmpty() && chance(10)) {
      LedgerEntry e = any(retractable);
      return act(
          chance(3)
              ? new DispatchReference(null, e.getRequestId(), e.getLender())
              : new DispatchReference(e.getDispatchId(), null, null),
          e.getLender(),
          12,
          day(),
          day());
    }
    if (going.isEmpty() || chance(8)) {
      String request = request();
      String lender = lender();
      return act(
          new DispatchReference(null, request, lender), lender, random.nextInt(13), day(), day());
    }
    LedgerEntry e = any(going);
    DispatchReference d =
        chance(3)
            ? new DispatchReference(e.getDispatchId(), null, null)
            : new DispatchReference(null, e.getRequestId(), e.getLender());
    int what =
        switch (e.getState()) {
          case PROPOSED -> chance(6) ? 10 : chance(10) ? 11 : 0;
          case CONFIRMED -> chance(5) ? 7 : chance(8) ? 11 : chance(4) ? among(2, 6) : 1;
          case DEPARTED -> chance(8) ? among(3, 6) : chance(5) ? 7 : 2;
          case ON_SITE, HANDING_OVER -> any(new Integer[] {1, 3, 4, 4, 5, 6, 7, 7, 9});
          default -> 6;
        };
    if (chance(16)) {
      what = random.nextInt(13);
    }
    LocalDate last =
        e.getFirstDay().plusDays(among(-1, e.getPlannedLastDay().compareTo(e.getFirstDay())));
    LocalDate until = e.getPlannedLastDay().plusDays(among(chance(8) ? 0 : 1, 3));
    if (!e.getNetworkId().equals(homeId)) {
      return inNext(e, d, what > 1 ? 11 : what);
    }
    if (what == 7) {
      soon.add(() -> act(d, e.getLender(), 8, last, until));
    }
    return act(d, e.getLender(), what, last, until);
  }

  private Fact inNext(LedgerEntry e, DispatchReference d, int what) {
    return inNext(
        Role.WARD,
        e.getLender(),
        what == 0
            ? new DispatchConfirmed(d)
            : what == 1
                ? new StaffDeparted(d, chance(2))
                : new DispatchCancelled(d, RefusalReason.OTHER));
  }

  private Fact act(DispatchReference d, String lender, int what, LocalDate last, LocalDate until) {
    RefusalReason why = any(REASONS);
    return switch (what) {
      case 0 -> byWard(lender, new DispatchConfirmed(d));
      case 1 -> byWard(lender, new StaffDeparted(d, chance(2)));
      case 2 -> byWard(lender, new StaffArrived(d, chance(2)));
      case 3 -> byWard(lender, new HandoverStarted(d, chance(2)));
      case 4 -> byDesk(new StaffReleased(d, last, chance(2)));
      case 5 -> byWard(lender, new StaffRecalled(d, last, why, chance(2)));
      case 6 -> byWard(lender, new StaffReturned(d, chance(2)));
      case 7 -> byDesk(new ExtensionRequested(d, until));
      case 8 -> {
        boolean granted = !chance(4);
        yield byWard(lender, new ExtensionAnswered(d, granted, granted ? null : why));
      }
      case 9 -> byDesk(new StaffRetasked(d, task()));
      case 10 -> byWard(lender, new DispatchDeclined(d, why));
      case 12 -> {
        DispatchAct[] acts = DispatchAct.values();
        SpecificRecordBase taken =
            new ReportRetracted(d, chance(4) ? acts[random.nextInt(acts.length - 1)] : null);
        yield chance(3) ? byDesk(taken) : byWard(lender, taken);
      }
      default -> byWard(lender, new DispatchCancelled(d, why));
    };
  }

  private Fact appointed() {
    return byCoordinator(
        new CounterpartAppointed(
            disaster(),
            receiver(),
            lender(),
            any(new CounterpartRole[] {CounterpartRole.LEAD, CounterpartRole.SUPPORT})));
  }

  private Fact relieved() {
    String lender = lender();
    String other = lender();
    return byCoordinator(
        new CounterpartRelieved(
            "noto", any(RECEIVERS), lender, other.equals(lender) ? null : other));
  }

  private Fact override() {
    OverrideKind kind =
        any(
            new OverrideKind[] {
              OverrideKind.PIN,
              OverrideKind.FORBID,
              OverrideKind.REPRIORITISE,
              OverrideKind.WAIVE,
              OverrideKind.WAIVE
            });
    MatchRule rule =
        any(
            new MatchRule[] {
              MatchRule.LENDER_NOT_STRUCK,
              MatchRule.AGREEMENT_COVERS_HAZARD,
              MatchRule.AGREEMENT_COVERS_TASK,
              MatchRule.AGREEMENT_HEAD_COUNT_LEFT,
              MatchRule.OFFER_COVERS_TASK,
              MatchRule.OFFER_HAS_QUALIFICATIONS,
              MatchRule.NOT_REFUSED_BEFORE,
              MatchRule.LENDER_LIMIT_LEFT,
              MatchRule.STAFF_RESTED,
              MatchRule.AGREEMENT_IN_FORCE,
              MatchRule.AGREEMENT_NOT_SUSPENDED,
              MatchRule.CAPACITY_LEFT
            });
    return byCoordinator(
        new OverrideMade(
            "v" + (chance(12) && overrides > 0 ? overrides : ++overrides),
            kind,
            chance(3) ? request() : "r" + among(Math.max(1, requests - 3), requests),
            kind == OverrideKind.REPRIORITISE ? null : lender(),
            kind == OverrideKind.REPRIORITISE
                ? any(new Priority[] {Priority.LIFE_SAFETY, Priority.URGENT, Priority.NORMAL})
                : null,
            kind == OverrideKind.WAIVE ? rule : null,
            "調整"));
  }

  private Fact timePassed() {
    java.time.Instant to = home.now().plus(Duration.ofMinutes(10L + minutes()));
    if (chance(12)) {
      return bySystem(new TimePassed(to, null));
    }
    home.at(to);
    if (chance(5)) {
      return inNext(Role.SYSTEM, "kizuna", new TimePassed(to, null));
    }
    return bySystem(new TimePassed(to, null));
  }

  /**
   * A clock that was wrong is put right; reports of before come on after it, or with it. Not so far
   * back that the next report is not believed.
   */
  private Fact clockSet() {
    Instant to = home.now().plus(Duration.ofMinutes(among(-1_300, 2_000)));
    boolean ward = chance(6);
    Fact fact =
        by(ward ? Role.WARD : Role.COORDINATOR, ward ? lender() : homeId, new ClockSet(to, null));
    if (chance(2)) {
      home.at(to);
    }
    return fact;
  }

  private int minutes() {
    return random.nextInt(chance(3) ? 2_000 : 120);
  }

  private Fact next() {
    Supplier<Fact> due = soon.poll();
    if (due != null) {
      return due.get();
    }
    if (chance(3)) {
      return act();
    }
    if (chance(20)) {
      return end();
    }
    if (clockIsSet && chance(20)) {
      return chance(3)
          ? by(chance(2) ? Role.WARD : Role.SYSTEM, lender(), new RulesAdopted(5, 6, 7L))
          : clockSet();
    }
    int dice = random.nextInt(67);
    if (dice < 9) {
      return asked();
    } else if (dice < 19) {
      return offered();
    } else if (dice < 22) {
      return offeredInNext();
    } else if (dice < 28) {
      return timePassed();
    } else if (dice < 38) {
      return act();
    } else if (dice < 41) {
      return amended();
    } else if (dice < 47) {
      return override();
    }
    return switch (dice - 47) {
      case 0, 1 -> signed(agreement());
      case 2 -> chance(3) ? dutyDesk() : limits();
      case 3 -> appointed();
      case 4 -> relieved();
      case 5 ->
          byCoordinator(new OverrideRevoked("v" + among(1, overrides + (chance(6) ? 1 : 0)), "調整"));
      case 6 -> byDesk(new AidRequestCancelled(request(), RefusalReason.NEED_ENDED));
      case 7 -> merged();
      case 8 -> byDesk(new AidRequestDocumented(request(), "7-12"));
      case 9 -> byWard(lender(), new OfferWithdrawn(offer(), any(REASONS)));
      case 10 -> byCoordinator(new OfferRejected(offer(), RefusalReason.RECEPTION_NOT_READY));
      case 11 -> suspended();
      case 12 -> bySystem(new AgreementResumed(agreement()));
      case 13 ->
          bySystem(
              new AgreementEnded(
                  agreement(), chance(4) ? LocalDate.of(2019, 1, 1) : day().plusDays(4)));
      case 14 -> {
        String side = chance(2) ? lender() : any(RECEIVERS);
        yield by(
            chance(2) ? Role.WARD : Role.SYSTEM,
            side,
            new PlanConfirmed(agreement(), chance(8) ? NOBODY : side, day().plusDays(3)));
      }
      case 15 -> {
        if (disasters > 1 && chance(2)) {
          String ends = "quake-" + random.nextInt(2);
          String goesOn = disaster();
          yield byCoordinator(new DisastersJoined(ends, goesOn.equals(ends) ? "noto" : goesOn));
        }
        String id = chance(4) ? "noto" : "quake-" + random.nextInt(disasters++ % 2 + 1);
        yield declared(id, chance(4) ? lender() : any(RECEIVERS));
      }
      case 16 -> associations(chance(2) ? "ku-kai" : "noto-kai", members());
      case 17 ->
          chance(2)
              ? by(
                  chance(2) ? Role.SYSTEM : Role.WARD,
                  lender(),
                  home.municipalities().getMunicipalitiesListed())
              : formed();
      default ->
          by(
              chance(4) ? Role.WARD : Role.SYSTEM,
              lender(),
              chance(2) ? new EscalationAnswered(request(), nextId, List.of()) : denied());
    };
  }

  /** Disasters end, go on and are corrected; the network changes. */
  private Fact end() {
    String id = disaster();
    return switch (random.nextInt(11)) {
      case 10 -> {
        String lender = lender();
        String receiver = any(RECEIVERS);
        soon.add(() -> byCoordinator(new CounterpartRelieved("noto", receiver, lender, null)));
        yield byCoordinator(
            new CounterpartAppointed("noto", receiver, lender, CounterpartRole.LEAD));
      }
      case 9 -> {
        String twin = "quake-" + random.nextInt(2);
        soon.add(() -> byCoordinator(new DisastersJoined(twin, "noto")));
        yield declared(twin, any(RECEIVERS));
      }
      case 0 -> {
        soon.add(() -> byCoordinator(new DisasterReopened(id)));
        yield byCoordinator(new DisasterEnded(id, !chance(3)));
      }
      case 1 -> {
        if (chance(2)) {
          soon.add(() -> offered());
          soon.add(() -> asked());
          soon.add(() -> act());
        }
        soon.add(() -> byCoordinator(new DisasterReopened(id)));
        yield byDesk(new DisasterEnded(id, chance(2)));
      }
      case 2 -> byDesk(new DisasterReopened(id));
      case 3 ->
          byCoordinator(
              DisasterCorrected.newBuilder()
                  .setDisasterId(id)
                  .setHazard(any(HAZARDS))
                  .setName(chance(2) ? "訂正" : null)
                  .build());
      case 4 -> {
        String code = chance(2) ? lender() : any(RECEIVERS);
        List<String> more = chance(2) ? List.of(code) : List.of();
        boolean itself = chance(3);
        yield by(
            itself ? Role.DESK : Role.COORDINATOR,
            itself ? code : homeId,
            DisasterCorrected.newBuilder()
                .setDisasterId(id)
                .setAlsoStruck(more)
                .setNotStruck(more.isEmpty() ? List.of(code) : List.of())
                .build());
      }
      case 5 -> {
        String lender = lender();
        soon.add(() -> bySystem(new LenderJoined(lender)));
        yield by(
            chance(4) ? Role.WARD : Role.SYSTEM,
            chance(4) ? lender() : lender,
            new LenderLeft(lender));
      }
      case 6 -> bySystem(new LenderJoined(chance(2) ? lender() : any(RECEIVERS)));
      case 7 ->
          by(
              chance(5) ? Role.WARD : Role.SYSTEM,
              lender(),
              NetworkTermsChanged.newBuilder()
                  .setPriorityClassHours(chance(2) ? among(6, 48) : null)
                  .setHoldMinutes(among(60, 300))
                  .setEscalatesTo(chance(2) ? "" : nextId)
                  .setEscalateAfterMinutes(among(100, 900))
                  .build());
      default ->
          byDesk(AidRequestAmended.newBuilder().setRequestId(request()).setDisasterId(id).build());
    };
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

  private List<String> members() {
    List<String> all = new ArrayList<>(chance(2) ? LENDERS : RECEIVERS);
    all.remove(random.nextInt(all.size()));
    return all;
  }

  /** Now and then to be resumed soon. */
  private Fact suspended() {
    String id = agreement();
    if (chance(2)) {
      soon.add(() -> offered());
      soon.add(() -> bySystem(new AgreementResumed(id)));
    }
    return bySystem(new AgreementSuspended(id, "test"));
  }

  /** Sometimes two that do not ask for the same. */
  private Fact merged() {
    AidRequested last = lastAsked;
    if (last != null && !chance(4)) {
      String twin = "r" + ++requests;
      soon.add(() -> byDesk(new AidRequestMerged(twin, last.getRequestId())));
      return by(Role.COORDINATOR, homeId, AidRequested.newBuilder(last).setRequestId(twin).build());
    }
    String ends = request();
    String goesOn = request();
    return byDesk(new AidRequestMerged(ends, ends.equals(goesOn) ? ends + "x" : goesOn));
  }
}

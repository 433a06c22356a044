package kizuna.streams.guarantees;

import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import kizuna.codes.FactKind;
import kizuna.codes.HazardType;
import kizuna.codes.OperationMode;
import kizuna.codes.RefusalReason;
import kizuna.codes.Role;
import kizuna.codes.TaskType;
import kizuna.facts.AidRequested;
import kizuna.facts.Fact;
import kizuna.states.LedgerEntry;
import kizuna.streams.topology.FactBuilder;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** What a history draws from: names that may collide, who reports, and what was drawn so far. */
final class Draws {

  static final List<String> LENDERS =
      List.of(FactBuilder.SHINJUKU, FactBuilder.SUMIDA, FactBuilder.SUGINAMI);

  static final List<String> NEXT_LENDERS = List.of("271004", "231002");

  static final List<String> RECEIVERS = List.of(FactBuilder.WAJIMA, FactBuilder.SUZU);

  static final String NOBODY = "011002";

  static final TaskType[] TASKS = {TaskType.SHELTER_OPERATION, TaskType.RELIEF_GOODS};

  static final HazardType[] HAZARDS = {HazardType.EARTHQUAKE, HazardType.TSUNAMI};

  static final RefusalReason[] REASONS = {
    RefusalReason.OWN_DISASTER, RefusalReason.NO_STAFF_LEFT, RefusalReason.OTHER
  };

  final Random random;
  final FactBuilder home;
  final FactBuilder next;
  final String homeId;
  final String nextId;
  final Deque<Supplier<Fact>> soon = new ArrayDeque<>();
  Map<String, LedgerEntry> ledger = Map.of();
  @Nullable AidRequested lastAsked;
  int requests;
  int offers;
  int nextOffers;
  int agreements;
  int overrides;
  int disasters = 1;

  Draws(long seed, String network, OperationMode mode) {
    this.random = new Random(seed);
    this.homeId = network;
    this.nextId = network + "-next";
    this.home = new FactBuilder(homeId, mode);
    this.next = new FactBuilder(nextId, mode);
  }

  boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  int among(int least, int most) {
    return least + random.nextInt(Math.max(1, most - least + 1));
  }

  <T> T any(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  <T> T any(T[] from) {
    return from[random.nextInt(from.length)];
  }

  LocalDate day() {
    return FactBuilder.DAY1.plusDays(random.nextInt(12) - 1L);
  }

  TaskType task() {
    return any(TASKS);
  }

  String lender() {
    return any(LENDERS);
  }

  /** Sometimes one that was never asked. */
  String request() {
    return "r" + among(1, requests + (chance(6) ? 1 : 0));
  }

  String offer() {
    return "o" + among(1, offers + (chance(6) ? 1 : 0));
  }

  String agreement() {
    return chance(3) ? "kyotei" : "kyotei-" + (char) ('a' + random.nextInt(chance(8) ? 4 : 3));
  }

  String disaster() {
    return chance(5) ? "quake-" + random.nextInt(disasters + (chance(8) ? 1 : 0)) : "noto";
  }

  String receiver() {
    return chance(40) ? NOBODY : any(RECEIVERS);
  }

  Fact by(Role role, String body, SpecificRecordBase fact) {
    return as(home, role, body, fact);
  }

  static Fact as(FactBuilder facts, Role role, String body, SpecificRecordBase fact) {
    String name = fact.getSchema().getName().replaceAll("(?<=[a-z])(?=[A-Z])", "_");
    return facts.fact(role, body, FactKind.valueOf(name.toUpperCase(java.util.Locale.ROOT)), fact);
  }

  Fact inNext(Role role, String body, SpecificRecordBase fact) {
    next.at(home.now());
    Fact made = as(next, role, body, fact);
    home.at(next.now());
    return made;
  }

  Fact bySystem(SpecificRecordBase fact) {
    return chance(12) ? by(Role.WARD, lender(), fact) : by(Role.SYSTEM, "kizuna", fact);
  }

  Fact byCoordinator(SpecificRecordBase fact) {
    return chance(12) ? by(Role.DESK, any(RECEIVERS), fact) : by(Role.COORDINATOR, homeId, fact);
  }

  Fact byDesk(SpecificRecordBase fact) {
    return !chance(3)
        ? by(Role.COORDINATOR, homeId, fact)
        : by(Role.DESK, chance(6) ? FactBuilder.SUZU : FactBuilder.WAJIMA, fact);
  }

  Fact byWard(String lender, SpecificRecordBase fact) {
    return by(Role.WARD, chance(20) ? lender() : lender, fact);
  }
}

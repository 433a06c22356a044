package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import kizuna.streams.state.Fact;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.Role;

/** The network, the random numbers and the counters of one walk. */
final class WalkState {

  static final ZoneId JAPAN = ZoneId.of("Asia/Tokyo");
  static final String NEXT_TIER = "block";

  /** Thrown for a promise that does not hold. */
  static final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1;

    Violation(String what) {
      super(what, null, false, false);
    }
  }

  /** Somebody who reports. */
  record Party(Role role, String body) {}

  static final Party SYSTEM = new Party(Role.SYSTEM, "kizuna");
  static final Party COORDINATOR = new Party(Role.COORDINATOR, ID);

  private record Reported(Instant at, Party by, Fact fact) {
    @Override
    public String toString() {
      return at.atZone(JAPAN).toLocalDateTime() + " " + by + " " + fact;
    }
  }

  /** What a walk does most, so that a thousand walks reach every state. */
  enum Emphasis {
    /** Open needs go to the next tier. */
    ESCALATION,
    /** Long needs in short tours that overlap. */
    TOURS,
    /** Little time passes, and many reports come before their day. */
    EARLY,
    /** More about requests, offers, agreements and overrides than about dispatches. */
    COORDINATION
  }

  final Emphasis emphasis;
  final Random random;
  final NetworkAtWork kizuna;
  final Map<String, OverrideDecision> overridesMade = new TreeMap<>();
  private final List<Reported> reported = new ArrayList<>();
  int versions = 1;
  int overrides;
  int disasters;
  int more = 2;

  /** The beginning of the walk of a seed. */
  WalkState(long seed) {
    random = new Random(seed);
    emphasis = Emphasis.values()[(int) (seed % Emphasis.values().length)];
    kizuna =
        emphasis == Emphasis.ESCALATION
            ? new NetworkAtWork(ID, NetworkAtWork.formed(NEXT_TIER))
            : new NetworkAtWork();
  }

  private WalkState(WalkState from, Fact next) {
    random = new Random(next.toString().hashCode());
    emphasis = Emphasis.ESCALATION;
    kizuna = from.kizuna.copy();
    overridesMade.putAll(from.overridesMade);
    versions = from.versions + 1;
    overrides = from.overrides;
    more = from.more;
  }

  /** A copy with random numbers of its own, for what follows a fact. */
  WalkState copyFor(Fact next) {
    return new WalkState(this, next);
  }

  void record(Party who, Fact fact) {
    reported.add(new Reported(kizuna.now(), who, fact));
  }

  /** The last six reports, a line each. */
  String lastReports() {
    return reported.subList(Math.max(0, reported.size() - 6), reported.size()).stream()
        .map(Reported::toString)
        .collect(Collectors.joining("\n  "));
  }

  boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  <T> T any(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  LocalDate today() {
    return LocalDate.ofInstant(kizuna.now(), JAPAN);
  }

  /** What a report would lead to; changes nothing. */
  Decision tryOut(Party who, Fact fact) {
    return Decider.decide(
        kizuna.network,
        new Report(ID, kizuna.now(), who.role(), who.body(), true, fact),
        Long.MAX_VALUE);
  }
}

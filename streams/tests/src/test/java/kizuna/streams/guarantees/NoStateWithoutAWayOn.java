package kizuna.streams.guarantees;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import kizuna.streams.matching.Place;
import kizuna.streams.matching.Place.Hour;
import kizuna.streams.matching.Place.Time;
import kizuna.streams.matching.Reason;
import kizuna.streams.matching.RejectionCode;
import kizuna.streams.matching.Walk;
import kizuna.streams.state.AgreementState;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.OfferState;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.RequestState;
import net.bytebuddy.asm.Advice;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No state without a way on: seeded walks through every act at every time, by everybody, find no
 * dead end, nobody locked, no day covered by nobody, nothing of the past covered anew, and no
 * refusal that does not name what would do. With the mending of an old fault taken out they find
 * it.
 */
@SuppressWarnings("UnusedVariable") // Advice is copied, not called.
class NoStateWithoutAWayOn {

  private static final int WALKS = 1_000;

  @TestFactory
  Stream<DynamicTest>
      aThousandWalksFindTheirEndAndEveryActIsTriedInEveryStateAtEveryTimeByEverybody() {
    Map<Place, Long> reached = new ConcurrentHashMap<>();
    return Seeds.eachInParallel(
        WALKS,
        seed -> {
          Walk walk = new Walk();
          assertThat(walk.apply(seed)).isEmpty();
          walk.reached().forEach(place -> reached.merge(place, seed, Math::min));
        },
        "every act is tried at every place that there is",
        () -> {
          everyActIsTriedAt(reached);
          everyPlaceIsReachedThatThereIs(reached.keySet());
        });
  }

  /** At each place, in the first walk that comes by. */
  private static void everyActIsTriedAt(Map<Place, Long> reached) {
    Map<Long, Set<Place>> bySeed = new TreeMap<>();
    reached.forEach((place, seed) -> bySeed.computeIfAbsent(seed, s -> new HashSet<>()).add(place));
    AtomicInteger tried = new AtomicInteger();
    List<String> wrong =
        bySeed.entrySet().stream()
            .parallel()
            .map(
                one -> {
                  Walk walk = new Walk();
                  String found = walk.survey(one.getKey(), one.getValue());
                  tried.addAndGet(walk.tried());
                  return found;
                })
            .filter(found -> !found.isEmpty())
            .limit(10)
            .toList();

    assertThat(wrong).isEmpty();
    System.out.println(reached.size() + " states at their times, " + tried + " acts tried there");
  }

  /** Each state at each time, and at each hour, but what {@link #CANNOT_BE}. */
  private static void everyPlaceIsReachedThatThereIs(Set<Place> reached) {
    Set<String> there = new HashSet<>();
    for (Place place : reached) {
      there.add(place.what() + " " + place.state() + " " + place.time());
      there.add(place.what() + " " + place.state() + " " + place.hour());
    }
    Set<String> missing = new TreeSet<>(all());
    missing.removeAll(there);

    assertThat(missing).isEqualTo(CANNOT_BE.keySet());
  }

  private static Set<String> all() {
    Set<String> all = new HashSet<>();
    for (DispatchState state : DispatchState.values()) {
      addAll(all, "DISPATCH " + state, Time.values());
    }
    Time[] ofPeriod = {Time.LONG_BEFORE, Time.FIRST_DAY, Time.MIDDLE, Time.LAST_DAY, Time.AFTER};
    for (RequestState state : RequestState.values()) {
      addAll(all, "REQUEST " + state, ofPeriod);
    }
    for (OfferState state : OfferState.values()) {
      addAll(all, "OFFER " + state, ofPeriod);
    }
    for (AgreementState state : AgreementState.values()) {
      addAll(all, "AGREEMENT " + state, ofPeriod);
    }
    for (OverrideDecision.Kind kind : OverrideDecision.Kind.values()) {
      addAll(all, "OVERRIDE " + kind + " STANDS", ofPeriod);
      addAll(all, "OVERRIDE " + kind + " REVOKED", ofPeriod);
    }
    return all;
  }

  private static void addAll(Set<String> all, String state, Time... times) {
    for (Time time : times) {
      all.add(state + " " + time);
    }
    for (Hour hour : Hour.values()) {
      all.add(state + " " + hour);
    }
  }

  /** States that nothing has at a time, with the reason. */
  private static final Map<String, String> CANNOT_BE =
      new TreeMap<>(
          Map.ofEntries(
              entry("AGREEMENT SIGNED FIRST_DAY", "is in force"),
              entry("AGREEMENT SIGNED MIDDLE", "is in force"),
              entry("AGREEMENT SIGNED LAST_DAY", "is in force"),
              entry("AGREEMENT SIGNED AFTER", "has ended"),
              entry("AGREEMENT IN_FORCE LONG_BEFORE", "is only signed"),
              entry("AGREEMENT IN_FORCE AFTER", "has ended"),
              entry("AGREEMENT SUSPENDED AFTER", "has ended"),
              entry("AGREEMENT ENDED LONG_BEFORE", "ends on its last day"),
              entry("AGREEMENT ENDED FIRST_DAY", "ends on its last day"),
              entry("AGREEMENT ENDED MIDDLE", "ends on its last day"),
              entry("AGREEMENT ENDED LAST_DAY", "ends after that day"),
              entry("OFFER AVAILABLE AFTER", "has expired"),
              entry("OFFER EXPIRED LONG_BEFORE", "expires after its last day"),
              entry("OFFER EXPIRED FIRST_DAY", "expires after its last day"),
              entry("OFFER EXPIRED MIDDLE", "expires after its last day"),
              entry("OFFER EXPIRED LAST_DAY", "expires after that day"),
              entry("OFFER CONSUMED LONG_BEFORE", "who worked no day of it is free"),
              entry("REQUEST OPEN AFTER", "nothing is open of days that are over"),
              entry("REQUEST PARTIALLY_MATCHED AFTER", "nothing is open of days that are over"),
              entry("REQUEST ESCALATED AFTER", "nothing is open of days that are over"),
              entry("REQUEST EXPIRED LONG_BEFORE", "no day of it is over"),
              entry("REQUEST EXPIRED FIRST_DAY", "no day of it is over")));

  /** An old fault: what was mended, taken out again. */
  record OldFault(String name, String type, String method, Class<?> how, String found) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<OldFault> oldFaults() {
    String books = "kizuna.streams.state.";
    String matching = "kizuna.streams.matching.";
    return Stream.of(
        new OldFault(
            "recalled before the first day, nobody comes home",
            matching + "DispatchHandler",
            "wrongEnd",
            ReturnsWithinTheTour.class,
            "PERIOD_INVALID"),
        new OldFault(
            "who is home covers the days that were planned",
            matching + "DispatchHandler",
            "lastDay",
            AsPlanned.class,
            "is home since"),
        new OldFault(
            "a day that is over stays proposed",
            matching + "DecisionContext",
            "lapseDaysOver",
            Skipped.class,
            "which is over"),
        new OldFault(
            "what does not hold any more is confirmed",
            matching + "Basis",
            "lost()",
            NothingFound.class,
            "rests on nothing"),
        new OldFault(
            "a departure long before its day is taken",
            books + "Dispatch",
            "usualDays",
            NothingFound.class,
            "long before"),
        new OldFault(
            "nobody arrives who was not reported as departed",
            books + "DispatchState",
            "allows",
            ArrivesAfterDepartureOnly.class,
            "ILLEGAL_TRANSITION"),
        new OldFault(
            "nobody is released before the first day",
            books + "Dispatch",
            "earliestEnd",
            FirstDay.class,
            "PERIOD_INVALID"),
        new OldFault(
            "what Kizuna calls off counts as refused",
            books + "RefusalReason",
            "isRefusal",
            Yes.class,
            "counts as refused"),
        new OldFault(
            "a refusal names nothing",
            matching + "NextActs",
            "after",
            None.class,
            "names nothing that would do"));
  }

  @ParameterizedTest
  @MethodSource("oldFaults")
  @Execution(ExecutionMode.CONCURRENT)
  void anOldFaultIsFound(OldFault fault) {
    LongFunction<String> walk =
        Mutated.of(fault.type, fault.method, fault.how).walk(Walk.class.getName());
    Optional<String> found =
        LongStream.range(0, WALKS)
            .mapToObj(walk)
            .filter(wrong -> wrong.contains(fault.found))
            .findFirst();

    assertThat(found).as(fault.name).isPresent();
    System.out.println(fault.name + " -> " + found.get().lines().findFirst().orElse(""));
  }

  // The faults. Their code is copied into the methods that they break.

  static final class ReturnsWithinTheTour {
    @Advice.OnMethodExit
    static void exit(
        @Advice.Argument(0) Dispatch d,
        @Advice.Argument(1) Fact.DispatchActed f,
        @Advice.Return(readOnly = false) Optional<Reason> no) {
      if (f.act() == Act.RETURN && d.lastDay().isBefore(d.firstDay())) {
        no = Optional.of(Reason.of(RejectionCode.PERIOD_INVALID, d.id()));
      }
    }
  }

  static final class AsPlanned {
    @Advice.OnMethodExit
    static void exit(
        @Advice.Argument(0) Dispatch d,
        @Advice.Argument(1) Fact.DispatchActed f,
        @Advice.Return(readOnly = false) LocalDate last) {
      last = f.act() == Act.RETURN ? d.lastDay() : last;
    }
  }

  static final class Skipped {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter() {
      return true;
    }
  }

  static final class NothingFound {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) Optional<?> found) {
      found = Optional.empty();
    }
  }

  static final class ArrivesAfterDepartureOnly {
    @Advice.OnMethodExit
    static void exit(
        @Advice.This DispatchState state,
        @Advice.Argument(0) Act act,
        @Advice.Return(readOnly = false) boolean allowed) {
      allowed = allowed && !(state == DispatchState.CONFIRMED && act == Act.ARRIVE);
    }
  }

  static final class FirstDay {
    @Advice.OnMethodExit
    static void exit(@Advice.This Dispatch d, @Advice.Return(readOnly = false) LocalDate earliest) {
      earliest = d.firstDay();
    }
  }

  static final class Yes {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) boolean yes) {
      yes = true;
    }
  }

  static final class None {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) List<?> some) {
      some = List.of();
    }
  }
}

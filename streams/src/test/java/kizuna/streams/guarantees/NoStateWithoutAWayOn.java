package kizuna.streams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import kizuna.streams.books.Dispatch;
import kizuna.streams.books.DispatchState;
import kizuna.streams.books.DispatchState.Act;
import kizuna.streams.books.Fact;
import kizuna.streams.matching.Reason;
import kizuna.streams.matching.RejectionCode;
import kizuna.streams.matching.Walk;
import net.bytebuddy.asm.Advice;
import org.junit.jupiter.api.Test;
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

  @Test
  void aThousandWalksFindTheirEnd() {
    Set<String> tried = ConcurrentHashMap.newKeySet();
    List<String> wrong =
        LongStream.range(0, WALKS)
            .parallel()
            .mapToObj(
                seed -> {
                  Walk walk = new Walk();
                  String found = walk.apply(seed);
                  tried.addAll(walk.tried());
                  return found;
                })
            .filter(found -> !found.isEmpty())
            .limit(3)
            .toList();

    assertThat(wrong).isEmpty();
    theyTriedEveryActInEveryStateAtEveryTime(tried);
  }

  private static void theyTriedEveryActInEveryStateAtEveryTime(Set<String> tried) {
    List<String> missing = new ArrayList<>();
    for (DispatchState state : DispatchState.values()) {
      for (Act act : Act.values()) {
        for (String time :
            List.of("before the journey", "on the first day", "in the middle", "after the last")) {
          // What is only proposed for days that are over lapses.
          boolean isOver = time.equals("after the last") || time.equals("in the middle");
          boolean reported =
              act != Act.LAPSE
                  && act != Act.RETASK
                  && act != Act.ASK_EXTENSION
                  && act != Act.ANSWER_EXTENSION;
          if (reported
              && !(isOver && state == DispatchState.PROPOSED)
              && !tried.contains(state + " " + act + " " + time)) {
            missing.add(state + " " + act + " " + time);
          }
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  /** An old fault: what was mended, taken out again. */
  record OldFault(String name, String type, String method, Class<?> how, String found) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<OldFault> oldFaults() {
    String books = "kizuna.streams.books.";
    String matching = "kizuna.streams.matching.";
    return Stream.of(
        new OldFault(
            "recalled before the first day, nobody comes home",
            matching + "DispatchFacts",
            "wrongEnd",
            ReturnsWithinTheTour.class,
            "PERIOD_INVALID"),
        new OldFault(
            "who is home covers the days that were planned",
            matching + "DispatchFacts",
            "lastDay",
            AsPlanned.class,
            "is home since"),
        new OldFault(
            "a day that is over stays proposed",
            matching + "Case",
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
        no = Optional.of(new Reason(RejectionCode.PERIOD_INVALID, d.id(), "", ""));
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

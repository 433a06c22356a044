package kizuna.streams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import kizuna.facts.Fact;
import kizuna.streams.guarantees.Broken.Promise;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.Period;
import net.bytebuddy.asm.Advice;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The oracle is worth something: the production code with one rule deliberately broken, in a class
 * loader of its own, is caught, and by the promise that the rule keeps.
 */
@SuppressWarnings({"UnusedVariable", "SelfAssignment"}) // Advice is copied, not called.
class BrokenRulesAreCaught {

  private static final int HISTORIES = 400;

  /**
   * One deliberate fault.
   *
   * @param from the first history to look at: a fault that shows seldom is looked for where it
   *     does. A hundred histories before it take ten seconds, so set it anew when rules change
   * @param promises any of which it may be caught by; a fault often breaks several
   */
  record Mutant(
      String name, String type, String method, Class<?> how, long from, Set<Promise> promises) {
    Mutant from(long seed) {
      return new Mutant(name, type, method, how, seed, promises);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Mutant> mutants() {
    String classes = "kizuna.streams.state.";
    String matching = "kizuna.streams.matching.";
    String rules = "kizuna.streams.matching.rules.";
    return Stream.of(
        of(
            "periods that touch on one day do not overlap",
            classes + "Period",
            "overlaps",
            OverlapsOffByOne.class,
            Promise.I9_MAXIMAL,
            Promise.I4_LEDGER),
        of(
            "a tour ends a day late",
            rules + "CapacityCalendar",
            "lastDay",
            OneDayMore.class,
            Promise.I1_NOT_TWICE,
            Promise.I2_NOT_OVER,
            Promise.I3_AGREEMENT),
        of(
            "a tour begins a day early",
            rules + "CapacityCalendar",
            "firstDay",
            OneDayLess.class,
            Promise.I1_NOT_TWICE,
            Promise.I2_NOT_OVER,
            Promise.I3_AGREEMENT),
        of(
            "a tour ends a day before it must",
            rules + "TourPlanner",
            "longestEnd",
            ADayEarlier.class,
            Promise.ORDER),
        of(
                "a release does not end the need",
                classes + "Dispatch",
                "endsNeedOf",
                Nothing.class,
                Promise.I2_NOT_OVER,
                Promise.I4_LEDGER)
            .from(9),
        of(
            "who is home is not free again",
            classes + "Dispatch",
            "blocks",
            AwayAsPlanned.class,
            Promise.I9_MAXIMAL,
            Promise.I4_LEDGER),
        of("nobody rests", classes + "Dispatch", "rests", Nothing.class, Promise.I1_NOT_TWICE)
            .from(9),
        of(
            "one person is there twice",
            classes + "OfferUse",
            "freeOrRestingOn",
            OneMore.class,
            Promise.I1_NOT_TWICE),
        of(
            "a day is filled over",
            rules + "CapacityCalendar",
            "room",
            OneMoreIfAny.class,
            Promise.I2_NOT_OVER,
            Promise.I1_NOT_TWICE),
        of(
                "an agreement that has ended is used",
                classes + "Agreement",
                "validTo",
                NoEnd.class,
                Promise.I5_OUTCOME,
                Promise.I3_AGREEMENT,
                Promise.I4_LEDGER)
            .from(15),
        of(
            "a suspended agreement is used",
            classes + "Agreement",
            "suspended()",
            No.class,
            Promise.I3_AGREEMENT,
            Promise.I4_LEDGER,
            Promise.I5_OUTCOME),
        of(
                "FORBID is ignored",
                rules + "Eligibility",
                "forbiddenBy",
                Nothing.class,
                Promise.I3_ELIGIBLE)
            .from(17),
        of(
            "a refusal is forgotten",
            rules + "Eligibility",
            "refused",
            No.class,
            Promise.I3_ELIGIBLE),
        of(
                "a struck lender is asked",
                classes + "ReferenceState",
                "isStruck",
                No.class,
                Promise.I4_LEDGER,
                Promise.I9_MAXIMAL,
                Promise.I3_ELIGIBLE,
                Promise.I5_OUTCOME)
            .from(19),
        of(
                "a lender's limit is ignored",
                classes + "LenderLimits",
                "limitsHeads",
                No.class,
                Promise.I1_NOT_TWICE)
            .from(28),
        of(
                "what is confirmed is moved",
                matching + "ChainSearch",
                "isMovable",
                AlsoConfirmed.class,
                Promise.I7_MOVES)
            .from(11),
        of(
            "a lower class takes from a higher",
            matching + "ChainSearch",
            "mayTake",
            Yes.class,
            Promise.ORDER,
            Promise.I7_MOVES),
        of(
            "nothing is matched again",
            matching + "Matcher",
            "rematch",
            Skipped.class,
            Promise.I9_MAXIMAL),
        of(
            "the last served goes first",
            classes + "OpenRequest",
            "compareTo",
            Reversed.class,
            Promise.ORDER),
        of(
            "a hold never lapses",
            classes + "NetworkState",
            "lapsedAt",
            Nobody.class,
            Promise.I4_LEDGER,
            Promise.I9_MAXIMAL),
        of(
            "offers freed by a dispatch are forgotten",
            matching + "DecisionContext",
            "freedBy",
            NoneFreed.class,
            Promise.I9_MAXIMAL),
        of(
            "what the next tier covers does not count",
            classes + "Request",
            "coveredElsewhere()",
            Nobody.class,
            Promise.I4_LEDGER,
            Promise.I2_NOT_OVER),
        of(
                "what is pinned is moved",
                matching + "ChainSearch",
                "isPinned",
                No.class,
                Promise.I7_MOVES)
            .from(319),
        of(
                "what is left of a moved proposal is called off too",
                matching + "ChainMoves",
                "keepRest",
                Skipped.class,
                Promise.I7_MOVES)
            .from(17),
        of(
                "of a moved proposal one more stays",
                classes + "Dispatch",
                "rest",
                OnePersonMore.class,
                Promise.I7_MOVES,
                Promise.I1_NOT_TWICE,
                Promise.I2_NOT_OVER)
            .from(19),
        of(
            "a tour of those that are cut anew is dropped",
            matching + "ProposalCutter",
            "pieces",
            OneLess.class,
            Promise.I7_MOVES,
            Promise.I9_MAXIMAL),
        of(
            "who is cut anew is counted twice",
            classes + "Dispatch",
            "unseenAs",
            OnePersonMoreIsCut.class,
            Promise.I1_NOT_TWICE,
            Promise.I2_NOT_OVER),
        of(
                "what is cut anew takes other days",
                matching + "ProposalCutter",
                "sameDays",
                Yes.class,
                Promise.I1_NOT_TWICE,
                Promise.I9_MAXIMAL)
            .from(221),
        of(
                "what was only tried is shown",
                matching + "Plan",
                "isRearranged",
                No.class,
                Promise.I7_MOVES,
                Promise.I4_LEDGER)
            .from(11),
        of(
            "what stands in for another is held anew",
            matching + "Proposals",
            "holdUntil",
            HeldAnew.class,
            Promise.I4_LEDGER),
        of(
                "what a move leaves free is forgotten",
                matching + "Matcher",
                "fillAfterMoves",
                Skipped.class,
                Promise.I9_MAXIMAL)
            .from(1538),
        of(
                "they stay longer than their agreement",
                matching + "ExtensionHandler",
                "obstacle",
                Nothing.class,
                Promise.I5_OUTCOME)
            .from(23),
        of(
                "they stay longer, whatever is borne",
                matching + "ExtensionHandler",
                "limitTaken",
                Nothing.class,
                Promise.I5_OUTCOME)
            .from(21),
        of(
            "anybody acts for a receiver",
            matching + "Authority",
            "mayActForReceiver",
            Nothing.class,
            Promise.I5_OUTCOME),
        of(
            "days that are over are passed on",
            classes + "RequestCoverage",
            "missingHere",
            AsOfLongAgo.class,
            Promise.I4_LEDGER),
        of(
            "what a lapse opens waits for the next tick",
            classes + "NetworkView",
            "isEscalationDue",
            No.class,
            Promise.I4_LEDGER),
        of(
            "what the next tier promised has arrived",
            classes + "RequestCoverage",
            "isCoveredElsewhere",
            No.class,
            Promise.I4_LEDGER));
  }

  private static Mutant of(
      String name, String type, String method, Class<?> how, Promise... promises) {
    return new Mutant(name, type, method, how, 0, Set.of(promises));
  }

  @ParameterizedTest
  @MethodSource("mutants")
  @Execution(ExecutionMode.CONCURRENT)
  void theOracleSeesIt(Mutant mutant) {
    Mutated mutated = Mutated.of(mutant.type, mutant.method, mutant.how);
    Broken caught = caught(mutant.from, seed -> mutated.kizuna());
    if (caught == null) {
      throw new AssertionError("not caught within " + HISTORIES + " histories: " + mutant);
    }
    assertThat(caught.promise).as("%s", caught.getMessage()).isIn(mutant.promises);
  }

  @TestFactory
  Stream<DynamicTest> unbrokenItSeesNothing() {
    Mutated untouched = Mutated.of("kizuna.streams.state.Period", "overlaps", Untouched.class);
    return Seeds.each(
        5,
        seed -> {
          assertThat(
                  LedgerIsTheFoldOfTheLog.drawn(
                      seed, untouched.kizuna(), new Oracle(), new ArrayList<>()))
              .isNull();
        });
  }

  @Test
  void whatIsCaughtIsToldInAFewFacts() {
    Mutated mutated = Mutated.of("kizuna.streams.state.OfferUse", "freeOrRestingOn", OneMore.class);
    List<Fact> history = new ArrayList<>();
    for (long seed = 0; ; seed++) {
      history.clear();
      if (LedgerIsTheFoldOfTheLog.drawn(seed, mutated.kizuna(), new Oracle(), history) != null) {
        break;
      }
    }
    String told = LedgerIsTheFoldOfTheLog.shrunk(mutated::kizuna, history);
    assertThat(told).startsWith(Promise.I1_NOT_TWICE.name());
    assertThat(told.lines().count()).isLessThanOrEqualTo(5);
    assertThat(told).contains("STAFF_OFFERED", "AID_REQUESTED");
  }

  private static @org.jspecify.annotations.Nullable Broken caught(
      long from, LongFunction<Kizuna> kizuna) {
    for (long seed = from; seed < from + HISTORIES; seed++) {
      AssertionError found =
          LedgerIsTheFoldOfTheLog.drawn(seed, kizuna.apply(seed), new Oracle(), new ArrayList<>());
      if (found instanceof Broken broken) {
        return broken;
      }
    }
    return null;
  }

  // The faults. Their code is copied into the methods that they break.

  static final class OverlapsOffByOne {
    @Advice.OnMethodExit
    static void exit(
        @Advice.This Period one,
        @Advice.Argument(0) Period other,
        @Advice.Return(readOnly = false) boolean overlaps) {
      overlaps = one.last().isAfter(other.first()) && other.last().isAfter(one.first());
    }
  }

  static final class Untouched {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) boolean yes) {
      yes = yes;
    }
  }

  static final class OneDayMore {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) long day) {
      day = day + 1;
    }
  }

  static final class OnePersonMore {
    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(value = 1, readOnly = false) int persons) {
      persons = persons + 1;
    }
  }

  static final class OnePersonMoreIsCut {
    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(value = 2, readOnly = false) int persons) {
      persons = persons + 1;
    }
  }

  static final class OneLess {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) List<?> some) {
      some = some.subList(0, Math.max(1, some.size() - 1));
    }
  }

  static final class HeldAnew {
    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(value = 3, readOnly = false) String replaces) {
      replaces = null;
    }
  }

  static final class AsOfLongAgo {
    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(value = 0, readOnly = false) LocalDate today) {
      today = LocalDate.EPOCH;
    }
  }

  static final class OneDayLess {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) long day) {
      day = day - 1;
    }
  }

  static final class ADayEarlier {
    @Advice.OnMethodExit
    static void exit(@Advice.Argument(2) long first, @Advice.Return(readOnly = false) long last) {
      last = Math.max(first, last - 1);
    }
  }

  static final class Nothing {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) Optional<?> found) {
      found = Optional.empty();
    }
  }

  static final class AwayAsPlanned {
    @Advice.OnMethodExit
    static void exit(
        @Advice.This Dispatch d, @Advice.Return(readOnly = false) Optional<Period> away) {
      if (d.state() == DispatchState.RETURNED) {
        away =
            Optional.of(
                new Period(
                    d.firstDay().minusDays(d.travelDays()),
                    d.plannedLastDay().plusDays(d.travelDays())));
      }
    }
  }

  static final class OneMore {
    @Advice.OnMethodExit
    static void exit(
        @Advice.This OfferUse book,
        @Advice.Argument(0) long day,
        @Advice.Return(readOnly = false) int free) {
      free = book.promisedOn(LocalDate.ofEpochDay(day)) > 0 ? free + 1 : free;
    }
  }

  static final class OneMoreIfAny {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) int open) {
      open = open > 0 ? open + 1 : open;
    }
  }

  static final class NoEnd {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) LocalDate last) {
      last = Agreement.OPEN_END;
    }
  }

  static final class No {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) boolean yes) {
      yes = false;
    }
  }

  static final class Yes {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) boolean yes) {
      yes = true;
    }
  }

  static final class AlsoConfirmed {
    @Advice.OnMethodExit
    static void exit(
        @Advice.Argument(0) Dispatch d, @Advice.Return(readOnly = false) boolean movable) {
      movable = movable || d.state() == DispatchState.CONFIRMED;
    }
  }

  static final class Skipped {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter() {
      return true;
    }
  }

  static final class Reversed {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) int order) {
      order = -order;
    }
  }

  static final class Nobody {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) List<?> some) {
      some = List.of();
    }
  }

  static final class NoneFreed {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) Set<?> some) {
      some = new HashSet<>();
    }
  }
}

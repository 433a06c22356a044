package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUGINAMI;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.SUZU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.WalkState.COORDINATOR;
import static kizuna.streams.matching.WalkState.SYSTEM;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kizuna.streams.matching.ActProbes.Here;
import kizuna.streams.matching.ActProbes.Probe;
import kizuna.streams.matching.WalkState.Party;
import kizuna.streams.matching.WalkState.Violation;
import kizuna.streams.state.Fact;
import kizuna.streams.state.Role;

/**
 * Records the places that walks reach. At the first sight of each wanted place it tries every act
 * there, by everybody, and follows each accepted one to the end.
 */
final class WalkSurvey {

  /** Of the lenders and desks each side of everything, and others. */
  private static final List<Party> EVERYBODY =
      List.of(
          new Party(Role.WARD, SHINJUKU),
          new Party(Role.WARD, SUMIDA),
          new Party(Role.WARD, SUGINAMI),
          new Party(Role.DESK, WAJIMA),
          new Party(Role.DESK, SUZU),
          COORDINATOR,
          SYSTEM);

  private final Set<Place> reached = new HashSet<>();
  private final Set<Place> wanted;
  private int tried;

  WalkSurvey(Set<Place> wanted) {
    this.wanted = new HashSet<>(wanted);
  }

  /** The places that were reached. */
  Set<Place> reached() {
    return Set.copyOf(reached);
  }

  /** How many acts were tried by somebody at some place. */
  int tried() {
    return tried;
  }

  void look(WalkState state) {
    for (Here here : new ActProbes(state).everything()) {
      reached.add(here.place());
      if (wanted.remove(here.place())) {
        here.probes().get().forEach(probe -> tryByEverybody(state, here.place(), probe));
      }
    }
  }

  private void tryByEverybody(WalkState state, Place place, Probe probe) {
    Map<Party, Decision> answers = new LinkedHashMap<>();
    for (Party who : EVERYBODY) {
      if (who.equals(SYSTEM) && probe.fact() instanceof Fact.AidRequestMerged) {
        continue; // A request that another network merged ends here anyway: EscalationTest.
      }
      tried++;
      Decision answer = state.tryOut(who, probe.fact());
      String said = place + ": " + who + " " + probe.fact() + " " + answer.reasons();
      try {
        if (answer.outcome() == Outcome.ACCEPTED && !probe.may().test(who)) {
          throw new Violation("taken from whom it is not for");
        } else if (answer.outcome() != Outcome.ACCEPTED) {
          new RefusalCheck(state).aRefusalNamesWhatWouldDo(who, probe.fact(), answer);
        }
        if (probe.may().test(who)) {
          answers.put(who, answer);
        }
      } catch (Violation wrong) {
        throw new Violation(wrong.getMessage() + " at " + said);
      }
    }
    if (answers.values().stream().map(a -> a.outcome() + " " + a.reasons()).distinct().count()
        > 1) {
      throw new Violation(place + ": who may report it is answered otherwise: " + answers);
    }
    answers.entrySet().stream()
        .filter(one -> one.getValue().outcome() == Outcome.ACCEPTED)
        .findFirst()
        .ifPresent(one -> toTheEndAfter(state, place, one.getKey(), probe.fact()));
  }

  /** Works on a copy of the state: the walk continues as if nothing had been tried. */
  private static void toTheEndAfter(WalkState state, Place place, Party who, Fact fact) {
    WalkState copy = state.copyFor(fact);
    AnswerChecks answers = new AnswerChecks(copy);
    try {
      answers.tell(who, fact);
      new WayOn(copy, answers, new RandomActs(copy, answers), () -> {}).toTheEnd();
    } catch (Violation wrong) {
      throw new Violation(wrong.getMessage() + " after " + place + ": " + who + " " + fact);
    }
  }
}

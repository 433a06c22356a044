package kizuna.streams.matching;

import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import kizuna.streams.matching.WalkState.Violation;

/**
 * Walks through the states of requests, offers, dispatches, agreements and overrides, act by act,
 * at any time, by anybody, and reports the first promise that does not hold. Then it follows the
 * acts that the rules name until everything has ended. One seed is one walk.
 */
public final class Walk implements LongFunction<String> {

  private static final int STEPS = 40;

  private WalkSurvey survey = new WalkSurvey(Set.of());
  private Consumer<NetworkAtWork> visitor = network -> {};

  /** Shows the network to a visitor, which changes nothing, after each step of the walks. */
  public Walk shownTo(Consumer<NetworkAtWork> other) {
    visitor = other;
    return this;
  }

  /** What does not hold on the walk of a seed, with the last facts; empty if all does. */
  @Override
  public String apply(long seed) {
    WalkState state = new WalkState(seed);
    AnswerChecks answers = new AnswerChecks(state);
    RandomActs acts = new RandomActs(state, answers);
    try {
      acts.begin();
      for (int i = 0; i < STEPS; i++) {
        acts.step();
        look(state);
      }
      new WayOn(state, answers, acts, () -> look(state)).toTheEnd();
      return "";
    } catch (Violation wrong) {
      return "walk " + seed + ": " + wrong.getMessage() + "\n  " + state.lastReports();
    }
  }

  private void look(WalkState state) {
    survey.look(state);
    visitor.accept(state.kizuna);
  }

  /**
   * Walks as a seed does, and at the first sight of each of these places tries every act there, by
   * everybody.
   */
  public String survey(long seed, Set<Place> places) {
    survey = new WalkSurvey(places);
    return apply(seed);
  }

  /** The places that were reached. */
  public Set<Place> reached() {
    return survey.reached();
  }

  /** How many acts were tried by somebody at some place. */
  public int tried() {
    return survey.tried();
  }
}

package kizuna.seeds.scenario;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.IntFunction;
import kizuna.facts.Fact;

/** Facts of a scenario, a day's at a time: no more is kept. */
final class ScenarioDays implements Iterator<Fact> {

  private final int days;
  private final IntFunction<List<Fact>> facts;
  private Iterator<Fact> today;
  private int day;

  /**
   * @param ground facts from before the first day
   * @param facts facts of a day, in the order of their times
   */
  ScenarioDays(List<Fact> ground, int days, IntFunction<List<Fact>> facts) {
    this.today = ground.iterator();
    this.days = days;
    this.facts = facts;
  }

  @Override
  public boolean hasNext() {
    while (!today.hasNext() && day < days) {
      today = facts.apply(day++).iterator();
    }
    return today.hasNext();
  }

  @Override
  public Fact next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the end of a scenario");
    }
    return today.next();
  }
}

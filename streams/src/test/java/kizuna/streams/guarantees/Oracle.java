package kizuna.streams.guarantees;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import kizuna.codes.Outcome;
import kizuna.facts.Fact;
import kizuna.states.LedgerEntry;
import kizuna.streams.guarantees.Broken.Promise;
import kizuna.streams.guarantees.NaiveEligibility.Look;
import kizuna.streams.guarantees.NaiveProposals.Tour;
import kizuna.streams.guarantees.NaiveRecords.Days;
import kizuna.streams.guarantees.NaiveRecords.Dispatch;
import kizuna.streams.guarantees.NaiveRecords.Offer;
import kizuna.streams.guarantees.NaiveRecords.Request;

/**
 * Holds what was decided against the naive model, fact by fact. What a fact is answered and what
 * follows from it, the model says by itself; so too what free offers are given to whom. Which
 * proposals are moved is a matter of search: that is taken from the decision, and each move is
 * checked. Then everything published must be what the model has.
 */
public final class Oracle {

  private final Map<String, NaiveModel> models = new HashMap<>();
  private final Map<String, LedgerEntry> compared = new HashMap<>();

  /** Lines that the day or the clock told anew, without an act. */
  private final Map<String, LedgerEntry> toldLate = new HashMap<>();

  private int moves;
  private int proposals;

  /** Whether what is passed to other networks is seen here. */
  private boolean seesWhatIsPassed = true;

  /** Who reads the topics does not see which decision passed a fact to another network. */
  public Oracle passingElsewhere() {
    seesWhatIsPassed = false;
    return this;
  }

  /** Moves seen so far. */
  int moves() {
    return moves;
  }

  int proposals() {
    return proposals;
  }

  NaiveModel model(String networkId) {
    return models.computeIfAbsent(networkId, NaiveModel::new);
  }

  /**
   * Checks one answer.
   *
   * @throws Broken naming the promise that does not hold
   */
  public void check(Fact fact, Kizuna.Answered answered) {
    try {
      check(model(fact.getNetworkId()), fact, answered);
    } catch (Broken e) {
      throw e.after(fact);
    }
  }

  private void check(NaiveModel model, Fact fact, Kizuna.Answered answered) {
    MatchingCheck matching = new MatchingCheck(model, fact, answered);
    EscalationCheck escalation = new EscalationCheck(model, fact, answered);
    Outcome expected = model.put(fact);
    Outcome actual = answered.decision().getOutcome();
    if (expected != actual) {
      throw new Broken(
          Promise.I5_OUTCOME,
          "expected " + expected + ", but " + actual + " " + answered.decision().getReasons());
    }
    if (expected == Outcome.ACCEPTED) {
      matching.check();
      moves += matching.moves();
      proposals += matching.proposals();
      if (model.time.timeTold()) {
        model.time.escalateWhatIsDue();
      }
      nothingTwice(model);
      nothingOver(model);
      nothingOpenBesideFree(model);
    } else if (!answered.events().isEmpty()) {
      throw new Broken(Promise.I5_OUTCOME, "expected no change, but " + answered.events());
    }
    new PublishedCheck(model, fact, answered, compared, toldLate).check();
    if (seesWhatIsPassed) {
      escalation.check();
    }
    model.archive.leave();
  }

  private static void nothingTwice(NaiveModel model) {
    for (Offer o : model.books.offers.values()) {
      for (Dispatch d : model.books.drawnOn(o)) {
        Days atMost = new Days(d.first.minusDays(d.travel), d.planned.plusDays(d.travel));
        for (LocalDate day : d.isVoid() ? List.<LocalDate>of() : atMost.each()) {
          if (d.awayOn(day) && (!o.has(day) || model.use.away(o, day) > o.terms.getHeadCount())) {
            throw new Broken(Promise.I1_NOT_TWICE, o.id() + " on " + day + " for " + d.id);
          }
        }
      }
    }
  }

  private static void nothingOver(NaiveModel model) {
    for (Request r : model.books.requests.values()) {
      for (LocalDate day : r.ended == null ? r.days() : List.<LocalDate>of()) {
        if (model.coverage.covered(r, day) > model.coverage.needed(r, day)) {
          throw new Broken(
              Promise.I2_NOT_OVER,
              r.id()
                  + " on "
                  + day
                  + ": "
                  + model.coverage.covered(r, day)
                  + " for "
                  + model.coverage.needed(r, day));
        }
      }
    }
  }

  private static void nothingOpenBesideFree(NaiveModel model) {
    for (Request r : model.books.requests.values()) {
      if (r.ended != null || model.coverage.openDays(r).isEmpty()) {
        continue;
      }
      for (String lender : model.books.lenders()) {
        Look look = model.eligibility.look(r, lender, false);
        Optional<Tour> tour = model.proposals.nextTour(look, List.of(look), 1);
        if (tour.isPresent()) {
          throw new Broken(
              Promise.I9_MAXIMAL, r.id() + " is open beside " + ProposalCheck.line(tour.get()));
        }
      }
    }
  }

  /** A count of each day of a request. */
  static Map<LocalDate, Integer> byDay(Request r, ToIntFunction<LocalDate> count) {
    Map<LocalDate, Integer> days = new TreeMap<>();
    r.days().forEach(day -> days.put(day, count.applyAsInt(day)));
    return days;
  }
}

package kizuna.streams.analysis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;

/**
 * Decides a log unchanged, and again with changes. The log contains no answer to a proposal for a
 * new pair of lender and request: there the lender confirms at once.
 */
public final class LogQuestion {

  /** Opens the log at its first fact. */
  public interface Log {
    Iterator<Fact> open();
  }

  private final LogDecider decider = new LogDecider(Namespace.drill("what-if"));
  private final Log log;

  public LogQuestion(Log log) {
    this.log = log;
  }

  /** Figures of the unchanged log. */
  public LogFigures unchanged() {
    return figures(List.of(), (request, lender) -> false);
  }

  /**
   * Figures of the log with changes.
   *
   * @param before figures of the unchanged log
   */
  public LogFigures with(LogFigures before, List<Supplier<FactChange>> changes) {
    Set<String> asked = new HashSet<>();
    before.dispatches().forEach(d -> asked.add(d.request() + "/" + d.lender()));
    return figures(changes, (request, lender) -> !asked.contains(request + "/" + lender));
  }

  /** Figures of the log with changes, and with lenders that confirm all proposals. */
  public LogFigures withWillingLenders(List<Supplier<FactChange>> changes) {
    List<Supplier<FactChange>> all = new ArrayList<>(List.of(LogChanges::withoutAnswers));
    all.addAll(changes);
    return figures(all, (request, lender) -> true);
  }

  private LogFigures figures(
      List<Supplier<FactChange>> changes, BiPredicate<String, String> confirms) {
    Collection<FiguresObserver> observers = new ConcurrentLinkedQueue<>();
    LogDecider.Decided decided =
        decider.decide(
            FactChange.applied(log.open(), changes.stream().map(Supplier::get).toList()),
            network -> {
              FiguresObserver observer = new WillingLenders(decider.formats(), confirms);
              observers.add(observer);
              return observer;
            });
    return LogFigures.of(decided, observers);
  }
}

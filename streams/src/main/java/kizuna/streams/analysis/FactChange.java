package kizuna.streams.analysis;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import kizuna.facts.Fact;

/**
 * Changes a log before it is decided: inserts or removes facts. It has state: each reading needs a
 * new instance.
 */
public interface FactChange {

  /** The replacement of a fact: itself, nothing, or itself and more. */
  List<Fact> apply(Fact fact);

  /** Facts to append after the last fact. */
  default List<Fact> end() {
    return List.of();
  }

  /** A log with changes, each applied to the result of the previous ones. */
  static Iterator<Fact> applied(Iterator<Fact> facts, List<FactChange> changes) {
    Iterator<Fact> changed = facts;
    for (FactChange change : changes) {
      changed = new Changed(changed, change);
    }
    return changed;
  }

  /** One change. */
  final class Changed implements Iterator<Fact> {
    private final Iterator<Fact> facts;
    private final FactChange change;
    private final Queue<Fact> next = new ArrayDeque<>();
    private boolean ended;

    private Changed(Iterator<Fact> facts, FactChange change) {
      this.facts = facts;
      this.change = change;
    }

    @Override
    public boolean hasNext() {
      while (next.isEmpty() && !ended) {
        if (facts.hasNext()) {
          next.addAll(change.apply(facts.next()));
        } else {
          ended = true;
          next.addAll(change.end());
        }
      }
      return !next.isEmpty();
    }

    @Override
    public Fact next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the end of a changed log");
      }
      return next.remove();
    }
  }
}

package kizuna.seeds.drill;

import java.util.Iterator;
import java.util.List;
import kizuna.facts.Fact;

/** Facts in their order, which can be read from the first as often as wanted. */
public interface FactSource {

  /** Facts one after the other; must be closed. */
  interface Facts extends Iterator<Fact>, AutoCloseable {
    @Override
    void close();
  }

  /** Number of facts, including reference data. */
  int size();

  /** Number of reference data facts at the beginning. */
  int reference();

  /** Opens them at the first. */
  Facts open();

  /**
   * Facts in the heap.
   *
   * @param reference how many of them, the first, are reference data
   */
  static FactSource of(List<Fact> facts, int reference) {
    List<Fact> all = List.copyOf(facts);
    return new FactSource() {
      @Override
      public int size() {
        return all.size();
      }

      @Override
      public int reference() {
        return reference;
      }

      @Override
      public Facts open() {
        Iterator<Fact> each = all.iterator();
        return new Facts() {
          @Override
          public boolean hasNext() {
            return each.hasNext();
          }

          @Override
          public Fact next() {
            return each.next();
          }

          @Override
          public void close() {
            // Nothing is open.
          }
        };
      }
    };
  }
}

package kizuna.producers.drill;

import java.time.Instant;
import java.util.Optional;
import kizuna.facts.Fact;
import kizuna.seeds.drill.FactSource;
import org.jspecify.annotations.Nullable;

/** The facts of a run in order; the time of the next is available before it is taken. */
final class FactCursor implements AutoCloseable {

  private final FactSource.Facts facts;
  private final int reference;
  private @Nullable Fact next;
  private int taken;

  FactCursor(FactSource source) {
    this.facts = source.open();
    this.reference = source.reference();
    advance();
  }

  private void advance() {
    next = facts.hasNext() ? facts.next() : null;
  }

  /** Number of facts taken. */
  int taken() {
    return taken;
  }

  /** Whether the next is reference data. */
  boolean isReferenceNext() {
    return taken < reference;
  }

  /** Scenario time of the next; empty: all are taken. */
  Optional<Instant> nextAt() {
    return Optional.ofNullable(next).map(Fact::getRecordedAt);
  }

  /** Takes the next, which must be there. */
  Fact take() {
    Fact fact = next;
    if (fact == null) {
      throw new IllegalStateException("expected a fact after " + taken + ", but the log is over");
    }
    taken++;
    advance();
    return fact;
  }

  @Override
  public void close() {
    facts.close();
  }
}

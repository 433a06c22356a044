package kizuna.streams.ledger.database;

import java.util.Optional;
import java.util.Set;
import kizuna.schemas.Namespace;

/**
 * Where the read models of all namespaces lie, each in a database of its own, so that a drill's
 * rows go with it and never mix with live ones. A rebuild fills a new one beside the one that
 * answers.
 */
public interface LedgerDatabases extends AutoCloseable {

  /**
   * Asks for the right to write; empty: another process has it. Only who has it calls {@link
   * #newest} and {@link #create}.
   */
  default Optional<WriteClaim> claim(Namespace namespace) {
    return Optional.of(WriteClaim.ALONE);
  }

  /** What another process writes, to be read only; empty: it has made nothing yet. */
  default Optional<LedgerDatabase> follow(Namespace namespace) {
    return Optional.empty();
  }

  /** Whether a database that is followed is still the one to follow. */
  default boolean isNewest(Namespace namespace, LedgerDatabase database) {
    return true;
  }

  /**
   * The database that was complete last, of this version's format; older and unfinished ones and
   * those that cannot be read are dropped.
   */
  Optional<LedgerDatabase> newest(Namespace namespace);

  /** A new empty database, beside those that there are. */
  LedgerDatabase create(Namespace namespace);

  /** Drops everything that is held of a namespace. */
  void drop(Namespace namespace);

  /** Namespaces of which something is held. */
  Set<Namespace> held();

  /** Says where they lie, for people. */
  String place();

  @Override
  void close();
}

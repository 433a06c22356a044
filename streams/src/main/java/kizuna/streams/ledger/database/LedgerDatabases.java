package kizuna.streams.ledger.database;

import java.util.Optional;
import java.util.Set;
import kizuna.schemas.Namespace;

/**
 * The read models of all namespaces, each in its own database, so that a drill's rows are deleted
 * with it and do not mix with live ones. A rebuild fills a new database beside the one in use.
 */
public interface LedgerDatabases extends AutoCloseable {

  /**
   * Asks for the right to write; empty: another process has it. Only who has it calls {@link
   * #newest} and {@link #create}.
   */
  default Optional<WriteClaim> claim(Namespace namespace) {
    return Optional.of(WriteClaim.ALONE);
  }

  /** Opens the database of another process read-only; empty if it does not exist yet. */
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

  /** A new empty database, beside the existing ones. */
  LedgerDatabase create(Namespace namespace);

  /** Drops everything that is held of a namespace. */
  void drop(Namespace namespace);

  /** Namespaces that have a database. */
  Set<Namespace> held();

  /** The location of the databases, for messages. */
  String place();

  @Override
  void close();
}

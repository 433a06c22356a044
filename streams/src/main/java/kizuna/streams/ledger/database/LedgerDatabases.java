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
   * Claims the right to write; empty: another process has it. Only its holder calls {@link #newest}
   * and {@link #create}.
   */
  default Optional<WriteClaim> claim(Namespace namespace) {
    return Optional.of(WriteClaim.ALONE);
  }

  /** Opens the database of another process read-only; empty if it does not exist yet. */
  default Optional<LedgerDatabase> follow(Namespace namespace) {
    return Optional.empty();
  }

  /** Whether the followed database is still the current one. */
  default boolean isNewest(Namespace namespace, LedgerDatabase database) {
    return true;
  }

  /**
   * The latest complete database of this version's format; older and unfinished ones and those that
   * cannot be read are dropped.
   */
  Optional<LedgerDatabase> newest(Namespace namespace);

  /** A new empty database, beside the existing ones. */
  LedgerDatabase create(Namespace namespace);

  /** Drops all databases of a namespace. */
  void drop(Namespace namespace);

  /** Namespaces that have a database. */
  Set<Namespace> held();

  /** The location of the databases, for messages. */
  String place();

  @Override
  void close();
}

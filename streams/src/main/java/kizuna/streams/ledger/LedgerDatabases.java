package kizuna.streams.ledger;

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

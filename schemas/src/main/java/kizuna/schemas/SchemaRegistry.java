package kizuna.schemas;

import java.util.Optional;
import kizuna.schemas.text.FailureReason;
import kizuna.schemas.text.LocalizedException;
import kizuna.schemas.text.Message;
import kizuna.schemas.text.MessageList;
import org.apache.avro.Schema;

/** Assigns ids to schemas: register at start, look up by id when a record names a new one. */
public interface SchemaRegistry {

  /** Sentences about the registry. */
  MessageList MESSAGES = MessageList.beside(SchemaRegistry.class, "registry");

  /**
   * Registers a schema under a subject, FULL_TRANSITIVE compatible with all before it, and returns
   * its id.
   *
   * @throws RegistryRefused if the schema is not compatible with the subject's earlier ones
   * @throws RegistryUnavailable if the registry cannot be reached
   */
  int register(String subject, Schema schema);

  /**
   * Returns the schema of an id; empty if the registry has no such id.
   *
   * @throws RegistryUnavailable if the registry cannot be reached; the id may still exist
   */
  Optional<Schema> byId(int id);

  /**
   * Removes a subject for good, with its schemas; nothing happens if there is none. A registry
   * without subjects has nothing to remove.
   *
   * @throws RegistryUnavailable if the registry cannot be reached
   */
  default void remove(String subject) {}

  /** The registry cannot be reached. Trying again later may help. */
  final class RegistryUnavailable extends LocalizedException {
    private static final long serialVersionUID = 1;

    public RegistryUnavailable(String url, Throwable cause) {
      super(MESSAGES.of("unavailable", url, FailureReason.of(cause)), cause);
    }
  }

  /** The registry refused the request. A retry does not help. */
  final class RegistryRefused extends LocalizedException {
    private static final long serialVersionUID = 1;

    RegistryRefused(Message sentence, Throwable cause) {
      super(sentence, cause);
    }
  }
}

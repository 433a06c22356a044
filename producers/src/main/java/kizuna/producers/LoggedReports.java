package kizuna.producers;

import java.util.Optional;
import java.util.UUID;
import kizuna.edge.ApiException;
import kizuna.facts.Fact;
import kizuna.producers.IntakeProducer.Receipt;
import kizuna.schemas.Namespace;

/** Reports already in the log, to detect repeated ones. */
interface LoggedReports {

  /** A fact and its position. */
  record Recorded(Fact fact, Receipt receipt) {}

  /**
   * The first fact of this event id, among the newest of the log.
   *
   * @param account the caller; its number of concurrent reads is limited
   * @throws ApiException 503 if it exists and cannot be read now, 429 if the account exceeds its
   *     limit
   */
  Optional<Recorded> find(String account, Namespace namespace, String network, UUID eventId);

  /**
   * Returns the fact at a position of the log.
   *
   * @param account the caller
   * @throws ApiException 503 if it cannot be read now, 429 if the account exceeds its limit
   */
  Recorded at(String account, Namespace namespace, int partition, long offset);
}

package kizuna.streams.ledger.model;

import java.time.Instant;
import kizuna.facts.DutyDeskPublished;

/**
 * The contact of a body.
 *
 * @param since the log's time of it
 */
public record DutyDeskEntry(String networkId, DutyDeskPublished desk, Instant since) {}
